"""The services that console commands ask, faked over real HTTP; what they answer is in support/console_answers."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.api.dispatch.incidents import IncidentList, IncidentSummary
from schemas.api.dispatch.networks import NetworkList
from schemas.api.dispatch.sos import SosList
from schemas.api.dispatch.steps import ReviewAnswer, ReviewRequest, StepText
from schemas.api.intake.callers import CallerNoticePreview, NoticePreview
from schemas.api.notify import CallersReach
from schemas.values import Outcome
from tests.support.console_answers import PREVIEW, REPORT, a_finding, a_mission, a_network, a_review_page, done, worded
from tests.support.fake_services import FakeServices


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeServices]:
    fake = FakeServices()
    for service in ("INTAKE", "DISPATCH", "NOTIFY"):
        monkeypatch.setenv(f"HOTLINE_{service}_URL", fake.url)
    monkeypatch.setenv("HOTLINE_STAFF_KEY", "hl_abcdef_" + "x" * 30)
    monkeypatch.setenv("HOTLINE_SOURCE_KEY", "hl_source_" + "y" * 30)
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_LANG", "en")
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(),))
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=())
    fake.replies["POST /v1/callers/reach"] = CallersReach(unreachable=())
    with fake.serving():
        yield fake
    assert fake.strays == []


def _reviewed(order: ReviewRequest) -> ReviewAnswer:
    """A finding that is rejected goes to no caller."""
    step = done(StepText(person_id=REPORT, callsign="HERON", template="V9C", params={"code": "K7Q"}))
    if order.decision == "reject":
        return ReviewAnswer(**step.model_dump())
    return ReviewAnswer(
        **step.model_dump(exclude={"report_ids"}),
        report_ids=(REPORT,),
        outcome=Outcome.CONFIRMED_ONGOING,
        agency=None,
        went=True,
        seen_by=2,
        seen_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC),
        place="Soto & 1st",
    )


@pytest.fixture
def mission(fake: FakeServices) -> FakeServices:
    incident = a_mission()
    fake.replies["GET /v1/incidents/K7Q"] = incident
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(incident.model_dump()),)
    )
    fake.replies[PREVIEW] = worded
    fake.replies["POST /v1/incidents/K7Q/review"] = _reviewed
    fake.replies["GET /v1/incidents/K7Q/review"] = a_review_page(a_finding("HERON", Outcome.CONFIRMED_ONGOING))
    fake.replies["POST /v1/notices/preview"] = NoticePreview(
        texts=(CallerNoticePreview(ref="482193", template="C4", language="es", params={"ref": "482193"}),),
        unreachable=2,
    )
    return fake
