"""`hotline release` against services over real HTTP: what is shown before somebody says yes, and what is sent."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.api.dispatch.beside import BesideRequest, IncidentBeside, ReportBeside
from schemas.api.intake.content import ReportContent, ReportPlace, ReportSalute
from schemas.api.intake.triage import (
    CorrectedPlace,
    ReleaseEffect,
    ReportCorrections,
    ReportReleaseRequest,
    ReportReleaseResult,
)
from schemas.values import Accuracy, Outcome
from tests.support.console_answers import OTHER, REPORT, a_report, reports, run
from tests.support.fake_services import FakeServices, problem


def _release_of(order: ReportReleaseRequest) -> ReportReleaseResult:
    return ReportReleaseResult(
        released=not order.preview, ref="482193", revision=2, will=ReleaseEffect.OPEN_OR_JOIN, missing=("age",)
    )


def test_release_shows_the_content_and_asks_first(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies["GET /v1/reports?ref=482193"] = reports(a_report())
    fake.replies[f"GET {path}/content"] = ReportContent(
        report_id=REPORT,
        ref="482193",
        place=ReportPlace(text="Soto & 1st"),
        narrative="vans",
        salute=ReportSalute(uniform="vests"),
    )
    fake.replies[f"POST {path}/release"] = _release_of

    code, printed, _ = run(capsys, "release", "482193", "--not-residence")
    assert code == 1, "nobody said yes"
    assert "vans" in printed
    assert "uniform: vests" in printed
    assert "It opens an incident or joins one; which cannot be shown yet: dispatch has not heard of it." in printed
    assert "Nothing was done" in printed
    assert fake.bodies(f"POST {path}/release") == [
        ReportReleaseRequest(corrections=ReportCorrections(is_residence=False), preview=True)
    ]

    code, printed, _ = run(capsys, "release", "482193", "--yes", "--json")
    assert (code, json.loads(printed)["done"]) == (0, True)
    assert [body.preview for body in fake.bodies(f"POST {path}/release")] == [True, True, False]


def _beside(**changed: Any) -> ReportBeside:
    incident = IncidentBeside(
        incident_id=OTHER,
        code="K7Q",
        state="finding_reviewed",
        zone="Boyle Heights",
        metres=120,
        opened_at=datetime.now(UTC) - timedelta(minutes=31),
        team=("HERON", "MAPLE"),
        found=Outcome.NOTHING_SEEN,
        outcome=Outcome.NOTHING_SEEN,
        why_not=None,
    )
    beside = ReportBeside(report_id=REPORT, will="join", joins="K7Q", near=(incident,))
    return beside.model_copy(update=changed)


def test_before_a_release_a_person_reads_what_it_joins_and_may_choose_otherwise(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    fake.replies[f"POST {path}/beside"] = _beside()

    _, joins, _ = run(capsys, "release", str(REPORT), "--yes", "--residence")
    assert "It joins K7Q: reviewed, opened 31 min ago, 120 m away." in joins
    assert "open or join" not in joins, "what it does is said once"
    assert "HERON, MAPLE" in joins
    assert "saw nothing" in joins or "nothing seen" in joins
    assert fake.bodies(f"POST {path}/beside") == [BesideRequest(is_residence=True)]

    _, apart, _ = run(capsys, "release", str(REPORT), "--yes", "--apart")
    assert "an incident of its own, as you chose" in apart
    _, chosen, _ = run(capsys, "release", str(REPORT), "--yes", "--join", "k7q")
    assert "It joins K7Q, as you chose" in chosen
    code, far, refused = run(capsys, "release", str(REPORT), "--yes", "--join", "M4T", "--lang", "es")
    assert "M4T no está abierto, o no está a menos de 1 km" in far
    assert (code, "--apart" in refused) == (1, True), "a mistyped code sends nobody a second time to one place"
    choices = [(body.join, body.apart) for body in fake.bodies(f"POST {path}/release") if not body.preview]
    assert choices == [(None, False), (None, True), ("K7Q", False)]
    assert run(capsys, "release", str(REPORT), "--join", "K7Q", "--apart")[0] == 2


def test_a_report_that_was_released_before_is_said_so(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"GET {path}/content"] = problem(403, "forbidden", "Not with this key")
    fake.replies[f"POST {path}/beside"] = _beside()
    fake.replies[f"POST {path}/release"] = ReportReleaseResult(
        released=True, ref="482193", revision=2, will=ReleaseEffect.NOTHING, missing=()
    )

    for how in ("--yes", "--preview"):
        code, again, _ = run(capsys, "release", str(REPORT), how)
        assert (code, again.splitlines()[-1]) == (0, "Report 482193 was released before; this changes nothing.")
        assert "Released" not in again
    for choice in (["--join", "K7Q"], ["--apart"]):
        code, _, refused = run(capsys, "release", str(REPORT), "--yes", *choice)
        assert code == 1
        assert "Report 482193 was released before" in refused


def test_a_home_is_said_to_join_only_by_choice_and_what_cannot_be_joined_says_why(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    fake.replies[f"POST {path}/beside"] = _beside(will="ask")
    _, home, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "With --join K7Q it joins K7Q" in home

    left = _beside().near[0].model_copy(update={"why_not": "team_left"})
    fake.replies[f"POST {path}/beside"] = _beside(will="open", joins=None, near=(left,))
    _, alone, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "It opens an incident of its own." in alone
    assert "nobody there can look again" in alone
    _, chosen, _ = run(capsys, "release", str(REPORT), "--preview", "--yes", "--join", "K7Q")
    assert "K7Q cannot be joined: nobody there can look again." in chosen

    waits = _beside().near[0].model_copy(update={"state": "dispatching", "waits_for_place": True})
    fake.replies[f"POST {path}/beside"] = _beside(near=(waits,))
    _, waiting, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "team waits for a meeting point" in " ".join(waiting.split())
    assert "asking volunteers" not in waiting

    del fake.replies[f"POST {path}/beside"]
    _, unheard, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "dispatch has not heard of it" in unheard


def test_a_release_carries_what_is_known_better(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    before = datetime.now(UTC)
    options = ("--ago", "5", "--place", "Soto & 1st", "--lat", "34.04", "--lon", "-118.2", "--accuracy", "intersection")
    assert run(capsys, "release", str(REPORT), "--yes", *options)[0] == 0
    corrections = fake.bodies(f"POST {path}/release")[-1].corrections
    assert corrections.place == CorrectedPlace(text="Soto & 1st", lat=34.04, lon=-118.2)
    assert corrections.accuracy is Accuracy.INTERSECTION
    assert timedelta(0) <= corrections.observed_at - before + timedelta(minutes=5) < timedelta(minutes=1)
    assert run(capsys, "release", str(REPORT), "--place", "Soto & 1st")[0] == 2, "a place needs its coordinates"


def test_content_that_cannot_be_had_is_no_reason_to_release_unread(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"GET {path}/content"] = problem(503, "unavailable", "Try again")
    code, _, complained = run(capsys, "release", str(REPORT))
    assert (code, complained) == (1, "intake refused (503): Try again.\n")
    assert fake.bodies(f"POST {path}/release") == []


def test_what_nobody_may_release_is_refused(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[f"GET {path}/content"] = problem(403, "forbidden", "Not with this key")
    fake.replies[f"POST {path}/release"] = ReportReleaseResult(
        released=False, ref="482193", revision=1, will=ReleaseEffect.NOTHING, missing=("request",)
    )
    code, printed, complained = run(capsys, "release", str(REPORT))
    tried, previewed, _ = run(capsys, "release", str(REPORT), "--preview")
    assert (code, tried) == (1, 0)
    assert "not for this key" in printed
    assert "cannot be released" in complained
    assert "cannot be released: it must ask for observers" in previewed
    assert "change nothing" not in printed + previewed


def test_of_a_report_that_no_territory_holds_a_release_says_so(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report(state="unserved", status="unserved")
    fake.replies[f"GET {path}/content"] = problem(403, "forbidden", "Not with this key")
    fake.replies[f"POST {path}/release"] = ReportReleaseResult(
        released=True, ref="482193", revision=2, will=ReleaseEffect.NOTHING, missing=()
    )

    _, english, _ = run(capsys, "release", str(REPORT), "--preview")
    _, spanish, _ = run(capsys, "release", str(REPORT), "--yes", "--lang", "es")

    unserved = "Report 482193 was released before, and no territory holds its place: nobody can be sent."
    assert english.splitlines()[-1] == unserved
    assert spanish.splitlines()[-1] == (
        "El reporte 482193 ya estaba liberado y su lugar no está en ningún territorio: no se puede enviar a nadie."
    )
