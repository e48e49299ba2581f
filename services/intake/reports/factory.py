"""Make of a draft the report that is kept and the events that tell of it; everything personal is sealed."""

import hashlib
import hmac
import json
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from pydantic_core import to_json

from schemas.envelope import wrapped
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from schemas.phone_numbers import one_number
from schemas.values import MessageClass, Request, Trust, rfc3339, uuid7_text
from services.chassis.outbox import OutgoingEvent, outgoing
from services.chassis.sealing import KeyMissing, Sealer, day_key, wire
from services.intake.callers import notices
from services.intake.callers.notices import RECEIPT_FRESH, CallerNotice
from services.intake.model.network import ReleaseContext
from services.intake.model.prepared import HELD, RELEASED, PreparedReport, ReceiptRow, ReportRow
from services.intake.model.report import CallerBehind, CallerText, MissingForRelease, SpokenWith, TextableCaller
from services.intake.model.source import Source
from services.intake.reports.draft import DraftFault, ReportAmendment, ReportDraft
from services.intake.reports.geography import Point, cell_name, cell_of
from services.intake.reports.redaction import CleanText
from services.intake.reports.release_rule import missing_for_release, priority, priority_in_flood

CLOCKS_DIFFER: Final = timedelta(minutes=15)
"""What was seen so much later than our now was seen now: neither a hotline's clock nor ours may cost a report."""
LONGEST_WORDS: Final = 17_000
"""Bytes: sealed and in base64 they must fit the event (schemas.values.Sealed)."""
NO_LANGUAGE_SAID: Final = "en"
BY_RULE: Final = "rule"


