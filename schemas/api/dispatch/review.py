"""What somebody reads before they decide on what a team found, over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiMoment, example
from schemas.api.dispatch.common import (
    INCIDENT_ID,
    REPORT_ID,
    AnsweredCallsign,
    AnsweredCode,
    AnsweredNetwork,
    DecisionName,
    IncidentStateName,
)
from schemas.values import Channel, Outcome


class ReviewedReport(ApiAnswer):
    """A report of the incident, as somebody who decides on a finding needs it. Intake says what its caller reads."""

    report_id: UUID
    ref: Annotated[str, Field(examples=["482193"])]
    """Empty where a release before this one noted it."""
    channel: Channel
    received_at: ApiMoment
    seen_at: ApiMoment
    metres: int | None
    """From the incident's place; None: one of the two can no longer be opened."""
    is_residence: bool | None
    """None: nobody said, so it may be a home."""
    answers: bool
    """The finding that waits, once it is accepted, is told to its caller."""
    elsewhere: bool = False
    """Of another corner than where the team looked first."""
    left_out_at: ApiMoment | None
    """A reviewer said that no finding of this incident is about it."""
    answered_at: ApiMoment | None
    answered_by: UUID | None
    """The finding that its caller was told; None: it waits, or it was answered without a finding."""


class WaitingFinding(ApiAnswer):
    """A finding as a reviewer reads it; also one that was decided on, or that its submitter superseded."""

    finding_id: UUID
    outcome: Outcome
    people: int | None
    vehicles: int | None
    words: Annotated[str | None, Field(examples=["4 agents, 2 cars"])]
    """As they were typed; None: none, or their key is destroyed."""
    submitted_by: AnsweredCallsign
    submitted_at: ApiMoment
    seen_by: tuple[AnsweredCallsign, ...]
    """Who was at the scene when it was said; with one alone no text to a caller says "we"."""
    waits: bool
    """Nobody decided on it, and its submitter said nothing since."""
    decision: DecisionName | None


class ReviewPage(ApiAnswer):
    """What somebody should have read before they decide on what a team found."""

    model_config = example(
        {
            "incident_id": INCIDENT_ID,
            "code": "K7Q",
            "network_id": "la",
            "state": "finding_submitted",
            "findings": [
                {
                    "finding_id": "019ab5c3-5a10-7000-8000-000000000031",
                    "outcome": "confirmed_ongoing",
                    "people": 4,
                    "vehicles": 2,
                    "words": "4 agents, 2 cars",
                    "submitted_by": "HERON",
                    "submitted_at": "2026-11-24T15:02:00.000000Z",
                    "seen_by": ["HERON", "MAPLE"],
                    "waits": True,
                    "decision": None,
                }
            ],
            "findings_differ": False,
            "cried": [],
            "not_answered": ["MAPLE"],
            "reports": [
                {
                    "report_id": REPORT_ID,
                    "ref": "482193",
                    "channel": "phone",
                    "received_at": "2026-11-24T14:42:06.900000Z",
                    "seen_at": "2026-11-24T14:40:00.000000Z",
                    "metres": 0,
                    "is_residence": False,
                    "answers": True,
                    "elsewhere": False,
                    "left_out_at": None,
                    "answered_at": None,
                    "answered_by": None,
                }
            ],
        }
    )

    incident_id: UUID
    code: AnsweredCode
    network_id: AnsweredNetwork
    state: IncidentStateName
    findings: tuple[WaitingFinding, ...] = ()
    """All of them, the first said first."""
    findings_differ: bool = False
    """Those that wait contradict each other: whoever accepts one must name it."""
    cried: tuple[AnsweredCallsign, ...] = ()
    """Whose SOS was raised on this mission, open or not: whoever ran may not have looked."""
    not_answered: tuple[AnsweredCallsign, ...] = ()
    """Who is at the scene and has said nothing of what they saw: a finding of the other is that of one."""
    reports: tuple[ReviewedReport, ...]
    """The first received first."""
