"""What became of texts about a page, and what that does to it: who is not told of it yet, who is asked next. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from services.dispatch.escalation.whom_to_page import ALONE_REPEATS, ASKED_ONCE
from services.dispatch.model.addressee import Addressee
from services.dispatch.model.incident import Page


class PageFate(NamedTuple):
    """What became of a text to somebody who was paged."""

    message_id: UUID
    person_id: UUID
    sure: bool
    """It did not arrive; not merely that nobody knows."""
    of_the_phone: bool = True
    """Another text to the same phone would meet the same: it is no provider's fault."""
    expired_at: datetime | None = None
    """It waited until then and was not sent: it had been asked for at least so long before as a page is repeated."""


class PageFates(NamedTuple):
    """What became known of texts since the last round."""

    lost: Sequence[PageFate] = ()
    arrived: Mapping[UUID, UUID] = MappingProxyType({})
    """Those about one page, and to whom."""

    @property
    def texts(self) -> list[UUID]:
        return [*(fate.message_id for fate in self.lost), *self.arrived]


def moved_on(
    page: Page, lost: Sequence[PageFate], addressees: Mapping[UUID, Addressee], now: datetime, every: timedelta
) -> Page:
    """Due at once when a text about it is lost, which has told nobody.

    Where nobody knows, or it was not the phone, others are asked as if the lead had been asked twice in vain.
    """
    mine = [fate for fate in lost if fate.message_id in page.message_ids]
    if not mine or (page.given_up and page.reason not in ASKED_ONCE):
        return page
    next_is_asked = any(fate.sure and fate.of_the_phone for fate in mine)  # in place of whose phone rests
    ahead = page.ahead if next_is_asked else max(page.ahead, 1 + ALONE_REPEATS - page.attempt)
    gone = {fate.message_id for fate in mine}
    untold = {fate.person_id for fate in mine if fate.sure and not _named_since(page, fate, addressees, every)}
    return replace(
        page,
        ahead=ahead,
        due_at=now,
        message_ids=tuple(text for text in page.message_ids if text not in gone),
        named=tuple(person_id for person_id in page.named if person_id not in untold),
    )


def _named_since(page: Page, fate: PageFate, addressees: Mapping[UUID, Addressee], every: timedelta) -> bool:
    """A text after the one that expired named it to them: when that one is lost too is heard by itself."""
    if fate.expired_at is None:
        return False
    asked_at = fate.expired_at - every
    texted_at = addressees[fate.person_id].texted_at if fate.person_id in addressees else None
    return all(at is not None and at > asked_at for at in (page.named_at, texted_at))
