"""A fuse blows on our failures alone, rests longer each time, and is whole after one success."""

from aiokafka import TopicPartition

from services.chassis.fuses import LONGEST_REST_SECONDS, REST_SECONDS, Fuses

HERE, THERE = TopicPartition("a", 0), TopicPartition("a", 1)


def blown(at: TopicPartition = HERE, now: float = 0.0) -> Fuses:
    fuses = Fuses()
    for number in range(11):
        assert (fuses.failed(at, now) is not None) is (number == 10)
    return fuses


def test_ten_in_a_row_are_borne_and_the_eleventh_rests_that_partition_alone() -> None:
    fuses = blown()

    assert fuses.blown == fuses.resting(REST_SECONDS - 1) == {HERE}
    assert fuses.failed(THERE, 0.0) is None


def test_a_success_between_begins_the_count_anew() -> None:
    fuses = Fuses()
    for _ in range(10):
        fuses.failed(HERE, 0.0)
    fuses.succeeded(HERE)

    assert fuses.failed(HERE, 0.0) is None


def test_more_than_one_in_twenty_of_the_last_two_hundred_rests_it_too() -> None:
    fuses, why = Fuses(), None
    for number in range(200):
        if number % 18:
            fuses.succeeded(HERE)
        else:
            why = fuses.failed(HERE, 0.0)
    assert why is None
    assert fuses.failed(HERE, 0.0) == "12 failures of the last 200 events"


def test_after_its_rest_one_is_tried_and_each_failure_doubles_the_rest_up_to_five_minutes() -> None:
    fuses, now, rest = blown(), 0.0, REST_SECONDS
    rests = []
    for _ in range(6):
        rests.append(rest)
        now += rest
        assert fuses.resting(now - 0.1) == {HERE}
        assert (fuses.resting(now), fuses.blown) == (set(), {HERE})
        assert fuses.failed(HERE, now) is not None
        rest = min(2 * rest, LONGEST_REST_SECONDS)

    assert rests == [30, 60, 120, 240, 300, 300]


def test_the_one_that_goes_well_makes_it_whole_as_new() -> None:
    fuses = blown()

    assert fuses.succeeded(HERE) is True
    assert (fuses.blown, len(fuses)) == (set(), 0)
    assert fuses.failed(HERE, REST_SECONDS) is None


def test_a_partition_without_failures_in_its_window_needs_no_fuse() -> None:
    fuses = Fuses()
    assert fuses.succeeded(HERE) is False
    fuses.failed(HERE, 0.0)
    for _ in range(199):
        fuses.succeeded(HERE)
    assert len(fuses) == 1
    fuses.succeeded(HERE)

    assert len(fuses) == 0


def test_what_went_to_another_process_is_forgotten() -> None:
    fuses = blown()
    fuses.keep_only({THERE})

    assert fuses.blown == set()
