"""The roster, who is on call and who is on duty, by commands against services over real HTTP."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from schemas.api.dispatch.networks import DutyHolder, NetworkList
from schemas.api.dispatch.volunteers import (
    DutyAnswer,
    DutyRequest,
    OnCallAnswer,
    OnCallRequest,
    UnreachableVolunteer,
    VolunteerList,
)
from schemas.api.notify import PhoneTestAnswer, PhoneTestRequest
from schemas.values import Level
from tests.support.console_answers import AT, OTHER, ROSTER, a_network, a_volunteer, id_of, in_la, run
from tests.support.fake_services import FakeServices


def test_which_network_is_asked_when_there_are_several(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(), a_network("sf")))
    code, _, complained = run(capsys, "volunteers", "list")
    assert (code, complained) == (1, "Which network? --network la | sf\n")


def test_on_call_is_for_people_who_exist(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=True, until=AT)
    code, printed, _ = run(capsys, "on", "heron", "--for", "4h", "--json")
    assert code == 0
    assert json.loads(printed)["until"] == "2026-11-24T14:45:00.000000Z"
    assert fake.bodies("POST /v1/networks/la/on-call") == [OnCallRequest(callsigns=["HERON"], on=True, hours=4)]
    code, _, complained = run(capsys, "on", "HERON", "NOBODY")
    assert code == 1
    assert "NOBODY" in complained
    assert len(fake.bodies("POST /v1/networks/la/on-call")) == 1, "all or none"


def test_who_goes_off_duty_reads_which_missions_are_open_and_with_whom(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    wren = DutyHolder(callsign="WREN", volunteer_id=OTHER, position="lead")
    answers = ((wren,), "Open missions: K7Q. On duty: WREN."), ((), "Open missions that have NO lead now: K7Q.")
    for duty, said in answers:
        fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(
            callsign="ROBIN", on=False, changed=True, duty=duty, open_missions=("K7Q",)
        )
        code, printed, _ = run(capsys, "duty", "off", "robin", "--successor", "wren", "--anyway")
        assert code == 0
        assert said in printed
    assert fake.bodies("POST /v1/networks/la/duty")[-1] == DutyRequest(
        callsign="ROBIN", on=False, successor="WREN", anyway=True
    )


@pytest.mark.parametrize(
    ("command", "body", "said"),
    [
        (["on", "ROBIN"], DutyRequest(callsign="ROBIN", on=True), "ROBIN is on duty as lead.\n"),
        (
            ["on", "robin", "--backup"],
            DutyRequest(callsign="ROBIN", on=True, position="backup"),
            "ROBIN is on duty as backup.\n",
        ),
        (["off", "robin"], DutyRequest(callsign="ROBIN", on=False), "ROBIN is off duty.\n"),
    ],
)
def test_duty_is_taken_and_ended(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], command: list[str], body: DutyRequest, said: str
) -> None:
    fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(callsign="ROBIN", on=body.on, changed=True, duty=())
    code, printed, _ = run(capsys, "duty", *command)
    assert (code, printed) == (0, said)
    assert fake.bodies("POST /v1/networks/la/duty") == [body]


@pytest.mark.parametrize(
    ("language", "warnings"),
    [
        (
            "en",
            "WARNING: no page reaches ROBIN (wants no texts). Until one does, they do not count as on duty.\n"
            "WARNING: nobody on duty can be reached. Nobody is asked to anything, and reports wait.\n",
        ),
        (
            "es",
            "AVISO: a ROBIN no le llega ningún aviso (no quiere textos). Mientras tanto no cuenta como responsable en "
            "turno.\nAVISO: a nadie en turno se le puede avisar. No se pregunta a nadie y los reportes esperan.\n",
        ),
    ],
)
def test_duty_of_somebody_who_cannot_be_reached_is_taken_with_a_warning(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, warnings: str
) -> None:
    robin = DutyHolder(callsign="ROBIN", volunteer_id=id_of("ROBIN"), position="lead", unreachable="opted_out")
    fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(callsign="ROBIN", on=True, changed=True, duty=(robin,))

    code, _, warned = run(capsys, "duty", "on", "ROBIN", "--lang", language)

    assert (code, warned) == (0, warnings)


def test_whoever_comes_on_call_and_cannot_be_reached_is_named(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(
        callsigns=("HERON",),
        on=True,
        until=None,
        unreachable=(UnreachableVolunteer(callsign="HERON", unreachable="no_consent"),),
    )

    code, printed, warned = run(capsys, "on", "heron")

    assert (code, printed) == (0, "On call: HERON.\n")
    assert warned == (
        "HERON is on call and cannot be reached (has not agreed to texts): no mission is offered to them.\n"
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"level": Level.TRAINEE}, "HERON is a trainee: on call, and no mission is offered to a trainee."),
        ({"roles": ("duty_lead",), "duty": "lead"}, "HERON is on duty: no mission is offered to them"),
        ({"roles": ("duty_lead",)}, "HERON is on call for missions, and not on duty"),
        ({}, ""),
    ],
)
def test_who_comes_on_call_reads_what_that_means_for_them(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], told: str
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON", **changed),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=True, until=None)

    code, _, warned = run(capsys, "on", "heron")

    assert code == 0
    assert warned.startswith(told)
    assert bool(warned) is bool(told)


def test_a_roster_of_thousands_is_asked_for_in_pages(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),), more=True)
    fake.replies[f"{ROSTER}&after=HERON"] = VolunteerList(volunteers=(a_volunteer("MAPLE"),))

    _, document, _ = run(capsys, "volunteers", "list", "--json")

    assert [person["callsign"] for person in json.loads(document)["volunteers"]] == ["HERON", "MAPLE"]


def test_off_call_is_off_call(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=False, until=None)
    assert run(capsys, "off", "heron") == (0, "Off call: HERON.\n", "")
    assert fake.bodies("POST /v1/networks/la/on-call") == [OnCallRequest(callsigns=["HERON"], on=False)]


def test_the_roster_says_who_is_on_call_on_a_mission_and_on_duty(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    fake.replies[ROSTER] = VolunteerList(
        volunteers=(
            a_volunteer("HERON", on_call=True, on_call_until=until, assigned=True),
            a_volunteer("ROBIN", roles=("duty_lead",), level=Level.LEAD, duty="lead", on_call=True),
            a_volunteer("OTTER", unreachable="undelivered"),
        )
    )
    code, printed, _ = run(capsys, "volunteers", "list", "--lang", "es")
    heron, robin, otter = printed.splitlines()[-4:-1]
    assert code == 0
    assert re.split(r"\s{2,}", heron.strip())[-3:] == [
        f"hasta {'la' if in_la(until).startswith('01') else 'las'} {in_la(until)}",
        "sí",
        "texto",
    ]
    assert "responsable de turno" in robin
    assert re.split(r"\s{2,}", robin.strip())[-2:] == ["responsable", "texto"]
    assert re.split(r"\s{2,}", otter.strip())[-3:] == ["no", "no", "últimamente no le llegan los textos"]
    assert len(json.loads(run(capsys, "volunteers", "list", "--on-call", "--json")[1])["volunteers"]) == 2


def test_a_test_text_goes_to_the_person_with_the_call_sign(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/messages/test"] = PhoneTestAnswer(message_id=OTHER)
    code, printed, _ = run(capsys, "text-me", "heron")
    assert (code, printed) == (0, "A test text to HERON is on its way.\n")
    assert fake.bodies("POST /v1/messages/test") == [PhoneTestRequest(person_id=id_of("HERON"))]
