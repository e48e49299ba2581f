"""Every moment that a command tells is on the clock of its own network."""

import json
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schemas.api.dispatch.incidents import AssignmentSummary, IncidentList, IncidentSummary, TimelineLine
from schemas.api.dispatch.networks import NetworkList
from schemas.api.intake.content import CallerTextRead, ReportContent, ReportSalute
from schemas.values import Outcome, rfc3339
from tests.support.console_answers import (
    OTHER,
    REPORT,
    SOS,
    a_finding,
    a_mission,
    a_network,
    a_report,
    a_review_page,
    in_la,
    reports,
    run,
)
from tests.support.fake_services import FakeServices, problem


def test_every_moment_is_told_in_the_zone_of_its_own_network(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    here, yesterday = now - timedelta(hours=1), now - timedelta(hours=30)
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(), a_network("ny", "America/New_York")))
    summary = IncidentSummary.model_validate(a_mission(opened_at=here).model_dump())
    eastern = {"code": "M4T", "network_id": "ny", "opened_at": yesterday}
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(summary, summary.model_copy(update=eastern)), sos=(SOS.model_copy(update={"raised_at": here}),)
    )

    _, english, _ = run(capsys, "incidents")
    _, spanish, _ = run(capsys, "incidents", "--lang", "es")

    in_ny = yesterday.astimezone(ZoneInfo("America/New_York"))
    spoken = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")[in_ny.weekday()]
    assert english.count(f" {in_la(here)} ") == spanish.count(f" {in_la(here)} ") == 2, "an SOS and an incident"
    assert f" {in_ny:%a %H:%M %Z} " in english
    assert f" {spoken} {in_ny:%H:%M %Z} " in spanish
    assert len(fake.bodies("GET /v1/networks")) == 2, "once a command"


@pytest.mark.parametrize(("language", "mark"), [("en", "here"), ("es", "aquí")])
def test_where_dispatch_does_not_say_the_zone_it_is_this_machines_and_said_so(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, mark: str
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    line = TimelineLine(at=at, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"})
    fake.replies["GET /v1/networks"] = problem(503, "unavailable", "Not now")
    fake.replies["GET /v1/incidents/K7Q"] = a_mission(timeline=(line,))

    code, printed, complained = run(capsys, "incident", "K7Q", "--lang", language)

    assert (code, complained) == (0, "")
    assert f" {at.astimezone():%H:%M:%S %Z} {mark} " in f" {printed}"


def test_what_happened_is_told_to_the_second_and_json_keeps_utc(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    line = TimelineLine(at=at, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"})
    out = AssignmentSummary(
        assignment_id=OTHER, callsign="HERON", state="on_scene", held_at=at, confirmed_at=at, on_scene_at=at,
        eta_minutes=None, sos_at=None, out_at=None, released_at=None, still_out_since=at,
    )  # fmt: skip
    fake.replies["GET /v1/incidents/K7Q"] = a_mission(timeline=(line,), assignments=(out,))

    _, printed, _ = run(capsys, "incident", "K7Q")
    _, document, _ = run(capsys, "incident", "K7Q", "--json")

    assert re.search(f"{at.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M:%S %Z} +.*Opened by", printed)
    assert f"Still out there: HERON since {in_la(at)}" in printed
    assert json.loads(document)["timeline"][0]["at"] == rfc3339(at)


def test_what_a_caller_texted_is_told_on_the_clock_of_the_reports_network(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime.now(UTC) - timedelta(minutes=9)
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network("ny", "America/New_York"), a_network()))
    fake.replies["GET /v1/reports?ref=482193"] = reports(a_report())
    fake.replies[f"GET /v1/reports/{REPORT}/content"] = ReportContent(
        report_id=REPORT, ref="482193", network_id="la", place=None, narrative="vans", salute=ReportSalute(),
        texts=(CallerTextRead(received_at=at, words="gone now"),),
    )  # fmt: skip

    _, printed, _ = run(capsys, "read", "482193")

    assert f"{in_la(at)}, the caller texted: gone now" in printed


def test_a_review_tells_when_reports_came_and_were_answered_on_the_networks_clock(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    came, answered = datetime.now(UTC) - timedelta(hours=2), datetime.now(UTC) - timedelta(minutes=5)
    page = a_review_page(a_finding("HERON", Outcome.CONFIRMED_ONGOING))
    later = page.reports[0].model_copy(
        update={"report_id": OTHER, "received_at": came, "seen_at": came, "answers": False, "answered_at": answered}
    )
    mission.replies["GET /v1/incidents/K7Q/review"] = page.model_copy(update={"reports": (later,)})

    _, printed, _ = run(capsys, "review", "K7Q", "--preview", "--lang", "es")

    assert re.search(rf"{in_la(came)} +{in_la(came)}", printed)
    assert f"nada ahora: ya se le respondió ({in_la(answered)})" in printed
