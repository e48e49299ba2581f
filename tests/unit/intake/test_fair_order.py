"""No source hides another's reports: of each its share first, and a page goes on where the last one ended."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from schemas.values import Trust
from services.chassis.errors import Problem
from services.intake.api.queue import position_in, position_text
from services.intake.model.queue import PagePosition, WaitingPlace
from services.intake.reports.fair_order import SHARE, in_fair_order, position_after

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEB, DESK, PARTNER = (UUID(int=number) for number in (1, 2, 3))


def a_place(number: int, source: UUID, trust: Trust, priority: int = 1) -> WaitingPlace:
    return WaitingPlace(UUID(int=number), source, trust, priority, NOON + timedelta(seconds=number))


FLOOD = [a_place(number, WEB, Trust.PUBLIC) for number in range(100, 700)]


def shown(places: list[WaitingPlace], limit: int = 500) -> list[int]:
    return [place.report_id.int for place in in_fair_order(places, limit=limit)]


def test_a_flood_leaves_everybody_elses_in_sight() -> None:
    genuine = [a_place(9000, PARTNER, Trust.PARTNER, 3), a_place(9001, DESK, Trust.OPERATOR, 4)]

    order = shown([*FLOOD, *genuine])

    assert order.index(9000) == SHARE
    assert order.index(9001) == SHARE + 1
    assert len(order) == 500


def test_one_source_alone_is_shown_by_priority_and_age() -> None:
    late = [a_place(number, DESK, Trust.OPERATOR, 2) for number in range(30)]

    assert shown(late) == list(range(30))


def test_within_a_priority_the_public_comes_last_and_sources_take_turns() -> None:
    places = [a_place(number, WEB, Trust.PUBLIC) for number in (1, 2)]
    places += [a_place(number, PARTNER, Trust.PARTNER) for number in (5, 6)]
    places += [a_place(number, DESK, Trust.OPERATOR) for number in (7, 8)]

    assert shown(places) == [5, 7, 6, 8, 1, 2]


def test_of_more_sources_than_shares_fit_each_is_on_the_first_page() -> None:
    many = [
        a_place(1000 * source + number, UUID(int=source), Trust.PUBLIC, 1 + source % 4)
        for source in range(1, 101)
        for number in range(30)
    ]

    assert {place.source_id.int for place in in_fair_order(many, limit=100)} == set(range(1, 101))


def test_the_next_page_begins_after_the_last_that_was_shown_of_each_source() -> None:
    first = in_fair_order([*FLOOD, a_place(9000, PARTNER, Trust.PARTNER)], limit=30)
    position = position_after(PagePosition((NOON, UUID(int=7))), [], first)

    again = position_in(position_text(position))

    assert again == position
    assert dict(again.last_shown) == {WEB: UUID(int=128), PARTNER: UUID(int=9000)}
    assert again.cry == (NOON, UUID(int=7))


@pytest.mark.parametrize("text", ["", "AAAA", "A", "é", "%" * 40, "_" * 32, "A" * 33])
def test_what_is_no_position_is_refused(text: str) -> None:
    with pytest.raises(Problem) as refused:
        position_in(text)

    assert [fault.pointer for fault in refused.value.errors] == ["query:after"]