class ReportFactory:
    """Seals, decides, and words the events. Asks no store and no clock."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def prepare(
        self,
        draft: ReportDraft,
        *,
        source: Source,
        network_id: str,
        idempotency_key: str,
        body: bytes,
        context: ReleaseContext,
        ref: str,
        now: datetime,
    ) -> PreparedReport | DraftFault:
        """
        Args:
            network_id: whose place it is, which need not be the source's own network.

        Raises:
            KeyMissing: no keys for today; nothing may be stored unsealed instead.
        """
        if draft.observed_at is not None and draft.observed_at > now:
            if draft.observed_at > now + CLOCKS_DIFFER:
                return DraftFault("/observed_at", "lies in the future")
            draft = replace(draft, observed_at=now)
        words = _words(draft)
        if words is not None and len(words) > LONGEST_WORDS:
            return DraftFault("/narrative", f"with the salute more than {LONGEST_WORDS} bytes")
        record, source_id, day = uuid7_text(), _text(source.id), now.date()
        exercise = _is_exercise(draft, source)
        missing = missing_for_release(
            draft,
            trust=source.trust,
            context=context,
            now=now,
            point=draft.point,
            exercise=exercise,
            elsewhere=network_id != source.network_id,
        )
        facts = self._facts(
            draft,
            words,
            record=record,
            source=source,
            source_id=source_id,
            network_id=network_id,
            ref=ref,
            missing=missing,
            now=now,
        )
        data = to_json(facts)
        # A report's first event bears the report's own id.
        payload = wrapped(
            data,
            type=HELD.TYPE if missing else RELEASED.TYPE,
            event_id=record,
            subject=record,
            time=_moment(now),
            key=record,
            correlation_id=record,
        )
        sealed_contact = language = receipt = number_index = None
        if draft.phone is not None:
            sealed_contact = self._sealer.seal(
                "contact", day, purpose="report.contact", record=record, text=draft.phone
            )
            number_index = None if exercise else self.number_index(draft.phone)
            language = draft.caller_language or (draft.languages[0] if draft.languages else NO_LANGUAGE_SAID)
            if draft.safe_to_text and draft.receipt:
                caller = TextableCaller(UUID(record), network_id, ref, language, exercise, sealed_contact)
                receipt = self._receipt(caller, context, draft.request, missing, now)
        report = ReportRow(
            record,
            source_id,
            idempotency_key,
            self._mac(day, body),
            network_id,
            ref,
            _priority(draft, missing, now),
            1 if missing else 2,
            data,
            payload,
            language,
            draft.safe_to_text and sealed_contact is not None,
            sealed_contact,
        )
        return PreparedReport(report, missing, now, receipt, number_index, exercise, 0 if missing else context.quota)

    def _receipt(
        self,
        caller: TextableCaller,
        context: ReleaseContext,
        request: Request,
        missing: tuple[MissingForRelease, ...],
        now: datetime,
    ) -> ReceiptRow | None:
        """None: the network is not known, so nobody could sign it."""
        if context.network is None:
            return None
        notice = notices.receipt(caller.ref, context.network, request=request, missing=missing)
        text = self.request_notice(caller, notice, now=now, fresh_for=RECEIPT_FRESH)
        return ReceiptRow(str(caller.report_id), str(text.event_id), text.payload)

    def _facts(
        self,
        draft: ReportDraft,
        words: bytes | None,
        *,
        record: str,
        source: Source,
        source_id: str,
        network_id: str,
        ref: str,
        missing: tuple[MissingForRelease, ...],
        now: datetime,
    ) -> dict[str, Any]:
        """The event's data. A test holds it to the event's model; building that model here would cost the most of
        all that a report costs.
        """
        day = now.date()
        facts: dict[str, Any] = {
            "report_id": record,
            "revision": 1,
            "network_id": network_id,
            "ref": ref,
            "source_id": source_id,
            "source_trust": str(source.trust),
            "channel": str(draft.channel),
            "request": str(draft.request),
            "exercise": _is_exercise(draft, source),
            "received_at": _moment(now),
            "accuracy": str(draft.accuracy),
            "languages": draft.languages,
            "evidence": draft.evidence,
        }
        if draft.observed_at is not None:
            facts["observed_at"] = draft.observed_at.astimezone(UTC)
        if draft.cell is not None:
            facts["cell"] = cell_name(draft.cell)
        if draft.is_residence is not None:
            facts["is_residence"] = draft.is_residence
        if draft.people is not None:
            facts["people"] = draft.people
        if draft.vehicles is not None:
            facts["vehicles"] = draft.vehicles
        if (place := self._seal_place(day, record, draft.point, draft.place_text)) is not None:
            facts["sealed_place"] = place
        if words is not None:
            facts["sealed_words"] = wire(
                self._sealer.seal("words", day, purpose="report.words", record=record, text=words)
            )
        if missing:
            facts["priority"] = _priority(draft, missing, now)
            facts["missing"] = list(map(str, missing))
        else:
            facts["released_by"] = BY_RULE
        return facts

    def amended(self, report: ReportHeldV1, amendment: ReportAmendment) -> ReportHeldV1:
        """A new place is sealed under the key of the day the report came in, so that it goes when the rest goes."""
        changes: dict[str, Any] = {
            name: value
            for name in ("request", "accuracy", "is_residence", "observed_at")
            if (value := getattr(amendment, name)) is not None
        }
        if amendment.point is not None:
            day = report.received_at.date()
            changes["cell"] = cell_name(cell_of(amendment.point))
            changes["sealed_place"] = self._seal_place(
                day, str(report.report_id), amendment.point, amendment.place_text
            )
        return report.model_copy(update=changes)

    def request_notice(
        self, caller: TextableCaller, notice: CallerNotice, *, now: datetime, fresh_for: timedelta
    ) -> OutgoingEvent:
        """The text as notify is asked for it. A repeat has the same message id, and is the same message."""
        message_id = notice.message_id(caller.report_id)
        sealed = None
        if notice.sealed:
            text = json.dumps(dict(notice.sealed))
            sealed = wire(
                self._sealer.seal("params", now.date(), purpose="message.params", record=str(message_id), text=text)
            )
        return outgoing(
            CallerMessageRequestedV1(
                message_id=message_id,
                network_id=caller.network_id,
                subject_id=caller.report_id,
                template=notice.template,
                message_class=MessageClass.NOTICE,
                params=dict(notice.params),
                sealed_params=sealed,
                not_after=now + fresh_for,
                exercise=caller.exercise,
                language=caller.language,
                safe_to_text=True,
                sealed_contact=wire(caller.sealed_contact),
            ),
            subject=str(caller.report_id),
            at=now,
            correlation_id=caller.report_id,
        )

    def open_place(self, report: ReportHeldV1 | ReportReleasedV1) -> dict[str, Any] | None:
        """
        Raises:
            KeyMissing: destroyed.
        """
        return self._open(report.report_id, "report.place", report.sealed_place)

    def open_words(self, report: ReportHeldV1 | ReportReleasedV1) -> dict[str, Any]:
        """Narrative and salute.

        Raises:
            KeyMissing: destroyed.
        """
        return self._open(report.report_id, "report.words", report.sealed_words) or {}

    def open_text(self, sealed: str, *, purpose: str, record: UUID) -> str:
        """A sealed value of another service's event."""
        return self._sealer.open_text(sealed, purpose=purpose, record=str(record))

    def caller_text(self, text_id: UUID, report_id: UUID, words: CleanText, received_at: datetime) -> CallerText:
        """What a caller texted about their report, sealed."""
        sealed = self._sealer.seal("words", received_at.date(), purpose="report.text", record=str(text_id), text=words)
        return CallerText(text_id, report_id, received_at, sealed)

    def open_caller_text(self, text: CallerText) -> str | None:
        """None: its key is destroyed."""
        try:
            return self._sealer.open_text(text.words, purpose="report.text", record=str(text.text_id))
        except KeyMissing:
            return None

    def spoken_with(self, spoken_id: UUID, at: datetime, *, by: str, told: bool, note: CleanText | None) -> SpokenWith:
        """That somebody spoke with a caller; what they noted of it sealed."""
        sealed = None
        if note is not None:
            sealed = self._sealer.seal("words", at.date(), purpose="report.spoken", record=str(spoken_id), text=note)
        return SpokenWith(spoken_id, at, by, told, sealed)

    def open_spoken_note(self, spoken: SpokenWith) -> str | None:
        """None: there is none, or its key is destroyed."""
        if spoken.note is None:
            return None
        try:
            return self._sealer.open_text(spoken.note, purpose="report.spoken", record=str(spoken.spoken_id))
        except KeyMissing:
            return None

    def open_number(self, caller: CallerBehind) -> str | None:
        """
        Raises:
            KeyMissing: destroyed.
        """
        if caller.sealed_contact is None:
            return None
        return self._sealer.open_text(caller.sealed_contact, purpose="report.contact", record=str(caller.report_id))

    def number_index(self, number: str) -> bytes:
        """Of a caller's number, the same however it is written."""
        return self._sealer.blind_index("caller", one_number(number))

    def same_body(self, body: bytes, *, body_mac: bytes, received_at: datetime) -> bool:
        """Whether a retry says what the first request said; never, once that day's key is gone."""
        try:
            return hmac.compare_digest(self._mac(received_at.date(), body), body_mac)
        except KeyMissing:
            return False

    def _open(self, report_id: UUID, purpose: str, sealed: str | None) -> dict[str, Any] | None:
        if sealed is None:
            return None
        found: dict[str, Any] = json.loads(self._sealer.open_text(sealed, purpose=purpose, record=str(report_id)))
        return found

    def _seal_place(self, day: date, record: str, point: Point | None, text: str | None) -> str | None:
        if point is None and text is None:
            return None
        lat, lon = point or (None, None)
        place = to_json({"lat": lat, "lon": lon, "text": text})
        return wire(self._sealer.seal("case", day, purpose="report.place", record=record, text=place))

    def _mac(self, day: date, body: bytes) -> bytes:
        key = self._sealer.keyring.key(day_key("contact", day))
        return hashlib.blake2b(body, key=key, digest_size=16, person=b"report.body").digest()


