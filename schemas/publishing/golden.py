"""One full instance of every event, by hand: the golden messages in `examples/` are these, and nobody is in them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from schemas.envelope import EventData
from schemas.events import contact, delivery, incident, message, network, receipt, reply, report
from schemas.values import Accuracy, Channel, DeliveryState, Level, MessageClass, Outcome, Request, Trust

AT = datetime(2026, 11, 24, 14, 45, 3, 125_000, tzinfo=UTC)
CELL = "8729a1d76ffffff"
SEALED = "ARNjYXNlLzIwMjYtMTEtMjRub3QgcmVhbGx5IHNlYWxlZA=="
"""Shaped like a sealed value; opens with no key."""


def _id(number: int) -> UUID:
    """A UUIDv7 of the morning of the examples."""
    return UUID(f"019ab5c2-9f40-7000-8000-{number:012x}")


REPORT, SOURCE, INCIDENT, MESSAGE, PERSON, OTHER = (_id(number) for number in range(1, 7))
MISSION: dict[str, Any] = {"incident_id": INCIDENT, "network_id": "la", "code": "K7Q", "exercise": True}
HERON: dict[str, Any] = {"volunteer_id": PERSON, "callsign": "HERON"}
REPORTED: dict[str, Any] = {
    "report_id": REPORT,
    "revision": 2,
    "network_id": "la",
    "ref": "482193",
    "source_id": SOURCE,
    "source_trust": Trust.OPERATOR,
    "channel": Channel.PHONE,
    "request": Request.OBSERVE,
    "exercise": True,
    "received_at": AT,
    "observed_at": AT - timedelta(minutes=4),
    "cell": CELL,
    "accuracy": Accuracy.INTERSECTION,
    "is_residence": False,
    "languages": ("es", "quc"),
    "people": 4,
    "vehicles": 2,
    "evidence": ("photo", "marked"),
    "sealed_place": SEALED,
    "sealed_words": SEALED,
}
ASKED: dict[str, Any] = {
    "message_id": MESSAGE,
    "network_id": "la",
    "params": {"code": "K7Q", "zone": "Boyle Heights"},
    "sealed_params": SEALED,
    "not_after": AT + timedelta(minutes=3),
    "exercise": True,
}
MOVED: dict[str, Any] = {
    "message_id": MESSAGE,
    "person_id": PERSON,
    "channel": "sms",
    "changed_at": AT + timedelta(seconds=2),
}

FULL: tuple[EventData, ...] = (
    report.ReportReleasedV1(**REPORTED, released_by="ROBIN", join="K7Q"),
    report.ReportHeldV1(**REPORTED, priority=2, missing=("age", "residence")),
    report.ReportDismissedV1(
        report_id=REPORT, network_id="la", ref="482193", exercise=True, ending="duplicate", dismissed_by="ROBIN"
    ),
    message.CallerMessageRequestedV1(
        **ASKED,
        subject_id=REPORT,
        template="C1",
        message_class=MessageClass.NOTICE,
        language="es",
        safe_to_text=True,
        sealed_contact=SEALED,
    ),
    receipt.NotedByIntakeV1(event_ids=(_id(20), _id(21))),
    incident.IncidentOpenedV1(
        **MISSION,
        report_id=REPORT,
        source_id=SOURCE,
        zone="Boyle Heights",
        cell=CELL,
        needs=incident.Needs(observers=2, level=Level.VERIFIED, languages=("es",)),
        beside="M4T",
        why_apart="team_left",
    ),
    incident.ReportLinkedV1(**MISSION, report_id=OTHER, source_id=SOURCE),
    incident.ReportUnservedV1(report_id=REPORT, network_id="la", reason="outside"),
    incident.ReportHeldBackV1(report_id=REPORT, network_id="la", revision=1, reason="quota"),
    incident.WaveOpenedV1(
        **MISSION,
        wave=1,
        not_after=AT + timedelta(minutes=3),
        offers=(),
        considered=5,
        asked=2,
        not_asked={"cooling": 1, "too_far": 2},
    ),
    incident.OfferAnsweredV1(**MISSION, **HERON, offer_id=_id(30), state="accepted", eta_minutes=12),
    incident.OfferAnsweredV2(**MISSION, offer_id=_id(30), state="accepted", eta_minutes=12),
    incident.IncidentUnfilledV1(**MISSION, reason="exhausted"),
    incident.AssignmentChangedV1(
        **MISSION, volunteer_id=_id(32), callsign="HERON", assignment_id=_id(32), state="en_route", eta_minutes=9
    ),
    incident.TeamReadyV1(**MISSION, callsigns=("HERON", "MAPLE")),
    incident.FindingSubmittedV1(
        **MISSION,
        finding_id=_id(33),
        outcome=Outcome.CONFIRMED_ONGOING,
        people=4,
        vehicles=2,
        submitted_by="HERON",
    ),
    incident.FindingReviewedV1(
        **MISSION,
        finding_id=_id(33),
        report_ids=(REPORT, OTHER),
        outcome=Outcome.UNFOUNDED_OTHER,
        went=True,
        seen_by=2,
        agency="other_agency",
        sealed_agency_words=SEALED,
        why="no_access",
        corrects=True,
        seen_at=AT + timedelta(minutes=17),
        reviewed_by="ROBIN",
        sealed_place=SEALED,
    ),
    incident.EndingChosenV1(**MISSION, report_ids=(REPORT, OTHER), ending="not_checked", chosen_by="ROBIN"),
    incident.CheckDelayedV1(**MISSION, report_ids=(REPORT, OTHER)),
    incident.IncidentStoodDownV1(**MISSION, reason="finished", by="ROBIN"),
    incident.IncidentClosedV1(**MISSION, report_ids=(REPORT, OTHER), outcome=Outcome.UNFOUNDED_OTHER),
    incident.SosRaisedV1(**MISSION, volunteer_id=OTHER, callsign="HERON", call_id=OTHER, cries=2),
    incident.UnreadTextSettledV1(
        reply_id=OTHER,
        network_id="la",
        incident_id=INCIDENT,
        code="K7Q",
        callsign="",
        kind="unread",
        settled_as="answered",
        by="ROBIN",
    ),
    incident.SosNotedV1(**MISSION, call_id=OTHER, callsign="HERON", by="ROBIN"),
    incident.SosClearedV1(**MISSION, volunteer_id=OTHER, callsign="HERON", by="ROBIN", call_id=OTHER),
    incident.DutyPagedV1(**MISSION, reason="sos", attempt=2, callsign="ROBIN", acknowledged=True),
    incident.DutyPagedV2(**MISSION, reason="sos", attempt=2, callsign="ROBIN", acknowledged=True),
    message.VolunteerMessageRequestedV1(
        **ASKED,
        subject_id=INCIDENT,
        template="V3",
        message_class=MessageClass.ASSIGNMENT,
        person_id=PERSON,
        channels=("sms", "email"),
        new_language="es",
    ),
    network.NetworkChangedV1(
        network_id="la",
        revision=7,
        name="RRN",
        hotline_phone="213-555-0142",
        time_zone="America/Los_Angeles",
        languages=("es", "en"),
        territory=("8529a1d7fffffff", CELL),
        territory_box=(33.75, -118.66, 34.2, -118.08),
        territory_drawn=((((-118.66, 33.75), (-118.08, 33.75), (-118.08, 34.2), (-118.66, 33.75)),),),
        duty_lead_on_duty=True,
        release_max_age_minutes=45,
        source_open_incidents=12,
        alarm_person_id=PERSON,
    ),
    receipt.NotedByDispatchV1(event_ids=(_id(22),)),
    delivery.VolunteerDeliveryChangedV1(
        **MOVED, subject_id=INCIDENT, template="V3", state=DeliveryState.FAILED, reason="provider:30003"
    ),
    delivery.CallerDeliveryChangedV1(
        **{**MOVED, "person_id": None},
        subject_id=REPORT,
        template="C1",
        state=DeliveryState.SUPPRESSED,
        reason="opted_out",
    ),
    contact.ContactReachabilityV1(
        person_id=PERSON,
        revision=4,
        by_text=False,
        text_reason="opted_out",
        by_mail=False,
        mail_reason="no_contact",
        changed_at=AT,
    ),
    reply.ReplyReceivedV1(reply_id=_id(40), person_id=PERSON, received_at=AT, sealed_text=SEALED, consent="opted_out"),
    report.CallerTextedV1(report_id=REPORT, network_id="la", ref="482193", exercise=True),
    report.CallerSpokenWithV1(report_id=REPORT, network_id="la", ref="482193", exercise=True, spoken_by="ROBIN"),
    reply.InboundTextReceivedV1(
        inbound_id=_id(41),
        received_at=AT,
        sealed_contact=SEALED,
        sealed_text=SEALED,
        network_id="la",
        report_id=REPORT,
        help_only=True,
    ),
    receipt.NotedByNotifyV1(event_ids=(_id(23),)),
)

EVENT_ID = _id(50)
CORRELATION_ID = REPORT


def minimal(full: EventData) -> EventData:
    """The same event with only what must be said."""
    kind = type(full)
    needed = {name: getattr(full, name) for name, field in kind.model_fields.items() if field.is_required()}
    return kind(**needed)


def subject_of(data: EventData) -> str:
    """The id of the report, incident or other thing the event is about; receipts are about a service."""
    for name in ("incident_id", "report_id", "subject_id", "network_id", "reply_id", "inbound_id", "person_id"):
        if (value := getattr(data, name, None)) is not None:
            return str(value)
    return data.TYPE.split(".")[1]
