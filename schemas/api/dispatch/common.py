"""What several subjects of dispatch share: the words for states, how answers name things, the ids of examples.

The states written out here are those of services/dispatch/model; a test compares them, and the roles beside them.
"""

from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints

IncidentStateName = Literal[
    "assessing",
    "dispatching",
    "unfilled",
    "team_ready",
    "en_route",
    "on_scene",
    "finding_submitted",
    "finding_reviewed",
    "stood_down",
    "closed",
]
OfferStateName = Literal["open", "accepted", "standby", "declined", "expired", "withdrawn", "undeliverable"]
AssignmentStateName = Literal["held", "confirmed", "en_route", "on_scene", "sos", "released"]
DecisionName = Literal["accept", "correct", "reject"]

NamedReport = Annotated[str, StringConstraints(min_length=6, max_length=36)]
"""A report by its spoken ref, or by its id."""
AnsweredCallsign = Annotated[str, Field(examples=["HERON"])]
AnsweredCode = Annotated[str, Field(examples=["K7Q"])]
AnsweredNetwork = Annotated[str, Field(examples=["la"])]
Unreachable = Annotated[str | None, Field(examples=["opted_out"])]
"""Why no text reaches somebody, in the open words of `ContactReachabilityV1`; None: texts do."""

HERON_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a01"
MAPLE_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a02"
LEAD_ID: Final = "6f2a1a52-5d0f-4d55-9d4e-5b1f0f7c1a09"
REPORT_ID: Final = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
INCIDENT_ID: Final = "019ab5c2-9f40-7000-8000-000000000001"
SOS_ID: Final = "019ab5c2-f0a0-7000-8000-000000000031"
PAGE_ID: Final = "019ab5c2-f0a0-7000-8000-000000000041"
