"""Flood mode, over HTTP: for some hours more of what is reported in a network waits for a person."""

from typing import Annotated, Final

from pydantic import ConfigDict, Field, JsonValue

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.values import NetworkId

LONGEST_HOURS: Final = 72
FLOOD: Final[dict[str, JsonValue]] = {
    "network_id": "la",
    "on": True,
    "began_at": "2026-12-01T14:00:00.000000Z",
    "until": "2026-12-01T20:00:00.000000Z",
    "begun_by": "ROBIN",
    "ended_at": None,
    "ended_by": None,
}


class FloodBeginOrder(ApiRequest):
    """What is on already goes on until then instead."""

    model_config = example({"network_id": "la", "hours": 6})

    network_id: NetworkId
    hours: Annotated[int, Field(ge=1, le=LONGEST_HOURS)] = 6
    """From now; it ends by itself after these."""


class FloodEndOrder(ApiRequest):
    model_config = example({"network_id": "la"})

    network_id: NetworkId


class FloodMode(ApiAnswer):
    """From when, until when at the latest, and on whose word."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [FLOOD]})

    network_id: NetworkId
    on: bool
    began_at: ApiMoment
    until: ApiMoment
    begun_by: str
    ended_at: ApiMoment | None = None
    ended_by: str | None = None
    """A call sign; `expired`: its time was over."""


class FloodModeList(ApiAnswer):
    """What was done about it lately, the newest first."""

    model_config = example({"floods": [FLOOD]})

    floods: tuple[FloodMode, ...]
