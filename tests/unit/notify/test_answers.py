"""Messages of notify's own: the same cause is the same message, and only the answers to STOP and HELP pass a STOP."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from schemas.values import MessageClass
from services.notify.inbound import answers
from services.notify.model.messages import AskedBy, Deliverable, PlannedMessage

NOW = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)
HERON, REPORT = UUID(int=1), UUID(int=2)
INDEX, OTHER_INDEX = b"heron's number", b"another number"


def to_person(template: str = "C8", cause: str = "SM1", index: bytes = INDEX) -> PlannedMessage:
    return answers.to_person(template, HERON, "la", index, cause, NOW)


CALLER: dict[str, Any] = {
    "network_id": "la", "language": "es-MX", "subject_id": REPORT, "sealed_contact": b"sealed",
    "optout_index": INDEX, "cause": "SM1", "params": {"opens": "5am"}, "now": NOW,
}  # fmt: skip


def to_caller(**changes: Any) -> PlannedMessage:
    return answers.to_caller("C9", **(CALLER | changes))


def ids(*planned: PlannedMessage) -> set[UUID]:
    return {each.request.message_id for each in planned}


def test_an_invitation_goes_once_for_each_number_of_a_person() -> None:
    first = answers.invitation(HERON, "la", INDEX, NOW)
    later = answers.invitation(HERON, "la", INDEX, NOW + timedelta(days=400))
    new_number = answers.invitation(HERON, "la", OTHER_INDEX, NOW)

    assert ids(first) == ids(later)
    assert len(ids(first, new_number)) == 2
    assert (first.request.template, first.request.not_after) == ("V1", None)


def test_a_test_text_goes_once_a_second_and_is_of_no_use_after_ten_minutes() -> None:
    first = answers.test_text(HERON, "la", INDEX, NOW)
    same_second = answers.test_text(HERON, "la", INDEX, NOW + timedelta(seconds=0.9))
    next_second = answers.test_text(HERON, "la", INDEX, NOW + timedelta(seconds=1))

    assert ids(first) == ids(same_second)
    assert len(ids(first, next_second)) == 2
    assert (first.request.template, first.request.not_after) == ("text-me", NOW + timedelta(minutes=10))


def test_the_same_text_that_came_in_is_answered_once() -> None:
    assert ids(to_person()) == ids(to_person())
    assert len(ids(to_person(), to_person(cause="SM2"), to_person(template="V26"), to_person(index=OTHER_INDEX))) == 4
    assert ids(to_caller()) == ids(to_caller())
    assert len(ids(to_caller(), to_caller(cause="SM2"), to_caller(optout_index=OTHER_INDEX))) == 3


def test_the_id_of_a_text_that_came_in_is_that_of_the_providers() -> None:
    assert answers.inbound_id("SM1") == answers.inbound_id("SM1") != answers.inbound_id("SM2")


def test_the_id_of_a_reply_is_its_senders_own():
    one, other = UUID(int=1), UUID(int=2)
    assert answers.inbound_id("SM1", one) == answers.inbound_id("SM1", one) != answers.inbound_id("SM1", other)
    assert answers.inbound_id("SM1", one) != answers.inbound_id("SM1")


def test_an_answer_goes_within_five_minutes_or_not_at_all() -> None:
    assert [each.request.template for each in (to_person(), to_caller())] == ["C8", "C9"]
    for planned in (to_person(), to_caller()):
        assert planned.request.not_after == NOW + timedelta(minutes=5)


def test_only_the_answers_to_stop_and_help_pass_a_stop() -> None:
    assert [each.checked for each in (to_person(), to_caller())] == [False, False]
    assert answers.invitation(HERON, "la", INDEX, NOW).checked
    assert answers.test_text(HERON, "la", INDEX, NOW).checked


def test_nobody_asked_for_them_and_they_go_by_text_behind_all_others() -> None:
    own = (answers.invitation(HERON, "la", INDEX, NOW), answers.test_text(HERON, "la", INDEX, NOW), to_person())

    for planned in (*own, to_caller()):
        assert planned.plan == Deliverable(("sms",))
        assert planned.optout_index == INDEX
        assert planned.request.asked_by is AskedBy.NOTIFY
        assert planned.request.message_class is MessageClass.NOTICE
        assert planned.request.network_id == "la"
        assert planned.request.requested_at == NOW
    for planned in own:
        assert planned.request.person_id == planned.request.subject_id == HERON


def test_a_caller_is_answered_in_their_language_under_the_text_that_came_in() -> None:
    request = to_caller().request

    assert (request.person_id, request.subject_id, request.language) == (None, REPORT, "es-MX")
    assert (request.template, request.params, request.sealed_contact) == ("C9", {"opens": "5am"}, b"sealed")


@pytest.mark.parametrize(("seconds", "same"), [(0, True), (599, True), (600, False)])
def test_help_again_within_ten_minutes_costs_one_answer(seconds: float, same: bool) -> None:
    start = datetime(2026, 11, 24, 14, 40, tzinfo=UTC)  # ten minutes are counted from the full hour

    assert (answers.help_cause(start) == answers.help_cause(start + timedelta(seconds=seconds))) is same


def test_help_and_start_are_answered_after_whatever_is_said_about_a_cry_and_stop_at_once() -> None:
    helped = [to_person("V26"), answers.to_caller("C9", **CALLER)]
    opted_in = to_person("V41")
    at_once = [to_person("C8"), answers.to_caller("C8", **CALLER)]

    assert [each.not_before for each in helped] == [NOW + timedelta(seconds=30)] * 2
    assert opted_in.not_before == NOW + timedelta(seconds=5)
    assert [each.not_before for each in at_once] == [None] * 2
    assert {each.request.not_after for each in (*helped, opted_in)} == {NOW + timedelta(minutes=5)}
