"""Hand out refs: numbers are leased from the store in blocks, so that no two processes ever say the same one."""

from collections.abc import Iterator
from datetime import date

from services.intake.reports.refs import ref_of
from services.intake.store.reports import REFS_A_LEASE, ReportStore


class RefAllocator:
    """The numbers that this process leased and has not used; a restart leaves the rest of a block unused."""

    def __init__(self) -> None:
        self._leased: dict[str, tuple[date, Iterator[int]]] = {}

    async def take(self, store: ReportStore, network_id: str, day: date) -> str:
        """The next ref of the network; leases more numbers when there are none left for the day.

        Args:
            store: outside the transaction that stores the report: a lease that is rolled back would be leased twice.
        """
        leased_for, numbers = self._leased.get(network_id, (None, iter(())))
        number = next(numbers, None) if leased_for == day else None
        if number is None:
            first = await store.lease_refs(network_id, day, REFS_A_LEASE)
            numbers = iter(range(first, first + REFS_A_LEASE))
            number = next(numbers)
            self._leased[network_id] = (day, numbers)
        return ref_of(network_id, day, number)
