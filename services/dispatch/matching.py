"""Decide who is offered a mission, in which order, and say for each person near why or why not. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from schemas.values import Level
from services.dispatch.roster import Candidate, Policy


@dataclass(frozen=True, slots=True)
class Target:
    """Where someone is needed, and what for. `level`: at least one of the pair stands at it."""

    lat: float
    lon: float
    languages: tuple[str, ...]
    is_residence: bool
    level: Level
    network_id: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """Someone to ask; `reasons` as in `Offered.reasons`: near:3km, speaks:es, level:verified, rested."""

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
    policy: Policy,
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
    raise NotImplementedError
