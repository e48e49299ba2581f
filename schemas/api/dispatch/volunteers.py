"""Volunteers: the roster, who is on call, who goes on and off duty, over HTTP."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from schemas.api.common import ApiAnswer, ApiMoment, ApiRequest, example
from schemas.api.dispatch.common import HERON_ID, LEAD_ID, AnsweredCallsign, AnsweredCode, Unreachable
from schemas.api.dispatch.networks import EXAMPLE_DUTY, DutyHolder, PositionName
from schemas.values import Callsign, Latitude, Level, Longitude, NewCallsign, SpokenLanguage

RoleName = Literal["observer", "duty_lead", "coordinator", "reviewer"]
Hours = Annotated[float, Field(gt=0, le=168, allow_inf_nan=False)]


class HomePlace(ApiRequest):
    """About a kilometre is enough: it is made a cell of about five square kilometres before anything is stored."""

    lat: Latitude
    lon: Longitude


class VolunteerEntry(ApiRequest):
    """A person by call sign. Of whom the network knows, what is not said stays; `remove` says what goes. Somebody new
    needs languages, and an observer a home."""

    callsign: NewCallsign
    roles: Annotated[tuple[RoleName, ...], Field(min_length=1)] = ("observer",)
    level: Level = Level.OBSERVER
    languages: Annotated[list[SpokenLanguage], Field(min_length=1, max_length=20)] | None = None
    home: HomePlace | None = None
    radius_km: Annotated[float, Field(ge=2, le=200, allow_inf_nan=False)] = 10
    no_residences: bool = False
    remove: Annotated[tuple[Literal["home", "radius_km", "no_residences"], ...], Field(max_length=3)] = ()


class VolunteersRequest(ApiRequest):
    model_config = example(
        {
            "volunteers": [
                {
                    "callsign": "HERON",
                    "roles": ["observer"],
                    "level": "verified",
                    "languages": ["es", "en"],
                    "home": {"lat": 34.04, "lon": -118.21},
                    "radius_km": 10,
                    "no_residences": False,
                },
                {"callsign": "ROBIN", "roles": ["duty_lead"], "level": "lead", "languages": ["en", "es"]},
            ]
        }
    )

    volunteers: Annotated[list[VolunteerEntry], Field(min_length=1, max_length=1000)]


class VolunteerChange(ApiAnswer):
    """What is different of somebody whom the network knew. A home is never told, only that there is one."""

    field: str
    old: str | None
    new: str | None


class SavedVolunteer(ApiAnswer):
    """`volunteer_id` of somebody new is kept by the import alone, not by a dry run."""

    callsign: AnsweredCallsign
    volunteer_id: UUID
    created: bool
    changes: tuple[VolunteerChange, ...] = ()
    warning: str | None = None
    """How the home looks mistyped: `null_island`, `no_minus`, `turned_round`, `far_away`; None: it does not."""


class VolunteersSaved(ApiAnswer):
    """In the order of the request."""

    model_config = example(
        {
            "volunteers": [
                {"callsign": "HERON", "volunteer_id": HERON_ID, "created": False, "warning": "no_minus"},
                {"callsign": "ROBIN", "volunteer_id": LEAD_ID, "created": True, "warning": None},
            ]
        }
    )

    volunteers: tuple[SavedVolunteer, ...]


class VolunteerSummary(ApiAnswer):
    """Never where they live: that is the system's alone."""

    volunteer_id: UUID
    callsign: AnsweredCallsign
    roles: tuple[RoleName, ...]
    level: Level
    languages: tuple[str, ...]
    radius_km: float
    no_residences: bool
    on_call: bool
    on_call_until: ApiMoment | None
    """None while on call: until switched off."""
    assigned: bool
    duty: PositionName | None
    unreachable: Unreachable = None
    """Nobody whom no text reaches is asked to a mission, on call or not."""
    no_mail: Unreachable = None
    """The same of mail."""


class VolunteerList(ApiAnswer):
    """By call sign."""

    model_config = example(
        {
            "volunteers": [
                {
                    "volunteer_id": HERON_ID,
                    "callsign": "HERON",
                    "roles": ["observer"],
                    "level": "verified",
                    "languages": ["es", "en"],
                    "radius_km": 10,
                    "no_residences": False,
                    "on_call": True,
                    "on_call_until": "2026-11-24T22:00:00.000000Z",
                    "assigned": True,
                    "duty": None,
                    "unreachable": None,
                    "no_mail": "no_contact",
                }
            ],
            "more": False,
        }
    )

    volunteers: tuple[VolunteerSummary, ...]
    more: bool = False
    """Others come after the last of these."""


class OnCallRequest(ApiRequest):
    """`hours` None: until switched off."""

    model_config = example({"callsigns": ["HERON", "MAPLE"], "on": True, "hours": 8})

    callsigns: Annotated[list[Callsign], Field(min_length=1, max_length=1000)]
    on: bool
    hours: Hours | None = None


class UnreachableVolunteer(ApiAnswer):
    callsign: AnsweredCallsign
    unreachable: Unreachable


class OnCallAnswer(ApiAnswer):
    """`unreachable`: those of them whom no text reaches, so that they are asked nothing."""

    model_config = example(
        {
            "callsigns": ["HERON", "MAPLE"],
            "on": True,
            "until": "2026-11-24T22:00:00.000000Z",
            "unreachable": [{"callsign": "MAPLE", "unreachable": "no_consent"}],
        }
    )

    callsigns: tuple[AnsweredCallsign, ...]
    on: bool
    until: ApiMoment | None
    unreachable: tuple[UnreachableVolunteer, ...] = ()


class DutyRequest(ApiRequest):
    """Off duty while missions are open and nobody else on duty can be reached: with a `successor`, or `anyway`."""

    model_config = example(
        {"callsign": "ROBIN", "on": True, "position": "lead", "hours": 8, "successor": None, "anyway": False}
    )

    callsign: Callsign
    on: bool
    position: PositionName = "lead"
    hours: Hours | None = None
    successor: Callsign | None = None
    """Goes on duty in the place of who goes off, for `hours`."""
    anyway: bool = False


class DutyAnswer(ApiAnswer):
    """`duty`: who stands behind the missions after it."""

    model_config = example(
        {
            "callsign": "ROBIN",
            "on": True,
            "changed": True,
            "duty": [EXAMPLE_DUTY],
            "open_missions": [],
            "open_sos": [],
            "callers_in_danger": [],
        }
    )

    callsign: AnsweredCallsign
    on: bool
    changed: bool
    duty: tuple[DutyHolder, ...]
    open_missions: tuple[AnsweredCode, ...] = ()
    """By their codes, where somebody went off duty."""
    open_sos: tuple[AnsweredCode, ...] = ()
    """The codes of everybody whose SOS is open; what who went off duty had taken of them is paged anew."""
    callers_in_danger: tuple[str, ...] = ()
    """The refs of those whom who went off duty had taken and nobody has spoken with; they are paged anew."""
