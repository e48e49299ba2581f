"""What a caller is told, and when: a receipt, and later how it ended (rules R4, R28, R39). Pure.

Notify words these templates; here are only their names and what is filled in.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from schemas import text_lengths
from schemas.clock_times import clock_time_or_day
from schemas.endings import Ending, UnableWhy
from schemas.language.tags import primary_of
from schemas.text_units import cut
from schemas.values import Outcome, Request
from services.intake.callers.answers import CallerAnswer, Telling
from services.intake.model.finding import ReviewedFinding
from services.intake.model.network import NetworkCopy
from services.intake.model.report import MissingForRelease

TEXT_TAKEN, CRY_TAKEN, CRY_UNHEARD, WHOM_TO_CALL, NOT_CHECKED_SO_FAR = "C20", "C20b", "C20c", "C20d", "C22"
RECEIPT_FRESH: Final = timedelta(hours=1)
TEXT_ANSWER_FRESH: Final = timedelta(minutes=10)
DELAY_FRESH: Final = timedelta(minutes=30)
NOTICE_FRESH: Final = timedelta(hours=24)
"""After that a notice confuses more than it helps; notify drops it and says so."""
UNNAMED_AGENCY: Final = "other_agency"
LONGEST_PLACE: Final = text_lengths.PLACE
"""With a longer one C4 would no longer be one segment."""
SOMEWHERE: Final = {"es": "el lugar del reporte"}
SOMEWHERE_ENGLISH: Final = "the place reported"
OUTSIDE: Final = "outside"
"""The ending of a report that lies in no territory; nobody chooses it."""

BY_TWO: Final = {
    Outcome.CONFIRMED_ONGOING: "C4",
    Outcome.CONFIRMED_PAST: "C4b",
    Outcome.UNFOUNDED_OTHER: "C5",
    Outcome.NOTHING_SEEN: "C6",
}
BY_ONE: Final = {
    Outcome.CONFIRMED_ONGOING: "C14",
    Outcome.CONFIRMED_PAST: "C14b",
    Outcome.UNFOUNDED_OTHER: "C15",
    Outcome.NOTHING_SEEN: "C16",
}
CORRECTED: Final = {
    Outcome.CONFIRMED_ONGOING: "C19",
    Outcome.CONFIRMED_PAST: "C19b",
    Outcome.UNFOUNDED_OTHER: "C19c",
    Outcome.NOTHING_SEEN: "C19d",
    Outcome.UNABLE: "C19e",
}
NOT_CHECKED, LOOKED_IN_VAIN, STOPPED = "C6b", "C6c", "C18"
ENDINGS: Final[Mapping[str, str | None]] = {
    Ending.NOT_CHECKED: NOT_CHECKED,
    Ending.STOPPED: STOPPED,
    Ending.MISTAKE: "C18b",
    Ending.DUPLICATE: "C18c",
    Ending.TOLD_BY_VOICE: None,
    Ending.NOTHING: None,
    OUTSIDE: "C17",
}
"""By what somebody chose; None: no text."""
FILLED: Final[Mapping[str, tuple[str, ...]]] = {
    "C4": ("ref", "when", "hotline", "place"),
    "C4b": ("ref", "when", "hotline", "place"),
    "C5": ("ref", "when", "agency"),
    "C6": ("ref", "when"),
    "C6b": ("ref", "hotline"),
    "C6c": ("ref", "hotline"),
    "C14": ("ref", "when", "hotline", "place"),
    "C14b": ("ref", "when", "hotline", "place"),
    "C15": ("ref", "when", "agency"),
    "C16": ("ref", "when"),
    "C17": ("ref", "org", "hotline"),
    "C18": ("ref", "hotline"),
    "C18b": ("ref", "hotline"),
    "C18c": ("ref", "hotline"),
    "C19": ("ref", "when", "seen_by", "hotline", "place"),
    "C19b": ("ref", "when", "seen_by", "hotline", "place"),
    "C19c": ("ref", "when", "seen_by", "agency"),
    "C19d": ("ref", "when", "seen_by"),
    "C19e": ("ref", "hotline"),
}
"""What each of these texts says."""
SEALED: Final = frozenset({"place"})
"""What no topic may show."""


@dataclass(frozen=True, slots=True)
class CallerNotice:
    """A text to a caller. `sealed` holds what no topic may show."""

    template: str
    params: Mapping[str, str]
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)
    occasion: str = ""
    """Of a correction, the event that it is of; of a cry, the text: another is another message."""

    def message_id(self, report_id: UUID) -> UUID:
        """The same text about the same report is the same message, however often it is asked for."""
        return uuid5(report_id, f"caller:{self.template}" + (f":{self.occasion}" if self.occasion else ""))


def receipt(
    ref: str, network: NetworkCopy, *, request: Request, missing: Collection[MissingForRelease]
) -> CallerNotice:
    """It promises nobody: whether people can be sent is decided a moment later, elsewhere."""
    return CallerNotice(_receipt(request, missing), {"org": network.name, "ref": ref, "hotline": network.hotline_phone})


def text_taken(ref: str, network: NetworkCopy) -> CallerNotice:
    """Once to each report: what its caller texts is read by a person."""
    return CallerNotice(TEXT_TAKEN, {"ref": ref, "hotline": network.hotline_phone})


def cry_taken(ref: str, network: NetworkCopy, occasion: str) -> CallerNotice:
    """Each time: what is done, and what they may do; nobody is promised protection, nor a lead who is not there."""
    template = CRY_TAKEN if network.duty_lead_on_duty else CRY_UNHEARD
    return CallerNotice(template, {"ref": ref, "hotline": network.hotline_phone}, occasion=occasion)


def whom_to_call(network: NetworkCopy) -> CallerNotice:
    """To a stranger who cried in a first text, once."""
    return CallerNotice(WHOM_TO_CALL, {"org": network.name, "hotline": network.hotline_phone})


def not_checked_so_far(ref: str, network: NetworkCopy) -> CallerNotice:
    """Once to each report, as long as its caller was told no end."""
    return CallerNotice(NOT_CHECKED_SO_FAR, {"ref": ref, "hotline": network.hotline_phone})


def notice_of(
    answer: CallerAnswer,
    how: Telling,
    *,
    ref: str,
    language: str,
    network: NetworkCopy,
    place: str,
    told_at: datetime | None = None,
) -> CallerNotice | None:
    """The answer as this caller is told; None: by no text.

    Args:
        place: as it may be told; told for a confirmed finding alone.
        told_at: when they read it, where that is later than it is said: another day is named.
    """
    if isinstance(answer.says, ReviewedFinding):
        template: str | None = _of_finding(answer.says, how)
        facts = _facts_of(answer.says, answer.at, told_at or answer.at, network)
    else:
        template, facts = ENDINGS.get(answer.says, NOT_CHECKED), {}
    if template is None:
        return None
    somewhere = SOMEWHERE.get(primary_of(language), SOMEWHERE_ENGLISH)
    facts |= {
        "ref": ref,
        "org": network.name,
        "hotline": network.hotline_phone,
        "place": shortened(place) or somewhere,
    }
    said = {name: facts[name] for name in FILLED[template]}
    sealed = {name: said.pop(name) for name in SEALED & said.keys()}
    if "agency" in said and isinstance(answer.says, ReviewedFinding):
        sealed |= {f"agency_{spoken}": words for spoken, words in answer.says.agency_words.items()}
    return CallerNotice(template, said, sealed, str(answer.event_id) if how is Telling.AS_CORRECTION else "")


def shortened(place: str) -> str:
    """At a word's end where there is one."""
    return cut(place, LONGEST_PLACE)


