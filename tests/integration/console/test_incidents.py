"""Incidents as commands show them."""

import json

import pytest

from schemas.api.dispatch.incidents import (
    ExcludedVolunteer,
    IncidentList,
    IncidentSummary,
    TimelineLine,
    TimelinePart,
)
from schemas.api.dispatch.sos import SosList
from schemas.values import Outcome
from tests.support.console_answers import AT, OTHER, SOS, a_mission, run
from tests.support.fake_services import FakeServices


@pytest.mark.parametrize(
    ("waits", "language", "words"),
    [
        ("waits_for_place", "en", "team waits for a meeting point"),
        ("waits_for_place", "es", "equipo espera punto de encuentro"),
        ("near_sos", "en", "waits: an SOS is near"),
        ("near_sos", "es", "espera: hay un SOS cerca"),
        ("near_sos_over", "en", "waits: an SOS was near"),
        ("near_sos_over", "es", "espera: hubo un SOS cerca"),
    ],
)
def test_what_waits_for_a_lead_is_not_said_to_be_looked_for(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], waits: str, language: str, words: str
) -> None:
    waiting = a_mission(state="dispatching", **{waits: True})
    mission.replies["GET /v1/incidents/K7Q"] = waiting
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(waiting.model_dump()),)
    )

    for command in (("incidents",), ("incident", "K7Q")):
        _, printed, _ = run(capsys, *command, "--lang", language)
        assert words in " ".join(printed.split())


@pytest.mark.parametrize(
    ("language", "mark", "words"),
    [
        ("en", "K7Q EXERCISE (PLACE GONE)", "its key is gone. Nobody new is sent there"),
        ("es", "(SIN LUGAR)", "su clave no está. No se manda a nadie más"),
    ],
)
def test_an_open_mission_whose_place_is_gone_says_so_and_a_closed_one_does_not(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], language: str, mark: str, words: str
) -> None:
    printed: list[list[str]] = []
    for closed_at in (None, AT):
        gone = a_mission(place_gone=True, closed_at=closed_at)
        mission.replies["GET /v1/incidents/K7Q"] = gone
        mission.replies["GET /v1/incidents?state=open"] = IncidentList(
            incidents=(IncidentSummary.model_validate(gone.model_dump()),)
        )
        both = (run(capsys, *command, "--lang", language)[1] for command in (("incidents",), ("incident", "K7Q")))
        printed.append([" ".join(each.split()) for each in both])

    assert (mark in printed[0][0], words in printed[0][1]) == (True, True)
    assert (mark in printed[1][0], words in printed[1][1]) == (False, False)


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
    assert "OTTER (recién vuelto de una salida)" in printed
    assert json.loads(run(capsys, "incident", "K7Q", "--json")[1])["code"] == "K7Q"


def test_a_long_timeline_is_shown_from_its_end_and_whole_where_asked(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [TimelineLine(at=AT, kind="arrived", params={"callsign": f"B-{number}"}) for number in range(100)]
    fake.replies["GET /v1/incidents/K7Q"] = a_mission(timeline=tuple(lines[20:]), timeline_earlier=20)
    timeline = f"GET /v1/incidents/{OTHER}/timeline?before="
    fake.replies[f"{timeline}20"] = TimelinePart(timeline=tuple(lines[8:20]), timeline_earlier=8)
    fake.replies[f"{timeline}8"] = TimelinePart(timeline=tuple(lines[:8]))

    _, last, _ = run(capsys, "incident", "K7Q")
    _, five, _ = run(capsys, "incident", "K7Q", "--lines", "5", "--lang", "es")
    _, whole, _ = run(capsys, "incident", "K7Q", "--all")
    _, document, _ = run(capsys, "incident", "K7Q", "--json")

    assert ("B-50 " in last, "B-49 " in last) == (True, False)
    assert "The last 50 of 100 lines; all of them: --all." in last
    assert ("B-95 " in five, "B-94 " in five) == (True, False)
    assert "Las últimas 5 de 100 líneas; todas: --all." in five
    assert [f"B-{number} " in whole for number in range(100)] == [True] * 100
    assert "--all" not in whole
    told = json.loads(document)
    assert ([line["params"]["callsign"] for line in told["timeline"]], told["timeline_earlier"]) == (
        [f"B-{number}" for number in range(100)],
        0,
    )


@pytest.mark.parametrize(("language", "words"), [("en", "And 499 more."), ("es", "Y 499 más.")])
def test_a_list_that_is_cut_says_so(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    listed = (IncidentSummary.model_validate(a_mission().model_dump()),)
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(total=500, incidents=listed)
    mission.replies["GET /v1/sos?state=open"] = SosList(total=500, calls=(SOS,))

    for command in ("incidents", "sos"):
        _, printed, _ = run(capsys, command, "--lang", language)
        assert printed.splitlines()[-1] == words


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
