"""Who sends next when all lanes have more than can go out: shares, and nothing saved up by a lane that was silent."""

from collections import Counter
from collections.abc import Iterable, Mapping

import pytest

from schemas.values import MessageClass
from services.notify.delivery.lane_shares import BEFORE_ALL, SHARES, LaneShares
from services.notify.model.messages import URGENCY

SAFETY, DUTY, OFFER, ASSIGNMENT, NOTICE = (URGENCY[each] for each in MessageClass)


def sent(shares: LaneShares, waiting: Mapping[int, int], room: int) -> list[int]:
    """Lanes in the order in which their texts go out, as the claiming statement orders them."""
    turns = [
        (turn.first + turn.step * place, turn.urgency)
        for turn in shares.turns()
        for place in range(min(waiting.get(turn.urgency, 0), room))
    ]
    lanes = [lane for _, lane in sorted(turns)[:room]]
    shares.took(lanes)
    return lanes


def one_by_one(shares: LaneShares, lanes: Iterable[int], count: int) -> list[int]:
    """A queue that never ends, at a rate that lets one text out at a time."""
    waiting = dict.fromkeys(lanes, 1000)
    return [lane for _ in range(count) for lane in sent(shares, waiting, 1)]


@pytest.mark.parametrize("room", [1, 2, 5, 10])
def test_of_ten_texts_each_lane_has_its_share(room: int):
    shares, lanes = LaneShares(), (DUTY, OFFER, ASSIGNMENT, NOTICE)
    waiting = dict.fromkeys(lanes, 1000)

    gone = Counter(lane for _ in range(100 // room) for lane in sent(shares, waiting, room))

    assert gone == {URGENCY[lane]: 10 * share for lane, share in SHARES.items()}


def test_a_flood_of_pages_leaves_offers_theirs_and_a_flood_of_offers_pages_theirs():
    gone = Counter(one_by_one(LaneShares(), (DUTY, OFFER), 70))

    assert gone == {DUTY: 30, OFFER: 40}


def test_a_lane_alone_has_the_whole_rate():
    assert one_by_one(LaneShares(), (NOTICE,), 20) == [NOTICE] * 20


def test_safety_goes_before_all_and_costs_nobody_a_share():
    shares = LaneShares()
    before = one_by_one(LaneShares(), (DUTY, OFFER), 14)

    gone = sent(shares, {SAFETY: 3, DUTY: 9, OFFER: 9}, 3) + one_by_one(shares, (DUTY, OFFER), 14)

    assert gone == [SAFETY] * 3 + before


def test_a_lane_that_was_silent_does_not_take_the_rate_when_it_wakes():
    shares = LaneShares()
    one_by_one(shares, (OFFER,), 400)

    gone = one_by_one(shares, (OFFER, NOTICE), 10)

    assert Counter(gone) == {OFFER: 8, NOTICE: 2}


def test_a_lane_that_took_much_alone_is_not_made_to_wait_for_the_others():
    shares = LaneShares()
    one_by_one(shares, (NOTICE,), 400)

    assert one_by_one(shares, (OFFER, NOTICE), 10).index(NOTICE) == 5


def test_a_turn_is_as_far_off_as_what_its_lane_took_divided_by_its_share():
    shares = LaneShares()
    begun = {turn.urgency: (turn.first, turn.step) for turn in shares.turns()}

    shares.took([OFFER] * 4 + [SAFETY])
    gone_on = {turn.urgency: turn.first for turn in shares.turns()}

    assert begun[SAFETY] == (BEFORE_ALL, 0.0)
    assert begun[OFFER] == (0.0, 0.25)
    assert begun[NOTICE] == (0.0, 1.0)
    assert gone_on == {SAFETY: BEFORE_ALL, OFFER: 1.0, DUTY: 0.75, ASSIGNMENT: 0.75, NOTICE: 0.75}
