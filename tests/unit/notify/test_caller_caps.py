"""How many texts a number gets that others name, at each edge."""

from services.notify.delivery.caller_caps import A_DAY, AN_HOUR, CallerCaps
from services.notify.model.caller_texts import NumberKind, TextsHad

ONE: NumberKind = (b"1", False)


def caps(in_hour: int = 0, in_day: int = 0, *, minute_left: int = 99, day_left: int = 99) -> CallerCaps:
    return CallerCaps({ONE: TextsHad(in_hour, in_day)}, minute_left=minute_left, day_left=day_left)


def test_an_hour_and_a_day_each_have_an_end() -> None:
    assert [caps(AN_HOUR - 1).reached(ONE, "C1"), caps(AN_HOUR).reached(ONE, "C1")] == [None, "number"]
    assert [caps(0, A_DAY - 1).reached(ONE, "C1"), caps(0, A_DAY).reached(ONE, "C1")] == [None, "number"]


def test_texts_of_one_batch_count_for_the_next() -> None:
    found = caps(AN_HOUR - 2)

    assert [found.reached(ONE, "C1") for _ in range(3)] == [None, None, "number"]
    assert found.reached((b"2", False), "C1") is None
    assert found.counted == 3


def test_exercises_are_counted_apart() -> None:
    assert caps(AN_HOUR).reached((b"1", True), "C1") is None


def test_all_together_have_an_end_too() -> None:
    assert caps(minute_left=0).reached(ONE, "C1") == "total"
    assert caps(day_left=-3).reached(ONE, "C1") == "total"


def test_the_first_stop_of_a_day_is_confirmed_and_counts() -> None:
    full = TextsHad(AN_HOUR, A_DAY)
    first = CallerCaps({ONE: full}, minute_left=0, day_left=0)
    second = CallerCaps({ONE: TextsHad(AN_HOUR, A_DAY, stops_in_day=1)}, minute_left=9, day_left=9)

    assert (first.reached(ONE, "C8"), first.counted) == (None, 1)
    assert second.reached(ONE, "C8") == "number"
    assert CallerCaps({ONE: full}, minute_left=9, day_left=9).reached(ONE, "C21") == "number"


def test_the_answer_to_a_cry_goes_out_and_counts() -> None:
    found = caps(AN_HOUR, A_DAY, minute_left=0)

    assert found.reached(ONE, "C20b") is None
    assert found.counted == 1
