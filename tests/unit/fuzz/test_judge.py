"""What the fuzz calls wrong is wrong, and what is as it should be it lets pass."""

import json

import pytest

from services.chassis.auth import Role
from services.chassis.openapi import PROBLEM_JSON
from tests.fuzz.doors import Door
from tests.fuzz.hostile import CANARY
from tests.fuzz.judge import LET_IN, NO_ANSWER, NO_PROBLEM, REPEATED, SERVER_ERROR, Answer, faults_of
from tests.fuzz.requests import Known, Request, Sender, a_request

REPORT = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
DOOR = Door("intake", "POST", "/v1/reports/{report_id}/release", frozenset({Role.DUTY_LEAD}), False, example={"a": 1})
KEYS = {role: f"hl_{role}" for role in Role}
KNOWN = Known(
    objects={"report_id": [REPORT], "incident_id": [], "person_id": [], "reply_id": []},
    staff=KEYS,
    others=KEYS,
    source="hl_source",
    other_source="hl_other",
    public_url="http://hotline",
    provider_token="token",
)


def a_problem(status: int, **more: object) -> Answer:
    body = {"type": "urn:hotline:problem:invalid", "title": "Some fields do not fit", "status": status, **more}
    return Answer(status, PROBLEM_JSON, json.dumps(body).encode())


def sent_by(sender: Sender, *, whole: bool = True, content: bytes = b"") -> Request:
    return Request(7, DOOR, sender, "/v1", content, whole, ())


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (a_problem(422), []),
        (a_problem(503), [SERVER_ERROR]),
        (Answer(422, "application/json", b'{"detail":"no"}'), [NO_PROBLEM]),
        (Answer(404, PROBLEM_JSON, b"not JSON"), [NO_PROBLEM]),
        (a_problem(422, input="x"), [NO_PROBLEM]),
        (a_problem(422, detail=f"{CANARY} is no number"), [REPEATED]),
        (Answer(200, "application/json", CANARY.encode()), []),
        (Answer(0), [NO_ANSWER]),
    ],
)
def test_an_answer_to_who_may(answer: Answer, found: list[str]):
    assert faults_of(sent_by(Sender.RIGHT), answer, KNOWN) == found


@pytest.mark.parametrize("sender", [Sender.NOBODY, Sender.WRONG_KEY, Sender.LOWER_ROLE])
def test_whoever_may_not_is_let_in_by_any_success(sender: Sender):
    assert faults_of(sent_by(sender), Answer(200, "application/json", b"[]"), KNOWN) == [LET_IN]
    assert faults_of(sent_by(sender), a_problem(403), KNOWN) == []


def test_another_network_is_let_in_where_it_is_told_what_it_did_not_say():
    told = Answer(200, "application/json", REPORT.encode())

    assert faults_of(sent_by(Sender.ANOTHER_NETWORK), told, KNOWN) == [LET_IN]
    assert faults_of(sent_by(Sender.ANOTHER_NETWORK, content=REPORT.encode()), told, KNOWN) == []
    assert faults_of(sent_by(Sender.ANOTHER_NETWORK), Answer(200, "application/json", b"[]"), KNOWN) == []


def test_what_is_no_http_may_be_hung_up_on_but_not_kept_waiting():
    assert faults_of(sent_by(Sender.RIGHT, whole=False), Answer(0, seconds=0.1), KNOWN) == []
    assert faults_of(sent_by(Sender.RIGHT, whole=False), Answer(0, seconds=12), KNOWN) == [NO_ANSWER]


def test_the_same_number_is_the_same_request_and_another_is_another():
    made = [a_request(1, number, [DOOR], KNOWN, list(Sender)).content for number in (5, 5, 6)]

    assert made[0] == made[1] != made[2]


def test_with_the_method_of_another_door_it_is_that_door_and_its_roles_are_asked():
    beside = Door("intake", "GET", DOOR.path, frozenset(Role), False)

    made = [a_request(1, number, [DOOR, beside], KNOWN, [Sender.LOWER_ROLE, Sender.NOBODY]) for number in range(2000)]

    gets = [each for each in made if each.content.startswith(b"GET ")]
    assert any("method GET" in each.spoilt for each in gets)
    assert {(each.door, each.sender) for each in gets} == {(beside, Sender.NOBODY)}
