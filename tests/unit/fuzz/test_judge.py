"""What the fuzz calls wrong is wrong, and what is as it should be it lets pass."""

import json
from datetime import datetime

import pytest

from services.chassis.auth import WINDOW_SECONDS, Role, check_signature, signed_headers
from services.chassis.errors import Problem
from services.chassis.openapi import PROBLEM_JSON
from tests.fuzz.doors import INTERNAL, Door, Guard, inside_doors, sandbox_doors
from tests.fuzz.hostile import CANARY
from tests.fuzz.judge import LET_IN, NO_ANSWER, NO_PROBLEM, REPEATED, SERVER_ERROR, Answer, faults_of
from tests.fuzz.requests import Request, a_request
from tests.fuzz.senders import Known, Sender, SourceKeys

REPORT = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
DOOR = Door("intake", "POST", "/v1/reports/{report_id}/release", frozenset({Role.DUTY_LEAD}), False, example={"a": 1})
KEYS = {role: f"hl_{role}" for role in Role}
KNOWN = Known(
    objects={
        "report_id": [REPORT],
        "incident_id": [],
        "person_id": [],
        "reply_id": [],
        "now": ["2026-11-24T14:42:00+00:00"],
    },
    staff=KEYS,
    others=KEYS,
    source=SourceKeys("hl_0123456789ab_source", b"ours"),
    other_source=SourceKeys("hl_ba9876543210_other", b"theirs"),
    public_url="http://hotline",
    provider=("AC1", "token"),
    phones=["+12135550123"],
)


def a_problem(status: int, **more: object) -> Answer:
    body = {"type": "urn:hotline:problem:invalid", "title": "Some fields do not fit", "status": status, **more}
    return Answer(status, PROBLEM_JSON, json.dumps(body).encode())


def sent_by(sender: Sender, *, whole: bool = True, content: bytes = b"", door: Door = DOOR) -> Request:
    return Request(7, door, sender, "/v1", content, whole, ())


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


def test_an_open_door_tells_how_a_service_fares_and_nothing_of_a_report_or_a_person():
    door = next(inside_doors("intake"))
    assert (door.service, door.guard) == ("intake" + INTERNAL, Guard.NOBODY)

    for sender in (Sender.NOBODY, Sender.RIGHT):
        request = sent_by(sender, door=door)
        assert faults_of(request, Answer(200, "text/plain", b"requests_total 7"), KNOWN) == []
        assert faults_of(request, Answer(200, "text/plain", REPORT.encode()), KNOWN) == [LET_IN]
        assert faults_of(request, Answer(200, "text/plain", b"to +12135550123"), KNOWN) == [LET_IN]
        assert faults_of(request, a_problem(404), KNOWN) == []


def test_a_foreign_page_is_let_into_the_sandbox_by_any_success():
    door = next(each for each in sandbox_doors("AC1") if each.guard is Guard.NEIGHBOUR)

    assert faults_of(sent_by(Sender.WRONG_KEY, door=door), Answer(200, "text/html"), KNOWN) == [LET_IN]
    assert faults_of(sent_by(Sender.WRONG_KEY, door=door), Answer(403, "application/json"), KNOWN) == []
    assert faults_of(sent_by(Sender.RIGHT, door=door), Answer(500, "text/plain"), KNOWN) == [SERVER_ERROR]


SIGNED_DOOR = Door("intake", "POST", "/v1/reports", frozenset(), True, example={"a": 1}, signs=True)


@pytest.mark.parametrize(
    ("sender", "fits"), [(Sender.RIGHT, {True}), (Sender.WRONG_KEY, {False}), (Sender.NOBODY, set[bool]())]
)
def test_what_is_signed_is_rightly_signed_by_who_may_alone(sender: Sender, fits: set[bool]):
    made = [a_request(1, number, [SIGNED_DOOR], KNOWN, [sender]) for number in range(300)]

    assert {_fits(each) for each in made if b"webhook-signature" in each.content and not each.spoilt} == fits


def _fits(request: Request) -> bool:
    head, _, body = request.content.partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode("utf-8", "surrogatepass").split("\r\n")[1:]]
    headers = {name.lower(): value for name, _, value in lines}
    now = int(datetime.fromisoformat(KNOWN.objects["now"][0]).timestamp())
    try:
        signed = signed_headers(headers)
        assert signed is not None
        secrets = [KNOWN.source.secret] if signed.key_id == KNOWN.source.key_id else []
        check_signature(signed, secrets, method="POST", target=request.target, body=body)
    except Problem:
        return False
    return abs(signed.timestamp - now) <= WINDOW_SECONDS