def released(report: ReportHeldV1, *, by: str, join: str | None = None, apart: bool = False) -> ReportReleasedV1:
    """The next revision of a report, released by a person, who may have chosen where it belongs."""
    facts = report.model_dump(exclude={"missing", "priority", "revision"})
    return ReportReleasedV1(**facts, revision=report.revision + 1, released_by=by, join=join, apart=apart)


def handed_over(
    report: ReportHeldV1, network_id: str, *, missing: tuple[MissingForRelease, ...], priority: int
) -> ReportHeldV1:
    """The next revision of a report that waits in another network now, because its place lies there."""
    changes = {"network_id": network_id, "revision": report.revision + 1, "missing": missing, "priority": priority}
    return report.model_copy(update=changes)


def held_again(report: ReportReleasedV1, why: MissingForRelease, *, priority: int) -> ReportHeldV1:
    """The next revision of a report that was released by rule, which waits for a person after all."""
    facts = report.model_dump(exclude={"released_by", "join", "apart", "revision"})
    return ReportHeldV1(**facts, revision=report.revision + 1, priority=priority, missing=(why.value,))


def _priority(draft: ReportDraft, missing: Collection[MissingForRelease], now: datetime) -> int:
    return priority_in_flood(draft, now=now) if MissingForRelease.FLOOD in missing else priority(draft, now=now)


@lru_cache(maxsize=1024)
def _text(source_id: UUID) -> str:
    return str(source_id)


def _is_exercise(draft: ReportDraft, source: Source) -> bool:
    """What a test source says never reaches a real phone either (rule R8)."""
    return draft.exercise or source.trust is Trust.TEST


@lru_cache(maxsize=4)
def _moment(now: datetime) -> str:
    """LockedReport, because all of a flush are received at one moment."""
    return rfc3339(now)


def _words(draft: ReportDraft) -> bytes | None:
    if draft.narrative is None and not draft.salute:
        return None
    return to_json({"narrative": draft.narrative, "salute": draft.salute or {}})
