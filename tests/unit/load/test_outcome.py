"""What came of reports that were posted: whom they reached when, what was refused, and which figures that leaves."""

from math import inf

import pytest

from tests.load.outcome import Came, cpu_per_report, failures, flood_seconds, handoff_ms, refusals, two_texts
from tests.load.phones import not_taken
from tests.load.raw_client import Answer

GOOD = Came([Answer(202, b"", 1.0, 1.0, due_at=1.0)] * 200, [(1.02, 1.05)] * 200)
"""200 reports, accepted at once, and two texts about each."""


def answered(status: int, body: bytes = b"") -> Answer:
    return Answer(status, body, 1.0, 1.0, due_at=1.0)


def with_one(answer: Answer, at: tuple[float, float] = (inf, inf)) -> Came:
    return Came([*GOOD.answers[1:], answer], [*GOOD.texted[1:], at])


def test_what_was_refused_is_told_by_its_status():
    assert refusals([answered(202), answered(503), answered(0), answered(503)], good=202) == {"0": 1, "503": 2}
    assert refusals([answered(202)], good=202) == {}


def test_a_reply_of_a_person_is_refused_by_the_phone_network_or_by_the_service():
    taken, refused = b'{"webhook_status": 204}', b'{"webhook_status": 503}'
    never = b'{"webhook_status": null}'

    assert not_taken([answered(201, taken)]) == {}
    assert not_taken([answered(201, refused), answered(201, never), answered(0), answered(429)]) == {
        "0": 1,
        "429": 1,
        "webhook 0": 1,
        "webhook 503": 1,
    }


def test_the_second_text_is_one_to_somebody_else():
    assert two_texts([(1.0, "a"), (1.1, "a"), (1.2, "b"), (1.3, "c")]) == (1.0, 1.2)
    assert two_texts([(1.0, "a"), (1.1, "a")]) == (1.0, inf)
    assert two_texts([]) == (inf, inf)


def test_a_hand_off_counts_from_the_202_to_each_of_two_texts():
    assert handoff_ms(GOOD) == {"p50": 20.0, "p99": 50.0}


@pytest.mark.parametrize("status", [503, 429, 0])
def test_a_refused_report_leaves_no_hand_off_however_many_were_not(status: int):
    came = with_one(answered(status))

    assert handoff_ms(came) == {"p50": None, "p99": None}
    assert failures(came, settled=True) == [f"refused or unanswered: {status} 1 times"]


def test_a_text_that_never_came_is_infinitely_late_and_one_in_two_hundred_is_within_the_percentile():
    assert handoff_ms(with_one(answered(202)))["p99"] == 50.0
    assert handoff_ms(Came(GOOD.answers, [(1.02, inf)] * 200)) == {"p50": 20.0, "p99": None}


def test_a_report_costs_what_all_cost_over_those_that_were_texted_about():
    assert cpu_per_report({"intake": 1.0, "generator": 5.0}, {"intake": 1.2, "generator": 9.0}, GOOD, settled=True) == {
        "intake": 1.0,
        "generator": 20.0,
        "total": 1.0,
    }


@pytest.mark.parametrize(
    ("came", "settled"),
    [(with_one(answered(503)), True), (with_one(answered(202)), True), (GOOD, False), (Came([], []), True)],
)
def test_work_that_was_not_done_leaves_no_cost(came: Came, settled: bool):
    before, after = {"intake": 1.0}, {"intake": 1.2}

    assert cpu_per_report(before, after, came, settled=settled) == {"intake": None, "total": None}
    assert failures(came, settled=settled) != []


def test_behind_a_flood_the_text_about_the_report_counts_and_no_other():
    assert flood_seconds(Came([answered(202)], [(1.5, inf)]), refused={}) == 0.5
    assert flood_seconds(Came([answered(202)], [(inf, inf)]), refused={}) is None
    assert flood_seconds(Came([answered(202)], [(1.5, 1.6)]), refused={"503": 1}) is None
