"""Whether somebody tells in plain words of harm that is being done to them or to whoever is with them. Pure.

The clause is told again in marks (`retelling.py`), its shape is looked for (`harm_shapes.py`), and what was found is
taken back by what denies or supposes it (`guards.py`).
"""

import re
from typing import Final

from schemas.reply_text.plain_text import PlainText
from services.dispatch.grammar.guards import ELSEWHERE, holds, is_supposed
from services.dispatch.grammar.harm_shapes import AFRAID, ANYWHERE, DISLOCATED, OF_MYSELF, ON_A_MISSION, ONGOING, STUCK
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.retelling import retold

_MOST_WORDS: Final = 120
"""Of a longer clause both ends are looked at."""
_WRITTEN_FOR_A_MATE: Final = re.compile(r"\b(?:ON|FROM|USING|IN|DEL?|DESDE EL) (?:HELD_|MATE_S? PHONE|CEL DE MATE_)")
"""Whoever writes from the phone of one of us tells of its owner."""
_ASKING: Final = frozenset("?¿")
_EXPOSED: Final = frozenset({Stage.EN_ROUTE, Stage.ON_SCENE})
_WAITING: Final = frozenset({Stage.HELD, Stage.CONFIRMED})


def tells_of_harm(heard: PlainText, situation: Situation) -> bool:
    """Somebody says that they, or on a mission whoever is with them, are harmed, held, followed or threatened."""
    team = frozenset(situation.teammates)
    whole = " ".join(heard.words)
    if heard.copied and situation.assignment is None:
        return False
    dislocated = situation.assignment is not None and len(heard.clauses) > 1
    if dislocated and DISLOCATED.search(retold(heard.words[:_MOST_WORDS], team)):
        return not heard.asks
    at = 0
    for said in heard.clauses:
        clause = retold(_ends_of(said), team)
        if _WRITTEN_FOR_A_MATE.search(clause):
            clause = re.sub(r"\b(?:HER|HIM)\b", "MATE_", clause)
        found = _found(clause, situation)
        at += len(said)
        is_asked = heard.asks and not _ASKING.isdisjoint(
            "".join(heard.typed[heard.origin[at - len(said)] : heard.origin[at - 1] + 1])
        )
        if found is None or is_supposed(clause, whole) or is_asked:
            continue
        if holds(found, waiting=situation.assignment is not None and situation.assignment.stage in _WAITING):
            return True
    return False


def _ends_of(clause: tuple[str, ...]) -> tuple[str, ...]:
    half = _MOST_WORDS // 2
    return clause if len(clause) <= _MOST_WORDS else (*clause[:half], *clause[-half:])


def _found(clause: str, situation: Situation) -> re.Match[str] | None:
    if situation.assignment is None:
        return _found_off_a_mission(clause, situation)
    stage = situation.assignment.stage
    found = ON_A_MISSION.search(clause)
    if found is None and stage is Stage.ON_SCENE:
        found = STUCK.search(clause)
    if found is None and stage in _EXPOSED and not situation.check_in_open:
        found = AFRAID.search(clause)
    return found


def _found_off_a_mission(clause: str, situation: Situation) -> re.Match[str] | None:
    found = ANYWHERE.search(clause)
    if found is None or not OF_MYSELF.search(found.group()) or ELSEWHERE.search(clause):
        return None
    return found if not situation.open_offers or ONGOING.search(found.group()) else None
