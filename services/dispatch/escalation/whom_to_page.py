"""Decide who is asked at which attempt, and when asking ends. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page, PageReason
from services.dispatch.model.roster import UNDELIVERED, ChainMember, ChainPlace

ALONE_REPEATS: Final = 1
"""How often the lead is asked again before the backup is asked too: "again in 60 s, then the backup" (D1)."""
PATIENCE: Final = 10
"""What is not urgent stays with those on duty for so many attempts, before others are called in."""
OTHERS_AT_ONCE: Final = 3
"""Who is not on duty is called in by threes, so that not a whole roster rings at once."""
CALLED_IN_TIMES: Final = 5
"""Whoever was called in from off duty, beside those on duty, is texted after so many of their pauses."""
ASKED_ONCE: Final = frozenset({PageReason.SUPPORT, PageReason.LONG_HELD, PageReason.QUOTA})
"""Nobody is in danger, and nothing is lost by an hour: once a text named it, it stays open and rings no more."""
MOST_ATTEMPTS: Final = 60
"""After an hour of silence paging ends, but for an SOS, which goes on as it did, and for what goes on more slowly."""
GOES_ON_SLOWLY: Final = frozenset(
    {
        PageReason.HELD,
        PageReason.CALLER_CRIES,
        PageReason.SOS_WORDS,
        PageReason.NOT_OK,
        PageReason.UNREAD_ALONE,
        PageReason.UNREADABLE,
        PageReason.ALONE,
        PageReason.VOICE_ONLY,
    }
)
"""Somebody waits for observers or is in danger, and no other step pages about it: never silent for good."""
LONGEST_PAUSE: Final = timedelta(hours=1)
"""After that hour each pause is twice as long, up to this."""


def whom_to_page(attempt: int, chain: Sequence[ChainMember], *, urgent: bool) -> tuple[ChainMember, ...]:
    """Who is texted at this attempt, of those whom a text may reach now: the first step, once more, then wider.

    Whoever was asked stays in. Where nobody on duty can be reached, the chain begins with who is not.
    """
    steps = list(steps_of(chain))
    return tuple(member for step in steps[: _width(attempt, steps, urgent)] for member in step)


def whom_this_page_asks(page: Page, attempt: int, chain: Sequence[ChainMember], *, urgent: bool) -> list[ChainMember]:
    """Whoever was asked once stays in, also when others can be reached again; never whom it is about.

    Who is off duty by now is left in peace, as long as nobody is in danger and it is not their turn.
    """
    others = [member for member in chain if member.volunteer_id != page.about_id]
    now = whom_to_page(attempt, others, urgent=urgent)
    kept = [each for each in others if each.volunteer_id in page.paged and (urgent or each.place <= ChainPlace.BACKUP)]
    return [member for member in others if member in now or member in kept]


def pace_of(member: ChainMember, chain: Sequence[ChainMember], every: timedelta, *, urgent: bool) -> timedelta:
    """How long somebody is left alone between two texts: who is not on duty longer, as long as nobody is in danger and
    somebody on duty is asked, too.
    """
    calm = not urgent and member.place > ChainPlace.BACKUP and any(each.place <= ChainPlace.BACKUP for each in chain)
    return every * CALLED_IN_TIMES if calm else every


def reached_by_text(
    chain: Sequence[ChainMember], addressees: Mapping[UUID, Addressee], at: datetime
) -> list[ChainMember]:
    """When nobody can be reached, phones that were dead lately are tried all the same, each at its pace."""
    members = [member for member in chain if member.reach.text]
    members = members or [member for member in chain if member.reach.text_reason == UNDELIVERED]
    resting = {person_id for person_id, addressee in addressees.items() if addressee.rests(at)}
    return [member for member in members if member.volunteer_id not in resting]


def steps_of(chain: Sequence[ChainMember]) -> Iterator[Sequence[ChainMember]]:
    """The leads on duty, the backups, then everybody else by threes."""
    for place in (ChainPlace.LEAD, ChainPlace.BACKUP):
        if on_duty := [member for member in chain if member.place is place]:
            yield on_duty
    others = [member for member in chain if member.place > ChainPlace.BACKUP]
    for first in range(0, len(others), OTHERS_AT_ONCE):
        yield others[first : first + OTHERS_AT_ONCE]


def goes_on(page: Page, *, named: bool) -> bool:
    """Whether a page that nobody answered is sent again; `named`: to somebody, this time.

    What a text only counted with the rest ("+6") nobody was told.
    """
    if named and page.reason in ASKED_ONCE:
        return False
    endless = page.reason is PageReason.SOS or page.reason in GOES_ON_SLOWLY
    return endless or page.attempt < MOST_ATTEMPTS or not page.named


def pause_after(page: Page, every: timedelta) -> timedelta:
    """Until it is sent again; `every`: the pace of the network."""
    if not _is_slow(page):
        return every
    times: int = 2 ** min(page.attempt - MOST_ATTEMPTS + 1, 10)
    return max(every, min(every * times, LONGEST_PAUSE))


def hardly_asks(page: Page) -> bool:
    """Nobody is asked about it any more, or only now and then: where its cause is there anew it begins again."""
    return page.given_up or _is_slow(page)


def _is_slow(page: Page) -> bool:
    return page.attempt >= MOST_ATTEMPTS and page.reason is not PageReason.SOS


def _width(attempt: int, steps: Sequence[Sequence[ChainMember]], urgent: bool) -> int:
    """How many steps are asked."""
    repeats = max(0, attempt - 1 - ALONE_REPEATS)
    if urgent or repeats == 0:
        return 1 + repeats
    on_duty = sum(step[0].place <= ChainPlace.BACKUP for step in steps)
    return max(on_duty, 2 if on_duty == 0 else 1) + max(0, attempt - PATIENCE)
