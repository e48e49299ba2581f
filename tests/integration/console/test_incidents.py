"""Incidents as commands show them."""

import json

import pytest

from schemas.api.dispatch.incidents import ExcludedVolunteer, IncidentList, IncidentSummary
from schemas.values import Outcome
from tests.support.console_answers import a_mission, run
from tests.support.fake_services import FakeServices


@pytest.mark.parametrize(
    ("language", "words"), [("en", "team waits for a meeting point"), ("es", "equipo espera punto de encuentro")]
)
def test_a_team_that_waits_for_a_place_is_not_said_to_be_looked_for(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    waiting = a_mission(state="dispatching", waits_for_place=True)
    mission.replies["GET /v1/incidents/K7Q"] = waiting
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(waiting.model_dump()),)
    )

    for command in (("incidents",), ("incident", "K7Q")):
        _, printed, _ = run(capsys, *command, "--lang", language)
        assert words in " ".join(printed.split())


def test_incidents_and_their_timeline_are_told_in_the_readers_language(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "incidents")
    assert code == 0
    assert "K7Q EXERCISE" in printed
    assert "finding to be reviewed" in printed
    assert "yes 2 silent 1" in printed
    assert "HERON MAPLE" in printed
    code, printed, _ = run(capsys, "incident", "K7Q", "--lang", "es")
    assert "Abierto por el reporte 482193, Boyle Heights." in printed
    assert "OTTER (recién vuelto de una misión)" in printed
    assert json.loads(run(capsys, "incident", "K7Q", "--json")[1])["code"] == "K7Q"


def test_the_list_shows_what_was_decided_rather_than_what_was_found_last(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = a_mission(outcome=Outcome.UNFOUNDED_OTHER, state="finding_reviewed")
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(decided.model_dump()),)
    )

    _, printed, _ = run(capsys, "incidents")

    assert "NOT immigration" in printed
    assert "CONFIRMED" not in printed


def test_who_is_not_trained_enough_was_not_asked_for_that(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/incidents/K7Q"] = a_mission(excluded=(ExcludedVolunteer(callsign="ALDER", reason="level"),))

    _, printed, _ = run(capsys, "incident", "K7Q")

    assert "Not asked: ALDER (not trained enough for this)" in printed
