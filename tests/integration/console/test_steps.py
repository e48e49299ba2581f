"""The steps of a mission by commands against services over real HTTP: what is shown first, asked and sent."""

import json

import pytest
from pydantic import BaseModel

from schemas.api.dispatch.steps import (
    CloseRequest,
    LookAtAnswer,
    LookAtRequest,
    MeetingPointRequest,
    OutRequest,
    ReviewAnswer,
    SendOnAnswer,
    SendOnRequest,
    SosBeside,
    SplitRequest,
    StandDownRequest,
    StepAnswer,
    StepText,
    TellRequest,
)
from schemas.api.intake.callers import CallerNoticePreview, CallerWaits, NoticePreview, NoticePreviewRequest
from schemas.api.notify import CallersReach, UnreachableCaller
from schemas.endings import Ending
from schemas.values import Outcome
from services.console.files.network import read_network
from tests.support.console_answers import (
    AT,
    NETWORK_FILE,
    OTHER,
    PREVIEW,
    REPORT,
    a_mission,
    a_report,
    done,
    id_of,
    known_network,
    run,
    worded,
)
from tests.support.fake_services import FakeServices


def test_a_report_is_split_off_after_its_texts_were_shown_and_its_code_is_told_when_it_has_one(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    def split(order: SplitRequest) -> StepAnswer:
        code = "XXX" if order.preview else "M4T"
        offer = StepText(person_id=id_of("OTTER"), callsign="OTTER", template="V2", params={"code": code})
        return StepAnswer(incident_id=OTHER, code=code, state="dispatching", texts=(offer,))

    fake.replies["GET /v1/incidents/K7Q"] = a_mission()
    fake.replies["POST /v1/incidents/K7Q/split"] = split
    fake.replies[PREVIEW] = worded

    code, printed, _ = run(capsys, "split", "K7Q", "571204", "--yes")
    _, tried, _ = run(capsys, "split", "K7Q", "571204", "--preview")
    _, document, _ = run(capsys, "split", "K7Q", "571204", "--yes", "--json")

    assert code == 0
    assert "V2 [('code', 'XXX')]" in printed
    for shown in (printed, tried):
        assert "Where XXX stands, the new incident's own code will be: it gets one when it is opened." in shown
    assert printed.splitlines()[-1] == (
        "Report 571204 is out of K7Q and has an incident of its own, M4T: people are asked there."
    )
    assert json.loads(document)["code"] == "M4T"
    assert [order.preview for order in fake.bodies("POST /v1/incidents/K7Q/split")] == [True, False, True, True, False]


@pytest.mark.parametrize(("answers", "told"), [(["perhaps", "stopped", "y"], Ending.STOPPED), (["", "y"], None)])
def test_a_stand_down_asks_what_the_callers_are_told(
    mission: FakeServices,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answers: list[str],
    told: Ending | None,
) -> None:
    mission.replies["GET /v1/incidents/K7Q"] = a_mission(finding=None, callers_waiting=1)
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = done()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answers.pop(0))

    assert run(capsys, "stand-down", "K7Q")[0] == 0

    assert mission.bodies("POST /v1/incidents/K7Q/stand-down")[-1] == StandDownRequest(tell=told)
    assert answers == []


def test_callers_whom_nothing_answers_wait_for_a_choice_and_hear_it(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = done().model_copy(update={"state": "stood_down", "callers_waiting": 2})
    told = done().model_copy(update={"report_ids": (REPORT,), "ending": "not_checked"})
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = waiting
    mission.replies["POST /v1/incidents/K7Q/tell"] = told

    _, stood_down, _ = run(capsys, "stand-down", "K7Q", "--yes")
    code, printed, _ = run(capsys, "tell", "K7Q", "not-checked", "--report", "482193", "--yes")
    unknown, _, complained = run(capsys, "tell", "K7Q", "stopped", "--report", "111111", "--yes")

    assert "Callers who wait to hear how it ended: 2 (hotline tell K7Q)." in stood_down
    assert (code, printed.splitlines()[-1]) == (0, "Callers who are told by text: 1; who cannot be: 2.")
    assert "EXERCISE C4" in printed, "as intake would word it"
    orders = mission.bodies("POST /v1/incidents/K7Q/tell")
    assert orders == [
        TellRequest(ending=Ending.NOT_CHECKED, reports=(REPORT,), preview=True),
        TellRequest(ending=Ending.NOT_CHECKED, reports=(REPORT,)),
    ]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(report_ids=(REPORT,), incident_id=OTHER, ending=Ending.NOT_CHECKED)
    ]
    assert (unknown, "111111" in complained) == (1, True)


