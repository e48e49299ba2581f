"""What is owed over a window: texts of reports that were due, also of those that nobody answered."""

from math import inf

from tests.load.raw_client import Answer
from tests.load.window import SAMPLE_SECONDS, WARM_SECONDS, owed_over


def due(at: float) -> Answer:
    return Answer(202, b"", at, at, due_at=at)


def test_a_report_owes_two_texts_from_the_moment_it_was_due():
    began, sample = 1000.0, WARM_SECONDS + SAMPLE_SECONDS
    answers = [due(began), due(began + sample - 0.1), due(began + sample + 0.1)]
    texted = [(began + 0.1, began + sample + 0.2), (inf, inf), (began + sample + 0.2, began + sample + 0.3)]

    assert owed_over(answers, texted, seconds=WARM_SECONDS + 2 * SAMPLE_SECONDS) == [3, 2]
