"""Group commit: who waits together is stored together, nobody is answered early, and one bad item harms nobody else."""

import asyncio
from collections.abc import Sequence

import pytest

from services.chassis.errors import TryAgain
from services.chassis.group_commit import GroupCommit, TooManyWait


class Store:
    """Notes each batch; what it does with one is set by the test."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()
        self.refuses: set[int] = set()
        self.away = 0

    async def __call__(self, items: Sequence[int]) -> list[str]:
        self.batches.append(list(items))
        self.begun.set()
        await self.open.wait()
        if self.away:
            self.away -= 1
            raise ConnectionResetError
        if self.refuses & set(items):
            raise ValueError(f"cannot store {sorted(self.refuses & set(items))}")
        return [f"stored {item}" for item in items]


def at_once(_: int, __: float) -> float | None:
    return None


def a_group(
    store: Store, *, limit: int = 10, patience_seconds: float = 0, answer_seconds: float | None = None
) -> GroupCommit[int, str]:
    return GroupCommit(
        "test",
        store,
        at_once=3,
        limit=limit,
        gather=at_once,
        patience_seconds=patience_seconds,
        answer_seconds=answer_seconds,
    )


async def commit(group: GroupCommit[int, str], item: int) -> str:
    return await group.commit(item)


async def all_of(group: GroupCommit[int, str], items: Sequence[int]) -> list[str | BaseException]:
    return await asyncio.gather(*(commit(group, item) for item in items), return_exceptions=True)


async def test_who_comes_together_is_stored_together_in_the_order_of_coming() -> None:
    store = Store()

    answers = await all_of(a_group(store), [1, 2, 3, 4])

    assert store.batches == [[1, 2, 3], [4]]
    assert answers == ["stored 1", "stored 2", "stored 3", "stored 4"]


async def test_nobody_is_answered_before_the_store_has_answered() -> None:
    store = Store()
    store.open.clear()
    group = a_group(store)

    first = asyncio.create_task(commit(group, 1))
    await store.begun.wait()
    second = asyncio.create_task(commit(group, 2))
    await asyncio.sleep(0)

    assert not first.done()
    assert store.batches == [[1]]
    store.open.set()
    assert [await first, await second] == ["stored 1", "stored 2"]
    assert store.batches == [[1], [2]]


async def test_one_that_cannot_be_stored_takes_no_other_with_it() -> None:
    store = Store()
    store.refuses = {2}

    one, two, three = await all_of(a_group(store), [1, 2, 3])

    assert (one, three) == ("stored 1", "stored 3")
    assert isinstance(two, ValueError)
    assert store.batches == [[1, 2, 3], [1], [2], [3]]


async def test_the_same_batch_is_tried_again_while_patience_lasts() -> None:
    store = Store()
    store.away = 2

    answers = await all_of(a_group(store, patience_seconds=5), [1, 2])

    assert answers == ["stored 1", "stored 2"]
    assert store.batches == [[1, 2]] * 3


async def test_without_patience_the_fault_is_everybodys_answer_at_once() -> None:
    store = Store()
    store.away = 1

    answers = await all_of(a_group(store), [1, 2])

    assert [type(answer) for answer in answers] == [ConnectionResetError] * 2
    assert store.batches == [[1, 2]]


async def test_above_the_limit_nothing_is_taken() -> None:
    store = Store()

    answers = await all_of(a_group(store, limit=2), [1, 2, 3])

    assert answers[:2] == ["stored 1", "stored 2"]
    assert isinstance(answers[2], TooManyWait)
    assert isinstance(answers[2], TryAgain)


async def test_whoever_hangs_up_cancels_nothing() -> None:
    store = Store()
    store.open.clear()
    group = a_group(store)
    leaver = asyncio.create_task(commit(group, 1))
    await store.begun.wait()
    stayer = asyncio.create_task(commit(group, 2))
    await asyncio.sleep(0)

    leaver.cancel()
    store.open.set()

    assert await stayer == "stored 2"
    assert store.batches == [[1], [2]]


async def test_draining_waits_for_what_waits_and_then_it_is_idle() -> None:
    store = Store()
    idle: list[bool] = []
    group: GroupCommit[int, str] = GroupCommit(
        "test", store, at_once=1, limit=9, gather=at_once, on_idle=lambda: idle.append(True)
    )
    waiting = [asyncio.create_task(commit(group, item)) for item in (1, 2, 3)]
    await asyncio.sleep(0)

    await group.drain()

    assert store.batches == [[1], [2], [3]]
    assert idle == [True]
    await asyncio.gather(*waiting)


@pytest.mark.parametrize(("pause", "batches"), [(None, [[1], [2]]), (0, [[1, 2]])])
async def test_the_owner_says_whether_a_flush_lets_more_come(pause: float | None, batches: list[list[int]]) -> None:
    store = Store()
    told: list[int] = []

    def gather(waiting: int, since_last: float) -> float | None:
        told.append(waiting)
        assert since_last > 0
        return pause

    group: GroupCommit[int, str] = GroupCommit("test", store, at_once=5, limit=9, gather=gather)
    first = asyncio.create_task(commit(group, 1))
    await asyncio.sleep(0)  # it waits, and its flush is the next to run
    second = asyncio.create_task(commit(group, 2))
    await asyncio.gather(first, second)

    assert store.batches == batches
    assert told[0] == 1


async def test_nobody_waits_longer_for_the_queue_before_them() -> None:
    """160 requests in front of a store that is away were answered for 22 s, each batch after another 4."""
    store = Store()
    store.away = 10**6
    group = a_group(store, limit=60, patience_seconds=0.2)
    began = asyncio.get_running_loop().time()

    answers = await all_of(group, range(60))

    assert asyncio.get_running_loop().time() - began < 1
    assert {type(answer) for answer in answers} <= {ConnectionResetError, TimeoutError}


async def test_whose_time_ended_in_the_queue_is_answered_and_the_rest_is_stored() -> None:
    store = Store()
    store.open.clear()
    group = a_group(store, patience_seconds=0.05)
    first, late = asyncio.create_task(commit(group, 1)), [asyncio.create_task(commit(group, n)) for n in (2, 3, 4)]
    await store.begun.wait()
    await asyncio.sleep(0.1)
    fresh = asyncio.create_task(commit(group, 5))
    await asyncio.sleep(0)

    store.open.set()

    assert await first == "stored 1"
    assert await fresh == "stored 5"
    assert [type(error) for error in await asyncio.gather(*late[2:], return_exceptions=True)] == [TimeoutError]


async def test_whoever_waits_too_long_for_an_answer_gets_one_while_the_try_goes_on() -> None:
    store = Store()
    store.open.clear()
    group = a_group(store, answer_seconds=0.05)
    loop = asyncio.get_running_loop()
    began = loop.time()

    answers = await all_of(group, [1, 2])

    assert [type(answer) for answer in answers] == [TimeoutError, TimeoutError]
    assert 0.05 <= loop.time() - began < 1
    store.open.set()
    await group.drain()
    assert store.batches == [[1, 2]]


async def test_each_has_its_own_time_from_when_it_came() -> None:
    store = Store()
    store.open.clear()
    group = a_group(store, answer_seconds=0.2)
    early = asyncio.create_task(commit(group, 1))
    await asyncio.sleep(0.15)
    late = asyncio.create_task(commit(group, 2))

    assert isinstance((await asyncio.gather(early, return_exceptions=True))[0], TimeoutError)
    assert not late.done()
    store.open.set()

    assert await late == "stored 2"


async def test_who_was_answered_in_time_and_who_left_are_given_up_by_nobody() -> None:
    group = a_group(Store(), answer_seconds=0.02)
    left = asyncio.create_task(commit(group, 1))
    await asyncio.sleep(0)
    left.cancel()

    assert await all_of(group, [2, 3]) == ["stored 2", "stored 3"]
    await asyncio.sleep(0.05)
    assert left.cancelled()
