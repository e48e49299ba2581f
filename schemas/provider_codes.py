"""What a provider's code of a failed text says of the phone; every other code blames the provider, us or the words."""

from typing import Final

OUT_OF_REACH: Final = frozenset((30003, 30004, 30005, 30006))
"""The phone is off or gone, blocks us, is unknown, or lies behind no carrier that takes texts."""
TAKES_NO_TEXTS: Final = frozenset((21211, 21614))
"""No number at all, or not a mobile one."""