@pytest.mark.parametrize("command", [["tell", "K7Q", "duplicate"], ["stand-down", "K7Q", "--tell", "duplicate"]])
def test_whoever_tells_that_others_reported_it_too_sees_what_these_were_told(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    """It was "answered under their report", and theirs had been stopped."""
    mission.replies["GET /v1/incidents/K7Q"] = a_mission(report_ids=(REPORT, OTHER), finding=None)
    mission.replies[f"POST /v1/incidents/K7Q/{command[0]}"] = done()
    mission.replies[f"GET /v1/reports/{REPORT}"] = a_report()

    mission.replies[f"GET /v1/reports/{OTHER}"] = a_report(ref="571204", ending="stopped", status="closed")
    _, printed, _ = run(capsys, *command, "--preview")
    mission.replies[f"GET /v1/reports/{OTHER}"] = a_report(ref="571204", status="checking")
    _, nobody, _ = run(capsys, *command, "--preview")

    assert "Report 571204 was told: " in printed
    assert "stopped" in printed.splitlines()[0]
    assert nobody.startswith("Nobody else of this incident was told anything yet")


@pytest.mark.parametrize(
    ("command", "route", "options"),
    [("tell", "tell", ["stopped"]), ("stand-down", "stand-down", ["--tell", "stopped"])],
)
def test_who_texted_stop_is_not_said_to_be_told(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], command: str, route: str, options: list[str]
) -> None:
    notices = tuple(
        CallerNoticePreview(report_id=each, ref=ref, template="C18", language="es", params={"ref": ref})
        for each, ref in ((REPORT, "482193"), (OTHER, "571204"))
    )
    mission.replies["POST /v1/notices/preview"] = NoticePreview(texts=notices, unreachable=0)
    mission.replies["POST /v1/callers/reach"] = CallersReach(
        unreachable=(UnreachableCaller(report_id=OTHER, reason="opted_out"),)
    )
    told = done().model_copy(update={"report_ids": (REPORT, OTHER), "ending": "stopped"})
    mission.replies[f"POST /v1/incidents/K7Q/{route}"] = told

    _, printed, _ = run(capsys, command, "K7Q", *options, "--yes")
    _, document, _ = run(capsys, command, "K7Q", *options, "--preview", "--json")

    assert "571204" not in printed, "no text goes there"
    assert "Callers whom no text reaches (wants no texts): 1." in printed
    assert printed.splitlines()[-1] == "Callers who are told by text: 1; who cannot be: 1."
    assert json.loads(document)["callers"] == {
        "told": 1,
        "cannot_be_told": 1,
        "told_before": 0,
        "held": [],
        "unread": [],
        "out_of_reach": {str(OTHER): "opted_out"},
    }


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Report 482193: HELD: its caller cried", "hotline spoke 482193", "nobody has read: 2"]),
        ("es", ["Reporte 482193: RETENIDO: quien", "hotline spoke 482193", "nadie ha leído: 2"]),
    ],
)
@pytest.mark.parametrize("how", ["--yes", "--preview"])
def test_a_step_says_which_callers_cried_or_texted_and_nobody_has_read_it(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], language: str, told: list[str], how: str
) -> None:
    mission.replies["POST /v1/notices/preview"] = NoticePreview(
        texts=(), unreachable=0, silent=1, waiting=(
            CallerWaits(report_id=REPORT, ref="482193", texts=1, cried_at=AT),
            CallerWaits(report_id=OTHER, ref="571204", texts=2),
        ),
    )  # fmt: skip
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = done().model_copy(
        update={"report_ids": (REPORT, OTHER), "ending": "stopped"}
    )

    _, printed, _ = run(capsys, "stand-down", "K7Q", "--tell", "stopped", how, "--lang", language)

    assert all(words in printed for words in told)


