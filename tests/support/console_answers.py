"""Commands run in this process, and what the faked services answer them."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest

from schemas.api.dispatch.incidents import (
    ExcludedVolunteer,
    FindingDetail,
    IncidentDetail,
    IncidentNeeds,
    OfferCounts,
    TimelineLine,
)
from schemas.api.dispatch.networks import AppliedNetworkFile, NetworkDetail, NetworkSummary
from schemas.api.dispatch.review import ReviewedReport, ReviewPage, WaitingFinding
from schemas.api.dispatch.sos import SosSummary, SosTeammate
from schemas.api.dispatch.steps import StepAnswer, StepText
from schemas.api.dispatch.volunteers import VolunteerSummary
from schemas.api.intake.reports import ReportStatus, ReportStatusList
from schemas.api.notify import TextPreviewsAnswer, TextPreviewsRequest, WordedText
from schemas.values import Channel, Level, Outcome
from services.console.cli.main import main

NETWORK_FILE = Path(__file__).parents[2] / "deploy/local/network.toml"
ROSTER = "GET /v1/networks/la/volunteers?limit=500"
PREVIEW = "POST /v1/messages/preview"
REPORT = UUID("0192e000-0000-7000-8000-000000000001")
OTHER = UUID("0192e000-0000-7000-8000-000000000002")
AT = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)


def a_network(network_id: str = "la", time_zone: str = "America/Los_Angeles") -> NetworkSummary:
    return NetworkSummary(
        network_id=network_id,
        revision=1,
        name="RRN",
        hotline_phone="213-555-0142",
        time_zone=time_zone,
        languages=("es", "en"),
        cells=9,
        duty=(),
    )


def in_la(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M %Z}"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def id_of(callsign: str) -> UUID:
    return uuid5(REPORT, callsign)


def a_volunteer(callsign: str, **changed: Any) -> VolunteerSummary:
    known = VolunteerSummary(
        volunteer_id=id_of(callsign),
        callsign=callsign,
        roles=("observer",),
        level=Level.VERIFIED,
        languages=("es",),
        radius_km=10,
        no_residences=False,
        on_call=False,
        on_call_until=None,
        assigned=False,
        duty=None,
    )
    return known.model_copy(update=changed)


def known_network(file: dict[str, Any]) -> NetworkDetail:
    return NetworkDetail(**a_network().model_dump(), file=AppliedNetworkFile.model_validate(file))


def a_report(**changed: Any) -> ReportStatus:
    report = ReportStatus(
        report_id=REPORT,
        ref="482193",
        state="held",
        incident_code=None,
        missing=("age",),
        status="waiting",
        outcome=None,
        agency=None,
        seen_at=None,
        went=None,
        reviewed=False,
    )
    return report.model_copy(update=changed)


def reports(*reports: ReportStatus) -> ReportStatusList:
    return ReportStatusList(reports=reports)


def a_mission(**changed: Any) -> IncidentDetail:
    incident = IncidentDetail(
        incident_id=OTHER,
        code="K7Q",
        network_id="la",
        state="finding_submitted",
        zone="Boyle Heights",
        opened_at=AT,
        reports=1,
        wave=1,
        needs=IncidentNeeds(observers=2, level=Level.VERIFIED, languages=("es",)),
        offers=OfferCounts(accepted=2, expired=1),
        team=("HERON", "MAPLE"),
        finding=FindingDetail(
            outcome=Outcome.CONFIRMED_ONGOING,
            people=4,
            vehicles=1,
            submitted_by="HERON",
            submitted_at=AT,
            decision=None,
            words="dos vans",
        ),
        outcome=None,
        agency=None,
        reviewed_by=None,
        closed_at=None,
        exercise=True,
        report_ids=(REPORT,),
        assignments=(),
        asked=(),
        timeline=(TimelineLine(at=AT, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"}),),
        excluded=(ExcludedVolunteer(callsign="OTTER", reason="cooling"),),
    )
    return incident.model_copy(update=changed)


def worded(order: TextPreviewsRequest) -> TextPreviewsAnswer:
    return TextPreviewsAnswer(
        texts=tuple(
            WordedText(
                body=f"{'EXERCISE ' if text.exercise else ''}{text.template} {sorted(text.params.items())}",
                segments=1,
                encoding="gsm7",
                language=text.language or "es",
            )
            for text in order.texts
        )
    )


FINDING = UUID("019ab5c3-5a10-7000-8000-000000000031")


def a_finding(callsign: str, outcome: Outcome, *seen_by: str, waits: bool = True) -> WaitingFinding:
    return WaitingFinding(
        finding_id=FINDING,
        outcome=outcome,
        people=4,
        vehicles=1,
        words="dos vans",
        submitted_by=callsign,
        submitted_at=AT,
        seen_by=seen_by or ("HERON", "MAPLE"),
        waits=waits,
        decision=None,
    )


def a_review_page(*findings: WaitingFinding) -> ReviewPage:
    report = ReviewedReport(
        report_id=REPORT, ref="482193", channel=Channel.PHONE, received_at=AT, seen_at=AT, metres=0, is_residence=False,
        answers=True, left_out_at=None, answered_at=None, answered_by=None,
    )  # fmt: skip
    return ReviewPage(
        incident_id=OTHER, code="K7Q", network_id="la", state="finding_submitted", findings=findings,
        findings_differ=len({each.outcome for each in findings if each.waits}) > 1, reports=(report,),
    )  # fmt: skip


def done(*texts: StepText) -> StepAnswer:
    return StepAnswer(incident_id=OTHER, code="K7Q", state="finding_submitted", texts=texts)


SOS = SosSummary(
    call_id=OTHER,
    code="K7Q",
    network_id="la",
    callsign="HERON",
    volunteer_id=REPORT,
    incident_id=REPORT,
    zone="Boyle Heights",
    raised_at=AT,
    repeated_at=None,
    cries=2,
    team=(SosTeammate(callsign="MAPLE", state="on_scene"),),
    paged=("ROBIN",),
    is_paged=True,
    acknowledged_by=None,
    acknowledged_at=None,
    notes=0,
    cleared_by=None,
    cleared_at=None,
    exercise=False,
)


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip())
