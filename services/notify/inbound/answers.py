"""Messages of notify's own: the invitation, the answers to STOP and HELP, and the test text. Pure."""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

from schemas.values import MessageClass
from services.notify.model.messages import AskedBy, Deliverable, PlannedMessage, RequestedMessage

NAMESPACE = UUID("3d6c1f0a-6f5e-5f0a-9a52-6a1f5a0c7d11")
"""Of ids that must come out the same for the same cause: of a provider's id, of an invitation."""
STOP_ANSWER_WITHIN = timedelta(minutes=5)
"""One confirmation, at once or not at all (47 CFR 64.1200(a)(12))."""
OPTED_IN = "V41"
HELP_ANSWER_EVERY = timedelta(minutes=10)
ANSWERED_AFTER = {"V26": timedelta(seconds=30), "C9": timedelta(seconds=30), OPTED_IN: timedelta(seconds=5)}
"""HELP may be a cry, which only dispatch can tell, or intake of a caller, and START be sent by somebody whose SOS is
open: whatever is said about that comes first. The answer that carriers ask for comes in any case (rule R22); whoever
texts START waits for it with the phone in hand."""


def inbound_id(sid: str, person_id: UUID | None = None) -> UUID:
    """The id of a text that came in, from the provider's and from who sent it, if we know them."""
    return uuid5(person_id or NAMESPACE, f"inbound:{sid}")


def invitation(person_id: UUID, network_id: str, optout_index: bytes, now: datetime) -> PlannedMessage:
    """V1, once per person and number, however often the person is imported."""
    message_id = uuid5(person_id, f"V1:{optout_index.hex()}")
    request = _own(message_id, "V1", network_id, person_id, person_id, now)
    return PlannedMessage(request, Deliverable(("sms",)), optout_index)


def test_text(person_id: UUID, network_id: str, optout_index: bytes, now: datetime) -> PlannedMessage:
    """`hotline text-me`, at most once in a second."""
    message_id = uuid5(person_id, f"text-me:{int(now.timestamp())}")
    request = _own(message_id, "text-me", network_id, person_id, person_id, now, not_after=now + timedelta(minutes=10))
    return PlannedMessage(request, Deliverable(("sms",)), optout_index)


def to_person(
    template: str, person_id: UUID, network_id: str, optout_index: bytes, cause: str, now: datetime
) -> PlannedMessage:
    """The answer to STOP (C8), START (V41) or HELP (V26) of somebody we know."""
    message_id = uuid5(NAMESPACE, f"{template}:{optout_index.hex()}:{cause}")
    request = _own(message_id, template, network_id, person_id, person_id, now, not_after=now + STOP_ANSWER_WITHIN)
    opted_in = template == OPTED_IN  # by the time it goes out they may have texted STOP again
    return PlannedMessage(
        request, Deliverable(("sms",)), optout_index, checked=opted_in, not_before=_begins(template, now)
    )


def to_caller(
    template: str,
    *,
    network_id: str,
    language: str | None,
    subject_id: UUID,
    sealed_contact: bytes,
    optout_index: bytes,
    cause: str,
    params: dict[str, str],
    now: datetime,
) -> PlannedMessage:
    """The same (C8, C9) for a caller; where nobody texted them before, the answer to HELP alone."""
    message_id = uuid5(NAMESPACE, f"{template}:{optout_index.hex()}:{cause}")
    request = RequestedMessage(
        message_id=message_id,
        asked_by=AskedBy.NOTIFY,
        network_id=network_id,
        subject_id=subject_id,
        person_id=None,
        template=template,
        message_class=MessageClass.NOTICE,
        requested_at=now,
        params=params,
        sealed_contact=sealed_contact,
        language=language,
        not_after=now + STOP_ANSWER_WITHIN,
    )
    return PlannedMessage(
        request, Deliverable(("sms",)), optout_index, checked=False, not_before=_begins(template, now)
    )


def help_cause(now: datetime) -> str:
    """The same for ten minutes, so that HELP again and again costs one answer."""
    return str(int(now.timestamp() / HELP_ANSWER_EVERY.total_seconds()))


def _begins(template: str, now: datetime) -> datetime | None:
    after = ANSWERED_AFTER.get(template)
    return None if after is None else now + after


def _own(
    message_id: UUID,
    template: str,
    network_id: str,
    subject_id: UUID,
    person_id: UUID,
    now: datetime,
    not_after: datetime | None = None,
) -> RequestedMessage:
    return RequestedMessage(
        message_id=message_id,
        asked_by=AskedBy.NOTIFY,
        network_id=network_id,
        subject_id=subject_id,
        person_id=person_id,
        template=template,
        message_class=MessageClass.NOTICE,
        requested_at=now,
        not_after=not_after,
    )
