"""Which hotline systems may post reports, over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiRequest, example
from schemas.values import NameInClear, NetworkId, Trust

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
    rate_per_minute: Rate = 600
    burst: Rate = 1200
    rotate: bool = False
    """Make a new key; the old one works for another day."""


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
