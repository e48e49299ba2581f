"""Decide whether texts and mail get to a person, and what a delivery says of the number. Pure.

A phone counts as one that texts do not reach when two in a row were not delivered within four hours, and until four
hours after the last of them, a receipt, or a text from it. A number that the provider says takes no texts counts as
that at once, until one of the two comes or the person has another number.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from schemas.provider_codes import OUT_OF_REACH, TAKES_NO_TEXTS
from services.notify.model.contacts import CallerNumber, ConsentState, ContactReach, NumberTrouble, Recipient
from services.notify.model.deliveries import Delivery, DeliveryStage

LATELY: Final = timedelta(hours=4)
"""Longer than a meeting or a dead spot, shorter than a shift: then the next text finds out."""
MISSES: Final = 2
"""One text is lost now and then."""
_CODE: Final = re.compile(r"provider:(\d{1,6})", re.ASCII)
_GIVEN_UP: Final = frozenset((DeliveryStage.FAILED, DeliveryStage.UNDELIVERED))


class NumberVerdict(StrEnum):
    """What one text says of the number that it went to."""

    ARRIVES = "arrives"
    MISSED = "missed"
    TAKES_NO_TEXTS = "takes_no_texts"


def reach_of(recipient: Recipient | None, trouble: NumberTrouble | None, now: datetime) -> ContactReach:
    """What is announced of a person; without a recipient they have no contact."""
    if recipient is None:
        return ContactReach("no_contact", "no_contact")
    return ContactReach(why_no_text(recipient) or _why_in_vain(trouble, now), why_no_mail(recipient))


def why_no_text(recipient: Recipient) -> str | None:
    """Why nothing may be texted to them; STOP beats everything."""
    if not recipient.phone:
        return "no_contact"
    if recipient.suppressed or recipient.consent is ConsentState.OPTED_OUT:
        return "opted_out"
    if recipient.consent is not ConsentState.OPTED_IN:
        return "no_consent"
    return None if recipient.allowed else "not_textable"


def why_no_text_to_caller(caller: CallerNumber, now: datetime) -> str | None:
    """As of anybody: STOP beats everything."""
    return "opted_out" if caller.suppressed else _why_in_vain(caller.trouble, now)


def why_no_mail(recipient: Recipient) -> str | None:
    return None if recipient.email else "no_contact"


def verdict_on_number(before: Delivery, after: Delivery) -> NumberVerdict | None:
    """What became of a text, if that tells something of its number and is news."""
    if after.channel != "sms" or after.state is before.state:
        return None
    if after.state is DeliveryStage.DELIVERED:
        return NumberVerdict.ARRIVES
    found = _CODE.fullmatch(after.reason or "")
    if found is None or after.state not in _GIVEN_UP or before.state in _GIVEN_UP:
        return None
    code = int(found[1])
    if code in TAKES_NO_TEXTS:
        return NumberVerdict.TAKES_NO_TEXTS
    return NumberVerdict.MISSED if code in OUT_OF_REACH else None


def _why_in_vain(trouble: NumberTrouble | None, now: datetime) -> str | None:
    """What may be texted and does not arrive."""
    if trouble is None:
        return None
    if trouble.takes_no_texts:
        return "not_textable"
    return "undelivered" if trouble.misses >= MISSES and now - trouble.last_missed_at < LATELY else None
