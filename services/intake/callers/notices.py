"""What a caller is told, and when: a receipt, and later what a reviewer found (C1, and C4 to C6b; rule R28). Pure.

Notify words these templates; here are only their names and what is filled in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

from schemas import text_lengths
from schemas.language.tags import primary_of
from schemas.text_units import cut
from schemas.values import Outcome, clock_time
from services.intake.model.finding import ReviewedFinding
from services.intake.model.network import NetworkCopy

RECEIPT: Final = "C1"
TEXT_TAKEN: Final = "C20"
RECEIPT_FRESH: Final = timedelta(hours=1)
TEXT_ANSWER_FRESH: Final = timedelta(minutes=10)
NOTICE_FRESH: Final = timedelta(hours=24)
"""After that a notice confuses more than it helps; notify drops it and says so."""
UNNAMED_AGENCY: Final = "other_agency"
LONGEST_PLACE: Final = text_lengths.PLACE
"""With a longer one C4 would no longer be one segment."""
SOMEWHERE: Final = {"es": "el lugar del reporte"}
SOMEWHERE_ENGLISH: Final = "the place reported"


@dataclass(frozen=True, slots=True)
class CallerNotice:
    """A text to a caller. `sealed` holds what no topic may show."""

    template: str
    params: Mapping[str, str]
    sealed: Mapping[str, str] = field(default_factory=dict, repr=False)

    def message_id(self, report_id: UUID) -> UUID:
        """The same text about the same report is the same message, however often it is asked for."""
        return uuid5(report_id, f"caller:{self.template}")


def receipt(ref: str, network: NetworkCopy) -> CallerNotice:
    return CallerNotice(RECEIPT, {"org": network.name, "ref": ref, "hotline": network.hotline_phone})


def text_taken(ref: str, network: NetworkCopy) -> CallerNotice:
    """Once to each report: what its caller texts is read by a person."""
    return CallerNotice(TEXT_TAKEN, {"ref": ref, "hotline": network.hotline_phone})


def finding_notice(
    ref: str, language: str, finding: ReviewedFinding, network: NetworkCopy, *, place: str, reviewed_at: datetime
) -> CallerNotice:
    """The finding as the caller is told. Only a positive identification of something else is told as "not
    immigration"; when nobody was there the caller is told just that, whatever the outcome says (rule R4).

    Args:
        place: as it may be told; told for a confirmed finding alone.
    """
    time = clock_time(finding.seen_at or reviewed_at, network.time_zone)
    hotline = network.hotline_phone
    if not finding.went:
        return CallerNotice("C6b", {"ref": ref, "hotline": hotline})
    match finding.outcome:
        case Outcome.CONFIRMED_ONGOING | Outcome.CONFIRMED_PAST:
            somewhere = SOMEWHERE.get(primary_of(language), SOMEWHERE_ENGLISH)
            return CallerNotice(
                "C4", {"ref": ref, "time": time, "hotline": hotline}, {"place": shortened(place) or somewhere}
            )
        case Outcome.UNFOUNDED_OTHER:
            return CallerNotice("C5", {"ref": ref, "time": time, "agency": finding.agency or UNNAMED_AGENCY})
        case Outcome.NOTHING_SEEN:
            return CallerNotice("C6", {"ref": ref, "time": time})
        case Outcome.UNABLE:
            return CallerNotice("C6b", {"ref": ref, "hotline": hotline})


def shortened(place: str) -> str:
    """At a word's end where there is one."""
    return cut(place, LONGEST_PLACE)
