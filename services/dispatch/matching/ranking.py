"""Decide who is offered a mission, in which order, and say for each person near why or why not. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

from schemas.language.tags import those_spoken
from schemas.values import LEVEL_RANK, Level
from services.dispatch.matching.geography import km_between
from services.dispatch.model.policy import DispatchPolicy
from services.dispatch.model.roster import Candidate, RosterRole

RESTED_AFTER: Final = timedelta(hours=24)
NEVER: Final = float("-inf")
RANGES: Final = ((2, "under_2km"), (5, "2_to_5km"), (10, "5_to_10km"))
FARTHEST: Final = "over_10km"


@dataclass(frozen=True, slots=True)
class Target:
    """Where someone is needed, and what for. `level`: at least one of the pair stands at it."""

    lat: float
    lon: float
    languages: tuple[str, ...]
    is_residence: bool
    level: Level
    network_id: str
    exercise: bool = False


class CandidateSearch(NamedTuple):
    """Look for candidates around a target. `key` names the answer; `wanted`: how many that may be asked now."""

    key: UUID
    target: Target
    wanted: int = 8
    asked: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Someone to ask; `reasons` as in `Offered.reasons`: near:2_to_5km, speaks:es, level:verified, rested."""

    candidate: Candidate
    km: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Whom to ask, best first, and whom not, nearest first, each with the first gate that they failed."""

    ranked: tuple[Ranked, ...]
    excluded: tuple[tuple[Candidate, str], ...]


def rank(
    target: Target,
    candidates: Sequence[Candidate],
    *,
    policy: DispatchPolicy,
    now: datetime,
    asked: frozenset[UUID],
    wave: int | None = None,
    needs_level: bool = True,
    needs_language: bool = True,
) -> Ranking:
    """Order those who can go; the next wave is the first `wave` of them (default: the policy's first size).

    By distance in whole kilometres, then those who speak a language of the place, then whoever has waited longest.
    Where somebody at the level and somebody who speaks the language can go, the first `wave` hold at least one of
    each, unless the caller says that those already asked or assigned cover it (`needs_level`, `needs_language`).
    """
    going: list[tuple[tuple[int, bool, float, UUID], float, Candidate]] = []
    staying: list[tuple[float, UUID, Candidate, str]] = []
    for candidate in candidates:
        km = km_between(target.lat, target.lon, candidate.home_lat, candidate.home_lon)
        failed = gate_failed(target, candidate, km, policy=policy, now=now, asked=asked)
        if failed is None:
            going.append((_place_in_line(target, candidate, km), km, candidate))
        else:
            staying.append((km, candidate.volunteer_id, candidate, failed))
    going.sort(key=lambda each: each[0])
    staying.sort(key=lambda each: each[:2])

    ordered = [Ranked(candidate, km, _reasons(target, candidate, km, now)) for _, km, candidate in going]
    needs: list[Callable[[Candidate], bool]] = []
    if needs_level:
        needs.append(lambda candidate: stands_at(candidate, target.level))
    if needs_language and target.languages:
        needs.append(lambda candidate: bool(spoken(target, candidate)))
    covered = _covering(ordered, policy.wave_sizes[0] if wave is None else wave, needs)
    return Ranking(tuple(covered), tuple((candidate, reason) for _, _, candidate, reason in staying))


def gate_failed(
    target: Target, candidate: Candidate, km: float, *, policy: DispatchPolicy, now: datetime, asked: frozenset[UUID]
) -> str | None:
    """The first gate that the candidate fails, or None. What a person cannot change today comes first."""
    if RosterRole.OBSERVER not in candidate.roles:
        return "role"
    if candidate.level is Level.TRAINEE or (target.is_residence and not stands_at(candidate, Level.VERIFIED)):
        return "level"
    if candidate.on_until is not None and candidate.on_until <= now:
        return "off_call"
    if not candidate.reachable:
        return f"unreachable:{candidate.unreachable}"
    if km > min(candidate.radius_km, policy.search_radius_km):
        return "too_far"
    if target.is_residence and candidate.no_residences:
        return "no_residences"
    if policy.language_required and target.languages and not spoken(target, candidate):
        return "language"
    if candidate.in_danger:
        return "in_danger"
    if candidate.sos_near:
        return "sos_near"
    if candidate.on_duty:
        return "on_duty"
    if candidate.assigned:
        return "assigned"
    if candidate.volunteer_id in asked:
        return "asked"
    if candidate.cool_until is not None and candidate.cool_until > now:
        return "cooling"
    open_offers, today = candidate.open_offers, candidate.offers_today
    if target.exercise:
        open_offers, today = candidate.open_exercises, candidate.exercises_today
    if 0 < policy.max_open_offers <= open_offers:
        return "open_offers"
    if 0 < policy.max_offers_per_day <= today:
        return "offers_today"
    return None


def stands_at(candidate: Candidate, level: Level) -> bool:
    return LEVEL_RANK[candidate.level] >= LEVEL_RANK[level]


def spoken(target: Target, candidate: Candidate) -> tuple[str, ...]:
    """The languages of the place that the candidate speaks."""
    return those_spoken(target.languages, candidate.languages)


def _place_in_line(target: Target, candidate: Candidate, km: float) -> tuple[int, bool, float, UUID]:
    """Homes are known to about a kilometre, so a shorter difference in distance means nothing."""
    waiting_since = NEVER if candidate.last_offered_at is None else candidate.last_offered_at.timestamp()
    mute = bool(target.languages) and not spoken(target, candidate)
    return (int(km), mute, waiting_since, candidate.volunteer_id)


def _reasons(target: Target, candidate: Candidate, km: float, now: datetime) -> tuple[str, ...]:
    rested = candidate.last_offered_at is None or now - candidate.last_offered_at >= RESTED_AFTER
    return (
        f"near:{range_of(km)}",
        *(f"speaks:{language}" for language in spoken(target, candidate)),
        f"level:{candidate.level}",
        *(("rested",) if rested else ()),
    )


def range_of(km: float) -> str:
    """How far somebody is, as it is kept and told: no finer, for a distance from each of many places is a home."""
    return next((name for limit, name in RANGES if km < limit), FARTHEST)


def _covering(ordered: list[Ranked], wave: int, needs: Sequence[Callable[[Candidate], bool]]) -> list[Ranked]:
    """Move up who is missing from the wave: in place of the last whose going leaves no need uncovered."""
    chosen, rest = ordered[:wave], ordered[wave:]
    met: list[Callable[[Candidate], bool]] = []
    for need in needs:
        if not any(need(each.candidate) for each in chosen):
            found = next((each for each in rest if need(each.candidate)), None)
            place = _replaceable(chosen, met)
            if found is None or place is None:
                continue
            rest.remove(found)
            rest.insert(0, chosen.pop(place))
            chosen.append(found)
        met.append(need)
    return chosen + rest


def _replaceable(chosen: list[Ranked], met: Sequence[Callable[[Candidate], bool]]) -> int | None:
    for place in reversed(range(len(chosen))):
        others = chosen[:place] + chosen[place + 1 :]
        if all(any(need(each.candidate) for each in others) for need in met):
            return place
    return None
