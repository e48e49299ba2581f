"""A line of the door as what the grammar is asked: lenient in form, strict in what it would have to guess. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from services.dispatch.grammar.readings import OpenPage, OwnMission, Situation, Stage

OTHER_NAMES_OF_STAGES = {"assigned": Stage.CONFIRMED, "sos": Stage.ON_SCENE}


class NotAsked(ValueError):
    """The line does not say what to read; the message tells what is wrong with it."""


@dataclass(frozen=True, slots=True)
class AskedText:
    text: str = field(repr=False)
    situation: Situation
    stranger: bool


def asked_from(line: object) -> AskedText:
    """
    Raises:
        NotAsked: the line is no object, has no text, or names a stage that there is not.
    """
    if not isinstance(line, dict):
        raise NotAsked("not an object")
    text = line.get("text")
    if not isinstance(text, str):
        raise NotAsked("text: not a string")
    mission = _mission(line.get("mission"))
    offers = _codes(line.get("offers"))
    own = (mission.code,) if mission is not None else ()
    return AskedText(
        text,
        Situation(
            open_offers=offers,
            assignment=mission,
            check_in_open=_check_in(line),
            duty_pages=_pages(line.get("pages")),
            asked_again=_asked(line.get("asked_again"), offers),
            asked_release=_asked(line.get("asked_release"), own),
            recent_codes=_codes(line.get("recent")),
            callsign=str(line.get("callsign") or ""),
            teammates=tuple(str(each) for each in _items(line.get("team"))),
            partner_in_sos=bool(line.get("partner_sos")),
        ),
        stranger=bool(line.get("unknown")),
    )


def _items(listed: object) -> list[object]:
    if listed is None:
        return []
    return listed if isinstance(listed, list) else [listed]


def _code(item: object) -> str:
    code = item.get("code") if isinstance(item, dict) else item
    if not isinstance(code, str | int) or isinstance(code, bool) or not str(code).strip():
        raise NotAsked("a code is missing or no string")
    return str(code).strip().upper()


def _codes(listed: object) -> tuple[str, ...]:
    return tuple(_code(item) for item in _items(listed))


def _pages(listed: object) -> tuple[OpenPage, ...]:
    return tuple(OpenPage(_code(item), sos=_is_sos(item)) for item in _items(listed))


def _is_sos(page: object) -> bool:
    if not isinstance(page, dict):
        return False
    return bool(page.get("sos")) or str(page.get("reason") or page.get("kind")).strip().lower() == "sos"


def _mission(said: object) -> OwnMission | None:
    if said is None or said is False or said == {}:
        return None
    if not isinstance(said, dict):
        raise NotAsked("mission: neither an object nor null")
    named = str(said.get("stage") or "").strip().lower().replace(" ", "_").replace("-", "_")
    try:
        stage = OTHER_NAMES_OF_STAGES.get(named) or Stage(named)
    except ValueError:
        raise NotAsked(f"mission.stage: one of {', '.join([*Stage, *OTHER_NAMES_OF_STAGES])}") from None
    return OwnMission(_code(said), stage)


def _check_in(line: Mapping[str, Any]) -> bool:
    mission = line.get("mission")
    return bool(line.get("check_in") or (isinstance(mission, dict) and mission.get("check_in")))


def _asked(said: object, about: tuple[str, ...]) -> str | None:
    """Which of them was asked about: named, or simply true when there is only one to name."""
    if isinstance(said, bool) or said is None:
        return about[0] if said and about else None
    return _code(said)
