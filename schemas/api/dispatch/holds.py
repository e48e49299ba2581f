"""Legal holds on incidents, over HTTP (rule R117)."""

from uuid import UUID

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import INCIDENT_ID, AnsweredCode
from schemas.values import NameInClear

EXAMPLE_HOLD = {
    "incident_id": INCIDENT_ID,
    "network_id": "la",
    "code": "K7Q",
    "state": "closed",
    "opened_at": "2026-11-24T14:51:30.000000Z",
    "held_at": "2026-11-25T09:00:00.000000Z",
    "held_by": "CRANE",
    "why": "lawsuit announced",
}


class HoldRequest(ApiRequest):
    """Why, in a few words: they are in the incident's timeline. No name, no number."""

    model_config = example({"why": "lawsuit announced"})

    why: NameInClear


class HoldChanged(ApiAnswer):
    model_config = example({"incident_id": INCIDENT_ID, "held": True, "changed": True})

    incident_id: UUID
    held: bool
    changed: bool
    """False: it was so already."""


class HeldIncidentSummary(ApiAnswer):
    model_config = example(EXAMPLE_HOLD)

    incident_id: UUID
    network_id: str
    code: AnsweredCode
    state: str
    opened_at: ApiMoment
    held_at: ApiMoment
    held_by: str
    why: str


class HoldList(ApiAnswer):
    """What is held, the longest first."""

    model_config = example({"holds": [EXAMPLE_HOLD]})

    holds: tuple[HeldIncidentSummary, ...]
