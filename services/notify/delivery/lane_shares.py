"""Which lane sends next: safety before all, each other lane at its share of what the number may send (rule R23). Pure.

Start-time fair queuing: a text takes its turn when the one before it in its lane is through, and a text of a lane with
four shares is through in a quarter of the time of one with one. A lane that had nothing to send saves nothing up: it
goes on at the time of those that were sending.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from schemas.values import MessageClass
from services.notify.model.deliveries import LaneTurn
from services.notify.model.messages import SAFETY, URGENCY

SHARES: Final[Mapping[MessageClass, int]] = {
    MessageClass.DUTY: 3,
    MessageClass.OFFER: 4,
    MessageClass.ASSIGNMENT: 2,
    MessageClass.NOTICE: 1,
}
"""Of ten texts, when every lane has more than can go out. Safety is no share of it: it goes first, whatever waits."""
BEFORE_ALL: Final = float("-inf")


class LaneShares:
    """What one sender of one number has given each lane so far."""

    def __init__(self) -> None:
        self._time = 0.0
        self._next = {URGENCY[lane]: 0.0 for lane in SHARES}
        self._step = {URGENCY[lane]: 1 / share for lane, share in SHARES.items()}

    def turns(self) -> list[LaneTurn]:
        """Every lane's; of equal turns the more urgent lane's comes first."""
        shared = [LaneTurn(lane, max(self._time, at), self._step[lane]) for lane, at in self._next.items()]
        return [LaneTurn(SAFETY, BEFORE_ALL, 0.0), *shared]

    def took(self, urgencies: Iterable[int]) -> None:
        """These went out at their turns."""
        taken = Counter(urgencies)
        turns = [turn for turn in self.turns() if turn.urgency != SAFETY and taken[turn.urgency]]
        for turn in turns:
            self._next[turn.urgency] = turn.first + taken[turn.urgency] * turn.step
        last = [turn.first + (taken[turn.urgency] - 1) * turn.step for turn in turns]
        self._time = max((self._time, *last))
