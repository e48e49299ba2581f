"""A report's revisions are decisions on it: who says that there were a thousand is not believed (rule R125)."""

from typing import Final

from schemas.events.report import ReportHeldV1, ReportReleasedV1
from services.chassis.errors import Jump

MOST_REVISIONS: Final = 1000


def refuse_jump(report: ReportReleasedV1 | ReportHeldV1) -> None:
    """
    Raises:
        Jump: its true release would be older than that, and ignored.
    """
    if report.revision > MOST_REVISIONS:
        raise Jump(f"report {report.report_id}: revision {report.revision}")
