"""How long a name may be for every text that says it to stay one segment, in GSM-7 units; said once for all who cut."""

from typing import Final

NETWORK_NAME: Final = 8
ZONE: Final = 20
"""The compass point behind it included."""
CALLSIGN: Final = 10
MEETING_POINT: Final = 39
PLACE: Final = 24
"""As much as C4 takes."""
SCENE: Final = 52
"""Where observers look; as much as V6a takes."""
REQUESTS: Final = 76
