"""Everything that dispatch seals or opens, each kind with its key class and its purpose said once."""

import base64
import json
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from schemas.events.message import VolunteerMessageRequestedV1
from schemas.topics import HOURS_72
from services.chassis.sealing import KeyMissing, KeyRefused, Sealer, Tampered, key_of, wire
from services.chassis.telemetry import VALUES_CUT
from services.dispatch.incident.findings import public_place
from services.dispatch.model.incident import AgencyWords, Incident
from services.dispatch.model.message_request import CLASS_OF, MessageRequest, fitted, too_long
from services.dispatch.model.roster import MeetingPoint
from services.dispatch.model.scene_place import ScenePlace

T = TypeVar("T")


def opened_or_none(
    opens: Callable[[bytes, UUID, Sealer], T], sealed: bytes | None, record: UUID, sealer: Sealer
) -> T | None:
    """For a reader to whom the rest still says something. None: nothing was sealed, or its day's key is destroyed.

    Raises:
        Tampered, and whatever else `opens` raises.
    """
    if sealed is None:
        return None
    try:
        return opens(sealed, record, sealer)
    except KeyMissing:
        return None


def sealed_message(message: MessageRequest, sealer: Sealer, day: date) -> VolunteerMessageRequestedV1:
    """As it travels: what no topic may show is sealed for this message."""
    for name in too_long({**message.params, **(message.sealed or {})}):
        VALUES_CUT.labels(name).inc()
    sealed = None
    if message.sealed:
        text = json.dumps(fitted(message.sealed))
        sealed = wire(sealer.seal("params", day, purpose="message.params", record=str(message.id), text=text))
    return VolunteerMessageRequestedV1(
        message_id=message.id,
        network_id=message.network_id,
        subject_id=message.subject_id,
        person_id=message.person_id,
        template=message.template,
        message_class=CLASS_OF[message.template],
        params=fitted(message.params),
        sealed_params=sealed,
        not_after=message.not_after,
        exercise=message.exercise,
        channels=message.channels,
        new_language=message.new_language,
    )


def open_report_place(sealed: str | bytes, report_id: UUID, sealer: Sealer) -> ScenePlace:
    """Where the report's place is.

    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
        ValueError, KeyError, TypeError: what was sealed is no place.
    """
    read = json.loads(sealer.open_text(sealed, purpose="report.place", record=str(report_id)))
    return ScenePlace(float(read["lat"]), float(read["lon"]), str(read.get("text") or ""))


def keys_gone(key_ids: Iterable[str], sealer: Sealer) -> frozenset[str]:
    """Those of these keys that open nothing here (any more)."""
    return frozenset(key_id for key_id in set(key_ids) if _is_gone(key_id, sealer))


def _is_gone(key_id: str, sealer: Sealer) -> bool:
    try:
        sealer.keyring.cipher(key_id)
    except (KeyMissing, KeyRefused):
        return True
    return False


def seal_meeting_point(point: MeetingPoint, incident_id: UUID, sealer: Sealer, day: date) -> bytes:
    text = json.dumps(asdict(point))
    return sealer.seal("case", day, purpose="incident.meeting", record=str(incident_id), text=text)


def open_meeting_point(blob: bytes, incident_id: UUID, sealer: Sealer) -> MeetingPoint:
    """
    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
    """
    opened = sealer.open_text(blob, purpose="incident.meeting", record=str(incident_id))
    return MeetingPoint(**json.loads(opened))


def seal_look_at(place: str, incident_id: UUID, sealer: Sealer, day: date) -> bytes:
    """Where a duty lead tells the team to look."""
    return sealer.seal("case", day, purpose="incident.look_at", record=str(incident_id), text=place)


def open_look_at(blob: bytes, incident_id: UUID, sealer: Sealer) -> str:
    """
    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
    """
    return sealer.open_text(blob, purpose="incident.look_at", record=str(incident_id))


def public_place_words(incident: Incident) -> str:
    """The place as a caller may be told it, cut to what a text takes."""
    return fitted({"place": public_place(incident)})["place"]


