"""What becomes of a text that came in. Pure.

Whoever we know is heard without limit: the next text of many may be an SOS. From anybody else a flood is stored
and not passed on, later where it cries or is about a report. A bare STOP or START is no report; a bare HELP may be a
cry, which intake can tell.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from schemas.reply_text.consent_words import ConsentWord
from services.notify.model.messages import TextToCaller

MOST_FROM_STRANGERS: Final = 10
"""Texts of a number nobody knows that are passed on in ten minutes."""
MOST_THAT_MATTER: Final = 60
"""The same, of what sounds like danger or is about a report: who is afraid sends many short texts."""
BARE_WORDS: Final = 8
"""A longer text may ask for no more texts and yet report something: then a person reads it."""
ANSWERED_WITHIN: Final = timedelta(hours=24)
YES: Final = frozenset((("YES",), ("SI",)))


class Disposition(StrEnum):
    REPLY = "reply"
    REPORT = "report"
    CONSENT = "consent"
    SILENT = "silent"


def disposition_of(
    *, known: bool, word: ConsentWord | None, words: int, recent: int, matters: bool = False
) -> Disposition:
    """`words`: how many the text has; `recent`: texts of this number in the last ten minutes; `matters`: it cries, or
    is about a report that we texted this number about.
    """
    if known:
        return Disposition.REPLY
    if is_bare(word, words) and word is not ConsentWord.HELP:
        return Disposition.CONSENT
    most = MOST_THAT_MATTER if matters else MOST_FROM_STRANGERS
    return Disposition.REPORT if recent < most else Disposition.SILENT


def is_bare(word: ConsentWord | None, words: int) -> bool:
    """The text says little beside STOP, START or HELP."""
    return word is not None and words <= BARE_WORDS


def report_answered(last: TextToCaller | None, network_id: str | None, now: datetime) -> UUID | None:
    """The report that a caller's text belongs to: the one we last texted about, from the number that they texted.

    After `ANSWERED_WITHIN` it is likelier about something new; then, as for a stranger, a person sorts it out.
    """
    if last is None or now - last.requested_at > ANSWERED_WITHIN:
        return None
    return last.report_id if network_id in (None, last.network_id) else None


def says_yes(words: tuple[str, ...]) -> bool:
    """An invited person may agree with YES too; for anybody else that word accepts an offer (rule R22)."""
    return words in YES
