"""Decide which released reports a source has room for: of those beyond it nobody is asked (rule R119). Pure."""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from schemas.events.report import ReportReleasedV1

BY_RULE: Final = "rule"
"""Who released it, where no person did."""


class QuotaUse(NamedTuple):
    """What is counted together: exercises apart."""

    source_id: UUID
    network_id: str
    exercise: bool


def use_of(report: ReportReleasedV1) -> QuotaUse:
    return QuotaUse(report.source_id, report.network_id, report.exercise)


class Room:
    """Places that are left; who is not listed has any number."""

    def __init__(self, places: Mapping[QuotaUse, int]) -> None:
        self._places = dict(places)

    def takes(self, report: ReportReleasedV1) -> bool:
        """Whether there is a place, which is taken then. What a person released has one always, and takes it too."""
        use = use_of(report)
        left = self._places.get(use)
        if left is None:
            return True
        if left <= 0 and report.released_by == BY_RULE:
            return False
        self._places[use] = left - 1
        return True