def seal_public_place(incident: Incident, sealer: Sealer, day: date) -> str:
    """For the event that tells the review to intake."""
    place = public_place_words(incident)
    return wire(sealer.seal("case", day, purpose="incident.public_place", record=str(incident.id), text=place))


def seal_agency_words(words: AgencyWords, incident_id: UUID, sealer: Sealer, day: date) -> bytes:
    text = json.dumps(asdict(words))
    return sealer.seal("notes", day, purpose="incident.agency_words", record=str(incident_id), text=text)


def open_agency_words(blob: bytes, incident_id: UUID, sealer: Sealer) -> AgencyWords:
    """
    Raises:
        KeyMissing, Tampered: they cannot be opened (any more); what it was is told as another agency then.
    """
    opened = sealer.open_text(blob, purpose="incident.agency_words", record=str(incident_id))
    return AgencyWords(**json.loads(opened))


def seal_finding_words(words: str, finding_id: UUID, sealer: Sealer, day: date) -> bytes:
    return sealer.seal("notes", day, purpose="finding.words", record=str(finding_id), text=words)


def open_finding_words(blob: bytes, finding_id: UUID, sealer: Sealer) -> str:
    """
    Raises:
        KeyMissing, Tampered: they cannot be opened (any more).
    """
    return sealer.open_text(blob, purpose="finding.words", record=str(finding_id))


def seal_finding_note(note: str, finding_id: UUID, sealer: Sealer, day: date) -> bytes:
    return sealer.seal("notes", day, purpose="finding.note", record=str(finding_id), text=note)


def seal_why_out(why: str, incident_id: UUID, sealer: Sealer, day: date) -> str:
    """How a lead knows that somebody is out, for the timeline."""
    return wire(sealer.seal("notes", day, purpose="timeline.why", record=str(incident_id), text=why))


def seal_sos_note(note: str, entry_id: UUID, sealer: Sealer, day: date) -> bytes:
    """What was done about an SOS."""
    return sealer.seal("notes", day, purpose="sos.note", record=str(entry_id), text=note)


def open_sos_note(sealed: str | bytes, entry_id: UUID, sealer: Sealer) -> str:
    """
    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
    """
    return sealer.open_text(sealed, purpose="sos.note", record=str(entry_id))


def seal_unread_note(note: str, reply_id: UUID, sealer: Sealer, day: date) -> bytes:
    """What a text was, or what was answered."""
    return sealer.seal("notes", day, purpose="unread.note", record=str(reply_id), text=note)


def open_reply_text(sealed: str | bytes, reply_id: UUID, person_id: UUID, sealer: Sealer) -> str:
    """A text of this person and nobody else; the last release sealed replies among the words, and for no person.

    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
        ValueError: what was sealed is no text.
    """
    blob = base64.b64decode(sealed) if isinstance(sealed, str) else sealed
    record = str(reply_id) if key_of(blob).startswith("words/") else f"{reply_id}/{person_id}"
    return sealer.open_text(blob, purpose="reply.text", record=record)


def reply_words(sealed: bytes, reply_id: UUID, person_id: UUID, sealer: Sealer) -> str | None:
    """The same, for a reader to whom the rest still says something. None: they cannot be opened any more."""
    try:
        return open_reply_text(sealed, reply_id, person_id, sealer)
    except (KeyMissing, Tampered, ValueError):
        return None


def open_new_reply(sealed: str, reply_id: UUID, person_id: UUID, sealer: Sealer, now: datetime) -> str:
    """A text as it arrives: one of the last release was on the topic for three days at the longest.

    Raises:
        KeyMissing, Tampered: it cannot be opened (any more).
        ValueError: what was sealed is no text.
    """
    name, _, day = key_of(base64.b64decode(sealed)).partition("/")
    if name == "words" and day < str((now - timedelta(hours=HOURS_72)).date()):
        raise Tampered("reply.text")
    return open_reply_text(sealed, reply_id, person_id, sealer)
