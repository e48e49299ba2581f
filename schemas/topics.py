"""The one table of topics: who writes and reads each, its key, partitions and retention, and the events on it."""

from dataclasses import dataclass
from typing import Literal

from schemas.envelope import EventData
from schemas.events import contact as contact_events
from schemas.events import delivery as delivery_events
from schemas.events import incident as incident_events
from schemas.events import message as message_events
from schemas.events import network as network_events
from schemas.events import receipt as receipt_events
from schemas.events import reply as reply_events
from schemas.events import report as report_events

HOURS_72 = 72
HOURS_30_DAYS = 720


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of the table (rule R103).

    `lane` is the outbox lane whose relay publishes it: `main` at once, `held` beside it, so that a flood delays nothing
    else, and `background`, at a steady pace, for events that nobody waits for by the millisecond. `may_cry`: each of
    its events may be somebody's cry for help, so no fuse stops it and none waits behind one that failed (rule R106).
    """

    name: str
    key: str
    producer: str
    consumers: tuple[str, ...]
    events: tuple[type[EventData], ...]
    purpose: str
    partitions: int = 12
    retention_hours: int = HOURS_72
    cleanup: Literal["delete", "compact"] = "delete"
    lane: Literal["main", "held", "background"] = "main"
    may_cry: bool = False


TOPICS: tuple[Topic, ...] = (
    Topic(
        "hotline.intake.report.v1",
        "report id",
        "intake",
        ("dispatch", "console"),
        (report_events.ReportReleasedV1,),
        "Released reports: act now.",
    ),
    Topic(
        "hotline.intake.held.v1",
        "report id",
        "intake",
        ("dispatch", "console"),
        (report_events.ReportHeldV1, report_events.ReportDismissedV1),
        "Held reports: note them.",
        partitions=6,
        lane="held",
    ),
    Topic(
        "hotline.intake.caller.v1",
        "report id",
        "intake",
        ("dispatch", "console"),
        (report_events.CallerTextedV1, report_events.CallerSpokenWithV1),
        "Callers texted about their reports: a person must read it.",
        partitions=3,
        may_cry=True,
    ),
    Topic(
        "hotline.intake.message.v1",
        "report id",
        "intake",
        ("notify", "console"),
        (message_events.CallerMessageRequestedV1, message_events.CallerErasedV1),
        "Texts to callers: receipt and reviewed outcome; who of them is erased.",
        partitions=6,
    ),
    Topic(
        "hotline.intake.receipt.v1",
        "none",
        "intake",
        ("dispatch", "notify", "console"),
        (receipt_events.NotedByIntakeV1,),
        "Event ids that intake noted.",
        partitions=3,
        lane="background",
    ),
    Topic(
        "hotline.dispatch.incident.v1",
        "incident id",
        "dispatch",
        ("intake", "console"),
        (
            incident_events.IncidentOpenedV1,
            incident_events.ReportLinkedV1,
            incident_events.ReportUnservedV1,
            incident_events.ReportHeldBackV1,
            incident_events.WaveOpenedV1,
            incident_events.OfferAnsweredV1,
            incident_events.OfferAnsweredV2,
            incident_events.IncidentUnfilledV1,
            incident_events.AssignmentChangedV1,
            incident_events.TeamReadyV1,
            incident_events.FindingSubmittedV1,
            incident_events.FindingReviewedV1,
            incident_events.EndingChosenV1,
            incident_events.CheckDelayedV1,
            incident_events.IncidentStoodDownV1,
            incident_events.IncidentClosedV1,
            incident_events.LegalHoldChangedV1,
            incident_events.SosRaisedV1,
            incident_events.UnreadTextSettledV1,
            incident_events.SosNotedV1,
            incident_events.SosClearedV1,
            incident_events.DutyPagedV1,
            incident_events.DutyPagedV2,
        ),
        "The life of every incident, offers with their reasons.",
        lane="background",
    ),
    Topic(
        "hotline.dispatch.message.v1",
        "incident id",
        "dispatch",
        ("notify", "console"),
        (message_events.VolunteerMessageRequestedV1, message_events.PersonErasedV1),
        "Texts and mail to volunteers and staff; who of them is erased.",
    ),
    Topic(
        "hotline.dispatch.network.v1",
        "network id",
        "dispatch",
        ("intake", "notify", "console"),
        (network_events.NetworkChangedV1,),
        "Territory and duty of each network.",
        partitions=1,
        cleanup="compact",
    ),
    Topic(
        "hotline.dispatch.receipt.v1",
        "none",
        "dispatch",
        ("intake", "notify", "console"),
        (receipt_events.NotedByDispatchV1,),
        "Event ids that dispatch noted.",
        partitions=3,
        lane="background",
    ),
    Topic(
        "hotline.notify.delivery.v1",
        "message id",
        "notify",
        ("dispatch", "intake", "console"),
        (delivery_events.VolunteerDeliveryChangedV1, delivery_events.CallerDeliveryChangedV1),
        "Hand-off and final state of every message.",
        lane="background",
    ),
    Topic(
        "hotline.notify.contact.v1",
        "person id",
        "notify",
        ("dispatch", "console"),
        (contact_events.ContactReachabilityV1,),
        "Whether each person can be reached, and why not.",
        partitions=3,
        cleanup="compact",
        lane="background",
    ),
    Topic(
        "hotline.notify.reply.v1",
        "person id",
        "notify",
        ("dispatch", "console"),
        (reply_events.ReplyReceivedV1,),
        "Texts from volunteers and staff, sealed.",
        partitions=6,
        may_cry=True,
    ),
    Topic(
        "hotline.notify.inbound.v1",
        "inbound id",
        "notify",
        ("intake", "console"),
        (reply_events.InboundTextReceivedV1,),
        "Texts from unknown numbers, sealed: they become reports.",
        partitions=3,
        may_cry=True,
    ),
    Topic(
        "hotline.notify.receipt.v1",
        "none",
        "notify",
        ("intake", "dispatch", "console"),
        (receipt_events.NotedByNotifyV1,),
        "Event ids that notify noted.",
        partitions=3,
        lane="background",
    ),
)

GROUPS: dict[str, str] = {
    "hotline.intake.main": "intake",
    "hotline.dispatch.main": "dispatch",
    "hotline.dispatch.held": "dispatch",
    "hotline.notify.main": "notify",
}
"""Consumer group -> service; each has a dead-letter topic `<group>.dlt`, to watch (the truth is the table)."""

BY_NAME: dict[str, Topic] = {topic.name: topic for topic in TOPICS}
MAY_CRY: frozenset[str] = frozenset(topic.name for topic in TOPICS if topic.may_cry)
EVENTS: dict[str, type[EventData]] = {event.TYPE: event for topic in TOPICS for event in topic.events}


def dead_letter_topics() -> tuple[Topic, ...]:
    """One per consumer group, kept 30 days."""
    return tuple(
        Topic(
            f"{group}.dlt",
            "original key",
            service,
            ("people",),
            (),
            f"What {group} could not read or handle.",
            partitions=1,
            retention_hours=HOURS_30_DAYS,
        )
        for group, service in GROUPS.items()
    )
