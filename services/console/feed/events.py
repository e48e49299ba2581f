"""A record of a topic as it may be shown: what it says, without what is sealed, and whether a filter wants it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, get_args

from services.console.language.moments import NetworkZones, WallClock
from services.console.language.sentences import sentence

EventTone = Literal["danger", "warning", "good", "plain", "quiet"]
Proof = Literal["verified", "unverified", "cannot_tell"]
PROOFS: Final[tuple[Proof, ...]] = get_args(Proof)
"""Whether the topic's producer said it: a record that is unverified has no effect on any service, and may be a lie."""

DANGER: Final = ("sos_raised", "unserved")
WARNING: Final = ("unfilled", "duty_paged", "held", "stood_down", "inbound")
GOOD: Final = ("team_ready", "finding_reviewed", "incident.closed", "sos_cleared", "released")
QUIET: Final = ("receipt", "message.requested", "network.changed")
NETWORK_CHANGED: Final = "hotline.dispatch.network.changed.v1"


@dataclass(frozen=True, slots=True)
class WatchedEvent:
    """One event, or (type "?") a record that is none of ours."""

    topic: str
    partition: int
    offset: int
    at: datetime
    type: str
    subject: str
    data: Mapping[str, Any]
    envelope: Mapping[str, Any]
    proof: Proof = "cannot_tell"

    def told(self, language: str, clock: WallClock) -> str:
        if self.topic.endswith(".dlt"):
            dead = f"{self.topic.removesuffix('.dlt')}: {self.type} ({self.subject})"
            return f"Carta muerta de {dead}." if language == "es" else f"Dead letter of {dead}."
        return sentence(self.type, self.data, language, clock)

    @property
    def network_id(self) -> str | None:
        """Whose clock it is told by; None: it names no network."""
        named = self.data.get("network_id")
        return named if isinstance(named, str) else None

    @property
    def tone(self) -> EventTone:
        if self.proof == "unverified" or self.topic.endswith(".dlt") or self.data.get("state") in ("sos", "failed"):
            return "danger"
        tones: tuple[tuple[tuple[str, ...], EventTone], ...] = (
            (DANGER, "danger"),
            (WARNING, "warning"),
            (GOOD, "good"),
            (QUIET, "quiet"),
        )
        return next((tone for names, tone in tones if any(name in self.type for name in names)), "plain")

    @property
    def is_quiet(self) -> bool:
        """A receipt, unless it may be forged."""
        return ".receipt." in self.topic and self.proof != "unverified"

    def as_json(self, *, indent: int | None = None) -> str:
        """The whole envelope but what is sealed, with where it lies and whether it is proven, which it cannot say."""
        where = {"topic": self.topic, "partition": self.partition, "offset": self.offset, "proof": self.proof}
        return json.dumps({**where, **self.envelope, **where}, ensure_ascii=False, indent=indent)


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Everything given must fit. `incident` and `report` are an id, or the code or ref that people say."""

    topic: str = ""
    type: str = ""
    incident: str = ""
    report: str = ""
    network: str = ""
    text: str = ""

    def wants(self, event: WatchedEvent, told: str) -> bool:
        data = event.data
        return (
            self.topic.lower() in event.topic
            and self.type.lower() in event.type
            and (not self.network or event.network_id == self.network)
            and (not self.incident or _fits(self.incident, data, "code", ("incident_id", "subject_id"), event))
            and (not self.report or _fits(self.report, data, "ref", ("report_id", "subject_id", "report_ids"), event))
            and (not self.text or self.text.lower() in told.lower() or self.text.lower() in event.as_json().lower())
        )


def learn_zone(event: WatchedEvent, zones: NetworkZones) -> None:
    """A network that changed may have moved its clock, and a new one brings its own; only dispatch says so."""
    if event.type == NETWORK_CHANGED and event.network_id is not None and event.proof == "verified":
        zones.learn(event.network_id, event.data.get("time_zone"))


def watched_from(
    topic: str,
    partition: int,
    offset: int,
    headers: Mapping[str, bytes],
    value: bytes | None,
    written_at: datetime,
    proof: Proof = "cannot_tell",
) -> WatchedEvent:
    """Never fails: what cannot be read is shown as that."""
    try:
        document = json.loads(value or b"")
    except ValueError:
        document = None
    if not isinstance(document, dict) or not isinstance(document.get("data"), dict):
        kind = headers.get("ce_type", b"?").decode(errors="replace")
        subject = headers.get("ce_subject", b"?").decode(errors="replace")
        said = {"type": kind, "subject": subject}
        return WatchedEvent(topic, partition, offset, written_at, kind, subject, {}, said, proof)
    kind = str(document.get("type", "?"))
    if topic.endswith(".dlt"):  # the relay names a dead letter by the reason it died of
        kind = headers.get("ce_type", kind.encode()).decode(errors="replace")
    shown = {name: visible(name, item) for name, item in document.items()}
    return WatchedEvent(
        topic, partition, offset, _moment(document.get("time")) or written_at, kind, str(document.get("subject", "?")),
        shown["data"], shown, proof,
    )  # fmt: skip


def visible(name: str, value: Any) -> Any:
    """The value, or how much is sealed. Ciphertext on a screen helps nobody, and may be copied."""
    if name.startswith("sealed") and value is not None:
        return f"(sealed, {len(str(value))} characters)"
    if isinstance(value, dict):
        return {key: visible(key, item) for key, item in value.items()}
    if isinstance(value, list):
        return [visible(name, item) for item in value]
    return value


def _fits(wanted: str, data: Mapping[str, Any], spoken: str, ids: tuple[str, ...], event: WatchedEvent) -> bool:
    if str(data.get(spoken, "")).upper() == wanted.upper() or event.subject == wanted:
        return True
    params = data.get("params")
    if isinstance(params, dict) and str(params.get(spoken, "")).upper() == wanted.upper():
        return True
    return any(wanted == value or (isinstance(value, list) and wanted in value) for value in map(data.get, ids))


def _moment(text: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None
