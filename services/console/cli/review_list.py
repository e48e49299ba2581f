"""The reports of an incident under review: when and from how far each came, and what its caller reads of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID

from services.console.cli.output import Output, as_document

if TYPE_CHECKING:
    from schemas.api.dispatch.review import ReviewedReport, ReviewPage


@dataclass(frozen=True, slots=True)
class ReviewedReports:
    """The page as dispatch shows it, whom the decision answers, and what those who may be texted read.

    `words` of whoever is not answered now are what they would read; `languages` has everybody who may be texted. Of the
    `held` somebody cried, and hears it once spoken with.
    None are `answered` where nothing can be decided yet.
    """

    page: "ReviewPage"
    answered: frozenset[UUID] | None
    words: Mapping[UUID, str] = field(default_factory=dict)
    languages: Mapping[UUID, str] = field(default_factory=dict)
    rejected: bool = False
    held: frozenset[UUID] = frozenset()


def show_reports(out: Output, reports: ReviewedReports) -> None:
    network = reports.page.network_id
    out.table(
        ("ref", "received_at", "seen_at", "metres", "channel", "language", "caller_reads"),
        (
            (
                each.ref or str(each.report_id),
                out.clock(each.received_at, network),
                out.clock(each.seen_at, network),
                "" if each.metres is None else each.metres,
                out.words("channel", each.channel)
                + (f" · {out.text('home')}" if each.is_residence is not False else ""),
                reports.languages.get(each.report_id) or ("" if each.answered_at else out.text("may_not_be_texted")),
                _reads(out, each, reports),
            )
            for each in reports.page.reports
        ),
        title="reports_reviewed",
    )


def reports_document(out: Output, reports: ReviewedReports) -> list[dict[str, Any]]:
    return [
        {
            **as_document(each),
            "told_now": each.report_id in (reports.answered or ()),
            "language": reports.languages.get(each.report_id),
            "reads": _reads(out, each, reports),
        }
        for each in reports.page.reports
    ]


def _reads(out: Output, report: "ReviewedReport", reports: ReviewedReports) -> str:
    if report.report_id in (reports.answered or ()):
        if report.report_id in reports.held:
            return out.text("reads_held")
        return reports.words.get(report.report_id) or out.text("reads_status")
    if report.answered_at is not None:
        return out.text("reads_nothing_answered", at=out.clock(report.answered_at, reports.page.network_id))
    if reports.answered is None and report.answers and report.left_out_at is None:
        return out.text("reads_undecided")
    if reports.rejected and report.answers and report.left_out_at is None:
        return out.text("reads_nothing_rejected")
    if report.answers or report.left_out_at is not None:
        return out.text("reads_nothing_left_out")
    return out.text("reads_nothing_elsewhere" if report.elsewhere else "reads_nothing_later")
