"""Which networks somebody may see and change: the wall between networks that share an instance (rule R95)."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Scope:
    """Comes from the key of whoever asks, and goes into every statement about what belongs to a network:
    `($1::text[] IS NULL OR network_id = ANY($1))` with `parameter`. What lies outside is not there.
    """

    networks: frozenset[str] | None
    """None: every network of the instance, those to come too."""

    @property
    def parameter(self) -> list[str] | None:
        return None if self.networks is None else sorted(self.networks)

    @property
    def is_whole(self) -> bool:
        """Of the instance, not of networks."""
        return self.networks is None

    def beside(self, shared: frozenset[str]) -> "Scope":
        """With what is everybody's, for whoever may see anything."""
        return Scope(self.networks | shared) if self.networks else self

    def __contains__(self, network_id: str) -> bool:
        return self.networks is None or network_id in self.networks

    def __bool__(self) -> bool:
        return self.networks is None or bool(self.networks)


EVERY_NETWORK: Final = Scope(None)
NO_NETWORK: Final = Scope(frozenset())
