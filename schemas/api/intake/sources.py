"""Which hotline systems may post reports, over HTTP."""

from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiRequest, example
from schemas.values import NameInClear, NetworkId, Trust

PUBLIC_RATE: Final = 60
KNOWN_RATE: Final = 600

Rate = Annotated[int, Field(ge=1, le=1_000_000_000)]


class SourceSettings(ApiRequest):
    """A hotline system to let in, or what it may from now on."""

    model_config = example(
        {
            "name": "RRN hotline desk",
            "network_id": "la",
            "trust": "operator",
            "rate_per_minute": 600,
            "burst": 1200,
            "rotate": False,
        }
    )

    name: Annotated[NameInClear, Field(min_length=1)]
    network_id: NetworkId
    trust: Trust
    rate_per_minute: Rate | None = None
    """How many reports a minute; of a public source 60 where it is not said, of any other 600."""
    burst: Rate | None = None
    """How many at once; twice as many where it is not said."""
    rotate: bool = False
    """Make a new key; the old one works for another day."""

    @property
    def agreed_rate(self) -> int:
        return self.rate_per_minute or (PUBLIC_RATE if self.trust is Trust.PUBLIC else KNOWN_RATE)

    @property
    def agreed_burst(self) -> int:
        return self.burst or 2 * self.agreed_rate


class SourceCredentials(ApiAnswer):
    model_config = example(
        {
            "source_id": "01932f70-5b1e-7d02-8c4a-6e5f4d3c2b1a",
            "name": "RRN hotline desk",
            "network_id": "la",
            "trust": "operator",
            "key": "(shown once)",
            "signing_secret": "(shown once)",
        }
    )

    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    key: str | None
    """Shown once."""
    signing_secret: str | None
    """Shown once; base64."""


class SourceSummary(ApiAnswer):
    source_id: UUID
    name: str
    network_id: str
    trust: Trust
    rate_per_minute: int
    burst: int
    live_keys: int
    open_incidents: int


class SourceList(ApiAnswer):
    model_config = example(
        {
            "sources": [
                {
                    "source_id": "01932f70-5b1e-7d02-8c4a-6e5f4d3c2b1a",
                    "name": "RRN hotline desk",
                    "network_id": "la",
                    "trust": "operator",
                    "rate_per_minute": 600,
                    "burst": 1200,
                    "live_keys": 1,
                    "open_incidents": 2,
                }
            ]
        }
    )

    sources: tuple[SourceSummary, ...]
