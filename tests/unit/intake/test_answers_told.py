"""Whether a caller hears an answer now: each once, nothing old after something new, and again only what corrects it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from uuid import UUID

from services.intake.callers.answers import CallerAnswer, Telling, ToldAnswer, telling

AT = datetime(2026, 11, 24, 15, 2, tzinfo=UTC)
INCIDENT, OTHER = UUID(int=1), UUID(int=2)
REVIEW = CallerAnswer(UUID(int=11), AT, INCIDENT, "not_checked")
NEW_LOOK = CallerAnswer(UUID(int=12), AT + timedelta(minutes=5), INCIDENT, "not_checked")
CORRECTION = CallerAnswer(UUID(int=13), AT + timedelta(minutes=9), INCIDENT, "not_checked", corrects=True)
OUTSIDE = CallerAnswer(UUID(int=14), AT - timedelta(minutes=9), None, "outside")


def given(answer: CallerAnswer, template: str | None = "C6b") -> ToldAnswer:
    return ToldAnswer(answer.event_id, answer.at, answer.incident_id, template)


def heard(*answers: CallerAnswer) -> list[tuple[UUID, Telling]]:
    """All that one caller is told when the events come in this order."""
    told: ToldAnswer | None = None
    texts: list[tuple[UUID, Telling]] = []
    for answer in answers:
        if (how := telling(answer, told)) is not Telling.NOT:
            texts.append((answer.event_id, how))
            told = given(answer)
    return texts


def test_the_first_answer_is_told_and_the_same_event_never_again() -> None:
    assert telling(REVIEW, None) is Telling.PLAINLY
    assert telling(REVIEW, given(REVIEW)) is Telling.NOT


def test_a_second_answer_is_told_only_as_a_correction() -> None:
    assert telling(NEW_LOOK, given(REVIEW)) is Telling.NOT
    assert telling(CORRECTION, given(REVIEW)) is Telling.AS_CORRECTION
    assert telling(replace(CORRECTION, at=AT), given(REVIEW)) is Telling.NOT


def test_who_got_no_text_by_choice_is_told_plainly_and_not_as_a_correction() -> None:
    assert telling(CORRECTION, given(REVIEW, None)) is Telling.PLAINLY


def test_a_report_that_came_to_an_incident_after_all_is_answered_there() -> None:
    assert telling(REVIEW, given(OUTSIDE)) is Telling.PLAINLY
    assert telling(replace(NEW_LOOK, incident_id=OTHER), given(REVIEW)) is Telling.PLAINLY


def test_in_whatever_order_the_events_come_the_newest_word_is_the_last_and_nothing_is_told_twice() -> None:
    for order in permutations((REVIEW, NEW_LOOK, CORRECTION, REVIEW, CORRECTION)):
        texts = heard(*order)

        assert len(texts) == len(set(texts))
        assert texts[-1][0] == CORRECTION.event_id
        assert len(texts) <= 2
        if len(texts) == 1:
            assert texts[0][1] is Telling.PLAINLY, "nothing that they heard is corrected"
