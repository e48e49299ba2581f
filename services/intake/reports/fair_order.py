"""In which order a person sees what waits, so that no source pushes another's reports out of sight (rule R96). Pure."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from schemas.values import Trust
from services.intake.model.queue import PagePosition, WaitingPlace

SHARE: Final = 20
"""So many of a source are shown, where others wait too, before those of any go on; fewer where sources are many."""


def in_fair_order(waiting: Iterable[WaitingPlace], *, limit: int) -> list[WaitingPlace]:
    """The first of them, up to `limit`. Of each source its share, by priority, operators and partners before the
    public, the sources in turn; then the next share of each.
    """
    places = list(waiting)
    share = max(1, min(SHARE, limit // max(1, len({place.source_id for place in places}))))
    turns: Counter[UUID] = Counter()
    ranked: list[tuple[tuple[int, int, bool, int, datetime, UUID], WaitingPlace]] = []
    for place in places:
        turn = turns[place.source_id]
        turns[place.source_id] += 1
        public = place.trust in (Trust.PUBLIC, Trust.TEST)
        rank = (turn // share, place.priority, public, turn, place.received_at, place.report_id)
        ranked.append((rank, place))
    return [place for _, place in sorted(ranked, key=lambda each: each[0])[:limit]]


def position_after(
    before: PagePosition, cries: Iterable[tuple[datetime, UUID]], shown: Iterable[WaitingPlace]
) -> PagePosition:
    """Where the next page begins."""
    last = dict(before.last_shown) | {place.source_id: place.report_id for place in shown}
    return PagePosition(next(iter(reversed(list(cries))), before.cry), tuple(sorted(last.items())))
