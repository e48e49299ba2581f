"""What a report that is about to be released would join, over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, Field

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import INCIDENT_ID, REPORT_ID, AnsweredCallsign, AnsweredCode, IncidentStateName
from schemas.values import Latitude, Longitude, Outcome


class BesidePlace(ApiRequest):
    lat: Latitude
    lon: Longitude


class BesideRequest(ApiRequest):
    """What the person who is about to release the report knows better; what is left out is as the report says."""

    model_config = example(
        {
            "place": {"lat": 34.0437, "lon": -118.21},
            "is_residence": False,
            "observed_at": "2026-11-24T14:40:00Z",
        }
    )

    place: BesidePlace | None = None
    is_residence: bool | None = None
    observed_at: AwareDatetime | None = None


class IncidentBeside(ApiAnswer):
    """An open incident near the report."""

    incident_id: UUID
    code: AnsweredCode
    state: IncidentStateName
    zone: str
    metres: int
    opened_at: ApiMoment
    team: tuple[AnsweredCallsign, ...]
    """Who is on the mission now, where that decides whether anybody there can look again."""
    found: Outcome | None
    """What the latest finding says, reviewed or not."""
    outcome: Outcome | None
    """What a review said."""
    why_not: Annotated[str | None, Field(examples=["team_left"])]
    """Why the report cannot join it: team_left, not_open; None: it can, if somebody chooses so."""
    waits_for_place: bool = False
    """Its team is complete, and a duty lead has not said yet where they meet."""
    near_sos: bool = False
    """Nobody is asked, because somebody's SOS is open near, or was: it waits until a duty lead sends it on."""
    near_sos_over: bool = False
    """That SOS is open no more."""


class ReportBeside(ApiAnswer):
    """Where a report would belong if it were released now."""

    model_config = example(
        {
            "report_id": REPORT_ID,
            "will": "ask",
            "joins": "K7Q",
            "near": [
                {
                    "incident_id": INCIDENT_ID,
                    "code": "K7Q",
                    "state": "finding_submitted",
                    "zone": "Boyle Heights NE",
                    "metres": 120,
                    "opened_at": "2026-11-24T14:42:07.120000Z",
                    "team": ["HERON", "MAPLE"],
                    "found": "nothing_seen",
                    "outcome": None,
                    "why_not": None,
                    "waits_for_place": False,
                    "near_sos": False,
                    "near_sos_over": False,
                }
            ],
        }
    )

    report_id: UUID
    will: Annotated[str, Field(examples=["ask"])]
    """join: it joins `joins`, unless somebody chooses otherwise; ask: it joins `joins` only if somebody chooses so, and
    else opens its own; open: it opens its own; unserved: its network's territory does not hold its place;
    place_unknown."""
    joins: AnsweredCode | None
    near: tuple[IncidentBeside, ...]
    """Of the same network and kind within a kilometre, the nearest first."""
