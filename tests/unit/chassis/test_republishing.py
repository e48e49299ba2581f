"""What nobody noted goes out again without end, but a service that is down does not fill its topics with copies."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from services.chassis.republishing import UNHEARD_PER_MINUTE, OverdueEvent, Republishing

PUBLISHED = datetime(2026, 11, 30, tzinfo=UTC)


def overdue(
    number: int, *, service: str = "dispatch", age_seconds: float = 130, attempts: int = 2
) -> list[OverdueEvent]:
    age = timedelta(seconds=age_seconds)
    return [OverdueEvent(uuid4(), service, attempts, PUBLISHED, age) for _ in range(number)]


def test_to_a_service_that_says_nothing_so_many_a_minute_go_again_the_longest_due_first() -> None:
    republishing = Republishing()
    events = overdue(2000)
    gone: list[UUID] = []
    for second in range(0, 3600, 2):
        waiting = events[len(gone) :] or overdue(500)
        gone += republishing.sort(waiting[:500], now=1000.0 + second).again

    assert gone[:2000] == [event.event_id for event in events]
    assert len(gone) <= UNHEARD_PER_MINUTE * 61


def test_to_a_service_that_reads_again_all_goes_at_once() -> None:
    republishing = Republishing()
    assert len(republishing.sort(overdue(500), now=1000.0).again) == UNHEARD_PER_MINUTE
    assert republishing.sort(overdue(500), now=1000.0).again == []

    republishing.acknowledged("dispatch", PUBLISHED.timestamp() - 1, now=1001.0)

    assert len(republishing.sort(overdue(500), now=1002.0).again) == 500


def test_a_service_that_is_down_costs_no_other_its_turn() -> None:
    republishing = Republishing()
    republishing.sort(overdue(500), now=1000.0)

    found = republishing.sort([*overdue(500), *overdue(7, service="notify")], now=1000.0)

    assert len(found.again) == 7
    assert found.silent == {"dispatch", "notify"}


def test_what_is_only_waited_for_longer_uses_up_nothing() -> None:
    republishing = Republishing()

    found = republishing.sort(overdue(500, age_seconds=31, attempts=1) + overdue(UNHEARD_PER_MINUTE), now=1000.0)

    assert len(found.later) == 500
    assert len(found.again) == UNHEARD_PER_MINUTE
