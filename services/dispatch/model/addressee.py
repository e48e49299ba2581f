"""Somebody who is paged, whatever about: when they were asked last, and how long a dead phone is left alone. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

LONGEST_REST: Final = timedelta(minutes=15)
MAIL_EVERY: Final = timedelta(minutes=10)
"""A mail stands in for texts that do not get through, and is not read by the minute."""
MAIL_EVERY_IN_DANGER: Final = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Addressee:
    person_id: UUID
    texted_at: datetime | None = None
    mailed_at: datetime | None = None
    missed: int = 0
    """Texts in a row that certainly did not arrive; what a provider refused counts once."""
    missed_at: datetime | None = None
    """When the last of them was known to be lost."""
    resting_until: datetime | None = None
    alarmed_at: datetime | None = None
    alarms: int = 0
    """Texts about danger that was new to them, within a minute of then."""

    def may_be_texted(self, now: datetime, every: timedelta) -> bool:
        """One text a minute, about everything that is open."""
        return self.texted_at is None or now >= self.texted_at + every

    def may_be_mailed(self, now: datetime, every: timedelta = MAIL_EVERY) -> bool:
        return self.mailed_at is None or now >= self.mailed_at + every

    def rests(self, now: datetime) -> bool:
        """Their phone failed a moment ago; others are asked meanwhile."""
        return self.resting_until is not None and now < self.resting_until

    def after_a_miss(self, now: datetime, every: timedelta, *, of_the_phone: bool) -> "Addressee":
        """A dead phone is left alone, twice as long each time: it costs a few texts and no more.

        What a provider refused, or never sent, says nothing of a phone: it is tried each minute.
        """
        if not of_the_phone:
            return replace(self, missed=max(self.missed, 1), missed_at=now)
        rest = min(every * 2 ** min(self.missed, 10), LONGEST_REST)
        return replace(self, missed=self.missed + 1, missed_at=now, resting_until=now + rest)

    def alarms_within(self, now: datetime, every: timedelta) -> int:
        return self.alarms if self.alarmed_at is not None and now < self.alarmed_at + every else 0

    def after_alarms(self, more: int, now: datetime, every: timedelta) -> "Addressee":
        before = self.alarms_within(now, every)
        return replace(self, alarms=before + more, alarmed_at=self.alarmed_at if before else now) if more else self

    def after_an_answer(self) -> "Addressee":
        """They took what they were asked about, so what is new may be told at once."""
        return replace(self.after_an_arrival(), texted_at=None, alarmed_at=None, alarms=0)

    def after_an_arrival(self) -> "Addressee":
        return replace(self, missed=0, missed_at=None, resting_until=None)