def _receipt(request: Request, missing: Collection[MissingForRelease]) -> str:
    if request is Request.SUPPORT:
        return "C12"
    if request is Request.INFORMATION:
        return "C13"
    if MissingForRelease.DUTY in missing or MissingForRelease.NETWORK_UNKNOWN in missing:
        return "C11"
    return "C10" if missing else "C1"


def _of_finding(finding: ReviewedFinding, how: Telling) -> str:
    """Only a positive identification of something else is told as "not immigration"; when nobody was there the caller
    is told just that, whatever the outcome says (rule R4). What one person saw never says "we" (rule R39).
    """
    if how is Telling.AS_CORRECTION:
        return CORRECTED[finding.outcome if finding.went else Outcome.UNABLE]
    if not finding.went:
        return NOT_CHECKED
    if finding.outcome is Outcome.UNABLE and finding.why == UnableWhy.UNSAFE:
        return STOPPED
    if finding.outcome is Outcome.UNABLE:  # that somebody could not tell is told only where somebody says so
        return NOT_CHECKED if finding.why is None and finding.seen_by is None else LOOKED_IN_VAIN
    return (BY_TWO if finding.seen_by_two else BY_ONE)[finding.outcome]


def _facts_of(finding: ReviewedFinding, said_at: datetime, told_at: datetime, network: NetworkCopy) -> dict[str, str]:
    seen_at = finding.seen_at or said_at
    return {
        "when": clock_time_or_day(seen_at, network.time_zone, told_at=told_at),
        "agency": finding.agency or UNNAMED_AGENCY,
        "seen_by": "2" if finding.seen_by_two else "1",
    }
