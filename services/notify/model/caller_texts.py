"""What was texted to numbers that others name. Pure."""

from dataclasses import dataclass

NumberKind = tuple[bytes, bool]
"""(blind index, exercise): those are counted apart (rule R96)."""


@dataclass(frozen=True, slots=True)
class TextsHad:
    """What went to a number before."""

    in_hour: int = 0
    in_day: int = 0
    stops_in_day: int = 0
    """Of these, confirmations of STOP."""