def test_a_meeting_point_is_one_of_the_networks_by_the_beginning_of_its_name(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = [
        {"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196},
        {"name": "Pershing Square", "lat": 34, "lon": -118},
    ]
    file = read_network(NETWORK_FILE).content()
    mission.replies["GET /v1/networks/la"] = known_network({**file, "meeting_points": spots})
    mission.replies["POST /v1/incidents/K7Q/meeting-point"] = done()
    assert run(capsys, "meeting-point", "K7Q", "--name", "mariachi", "--yes")[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/meeting-point")[-1] == MeetingPointRequest(
        name="Mariachi Plaza", lat=34.047, lon=-118.2196
    )
    assert run(capsys, "meeting-point", "K7Q", "--name", "Nowhere", "--yes")[0] == 1
    assert run(capsys, "meeting-point", "K7Q", "--name", "x", "--lat", "1")[0] == 2


def test_a_name_that_fits_two_meeting_points_or_none_is_asked_again(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = [{"name": name, "lat": 34.047, "lon": -118.2196} for name in ("Mariachi Plaza", "Mariachi Square")]
    file = read_network(NETWORK_FILE).content()
    mission.replies["GET /v1/networks/la"] = known_network({**file, "meeting_points": spots})
    for name in ("mariachi", "pershing"):
        code, _, complained = run(capsys, "meeting-point", "K7Q", "--name", name, "--yes")
        assert (code, complained) == (1, f"The network has no meeting point {name}; give --lat and --lon.\n")


def test_a_lead_sees_the_place_before_a_team_is_told_to_look_there(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    told = LookAtAnswer(incident_id=OTHER, code="K7Q", state="team_ready", texts=(), place="1234 E 1st St")
    mission.replies["POST /v1/incidents/K7Q/look-at"] = told

    code, printed, _ = run(capsys, "look-at", "k7q", "--place", "the corner of Soto & 1st", "--yes")

    orders = mission.bodies("POST /v1/incidents/K7Q/look-at")
    assert [order.preview for order in orders] == [True, True, False]
    assert orders[-1] == LookAtRequest(place="the corner of Soto & 1st")
    assert (code, printed.splitlines()[-1]) == (0, "The team of K7Q hears where to look as soon as all are there.")


def test_what_waits_near_an_sos_is_sent_on_after_whom_it_asks_was_shown(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    offer = StepText(person_id=id_of("OTTER"), callsign="OTTER", template="V18", params={"code": "K7Q"})
    mission.replies["POST /v1/incidents/K7Q/send-on"] = SendOnAnswer(
        incident_id=OTHER,
        code="K7Q",
        state="dispatching",
        texts=(offer,),
        sos=(SosBeside(callsign="HERON", code="TDM", metres=40, raised_at=AT),),
        meeting_point="Mariachi Plaza",
    )

    code, printed, _ = run(capsys, "send-on", "k7q", "--yes")

    assert mission.bodies("POST /v1/incidents/K7Q/send-on") == [SendOnRequest(preview=True), SendOnRequest()]
    assert "OTTER" in printed
    assert "The SOS of HERON (TDM) is OPEN, 40 m from there, since " in printed
    assert "A new team would meet at: Mariachi Plaza." in printed
    assert (code, printed.splitlines()[-1]) == (0, "K7Q goes on.")


def test_a_stand_down_says_why_and_tells_no_caller(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = done()
    code, printed, _ = run(capsys, "stand-down", "K7Q", "--reason", "safety", "--yes", "--lang", "es")
    assert (code, printed) == (0, "No sale ningún texto.\nK7Q se retira.\n")
    assert mission.bodies("POST /v1/incidents/K7Q/stand-down") == [
        StandDownRequest(reason="safety", preview=True),
        StandDownRequest(reason="safety"),
    ]
    assert mission.bodies("POST /v1/notices/preview") == []


def test_a_close_shows_what_its_callers_are_told(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    mission.replies["POST /v1/incidents/K7Q/close"] = ReviewAnswer(
        **done().model_dump(exclude={"report_ids"}), report_ids=(REPORT,), outcome=Outcome.UNABLE, went=False
    )
    code, printed, _ = run(capsys, "close", "K7Q", "--preview")
    assert code == 0
    assert "EXERCISE C4" in printed
    assert "found" not in printed, "nobody decides on a finding here"
    assert mission.bodies("POST /v1/incidents/K7Q/close") == [CloseRequest(preview=True)]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(report_ids=(REPORT,), incident_id=OTHER, outcome=Outcome.UNABLE, went=False)
    ]


@pytest.mark.parametrize(
    ("went", "why", "asked"), [(True, None, True), (True, "no_access", False), (False, None, False)]
)
def test_who_closes_after_a_team_went_is_asked_why(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], went: bool, why: str | None, asked: bool
) -> None:
    mission.replies["POST /v1/incidents/K7Q/close"] = ReviewAnswer(
        **done().model_dump(exclude={"report_ids"}),
        report_ids=(REPORT,),
        outcome=Outcome.UNABLE,
        went=went,
        why=why,
    )

    _, printed, _ = run(capsys, "close", "K7Q", "--preview")

    assert ("--why" in printed) is asked


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (["out", "K7Q", "heron", "--why", "she called"], OutRequest(callsign="HERON", why="she called")),
    ],
)
def test_what_is_said_for_somebody_is_asked_first(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], command: list[str], body: BaseModel
) -> None:
    name = f"POST /v1/incidents/K7Q/{command[0]}"
    mission.replies[name] = done()
    assert run(capsys, *command)[0] == 1
    assert mission.bodies(name) == []
    assert run(capsys, *command, "--yes")[0] == 0
    assert mission.bodies(name) == [body]
