"""An event as a sentence, in English or Spanish. Pure, lenient with what newer events bring, blind to sealed values."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from schemas.language.catalogue import catalogue
from services.console.language.moments import WallClock
from services.console.language.words import counted, listed, word


def sentence(event_type: str, data: Mapping[str, Any], language: str, clock: WallClock) -> str:
    """What happened, for a person who watches. A type that this release does not know is named, nothing more."""
    event = EventInWords(event_type, data, language, clock)
    tell = SENTENCES.get(event_type)
    if tell is None:
        return event.phrase("unknown", type=event_type)
    told = tell(event)
    return event.phrase("exercise", told=told) if data.get("exercise") else told


class EventInWords:
    """One event's facts, and the catalogue of the language it is told in."""

    def __init__(self, event_type: str, data: Mapping[str, Any], language: str, clock: WallClock) -> None:
        self.data = data
        self.language = language
        self._type = event_type
        self._clock = clock

    def told(self, **facts: str) -> str:
        """The event's own sentence. A fact that is not given is the field of that name; one that nobody has is `?`."""
        return self.phrase(self._type, **facts)

    def phrase(self, key: str, **facts: object) -> str:
        return catalogue("console", self.language).text("event", key).format_map(_Facts(facts, self))

    def __getitem__(self, name: str) -> str:
        value = self.data.get(name)
        return "?" if value is None else str(value)

    def has(self, name: str) -> bool:
        return bool(self.data.get(name))

    def word(self, group: str, name: str) -> str:
        return word(group, self[name], self.language)

    def words(self, group: str, codes: Iterable[object]) -> list[str]:
        return [word(group, code, self.language) for code in codes]

    def list_of(self, items: list[str]) -> str:
        return listed(items, self.language)

    def items(self, name: str) -> list[str]:
        return [str(item) for item in self.data.get(name) or ()]

    def count(self, name: str, key: str) -> str:
        """Of a list, or a number; empty where it is not said."""
        number = self.data.get(name)
        if number is None:
            return ""
        return counted(self.language, key, len(number) if isinstance(number, list | tuple) else number)

    def until(self, name: str) -> str:
        """A moment, as it stands after "until" and "before"."""
        try:
            at = datetime.fromisoformat(self[name])
        except ValueError:
            return "?"
        return self._clock.tell(at, self.language, how="until") if at.tzinfo else "?"

    def short(self, name: str) -> str:
        """The end of an id: enough to tell two apart on a screen; time-ordered ids begin alike."""
        return f"…{self[name][-6:]}"

    def template(self) -> str:
        return f"{self['template']} ({self.word('template', 'template')})"

    def eta(self) -> str:
        return "" if self.data.get("eta_minutes") is None else self.phrase("eta")


class _Facts(dict[str, object]):
    def __init__(self, given: Mapping[str, object], event: EventInWords) -> None:
        super().__init__(given)
        self._event = event

    def __missing__(self, name: str) -> str:
        return self._event[name]


def _plain(event: EventInWords) -> str:
    return event.told()


def _released(event: EventInWords) -> str:
    languages = event.words("language", event.items("languages"))
    return event.told(
        by=event.phrase("released.by_rule" if event["released_by"] == "rule" else "released.by_person"),
        request=event.word("request", "request"),
        channel=event.word("channel", "channel"),
        where=event.phrase("released.near") if event.has("cell") else event.word("accuracy", "accuracy"),
        speaking=event.phrase("released.speaking", languages=event.list_of(event.words("language", languages)))
        if languages
        else "",
        chosen=_chosen(event),
    )


def _chosen(event: EventInWords) -> str:
    """What the person who released it said of where it belongs."""
    if event.has("join"):
        return event.phrase("released.join")
    return event.phrase("released.apart") if event.data.get("apart") else ""


def _held(event: EventInWords) -> str:
    missing = "; ".join(event.words("missing", event.items("missing")))
    return event.told(missing=missing or event.phrase("held.nothing_missing"))


def _dismissed(event: EventInWords) -> str:
    return event.told(ending=event.word("ending", "ending"))


def _caller_message(event: EventInWords) -> str:
    return event.told(template=event.template(), language=event.word("language", "language"))


def _volunteer_message(event: EventInWords) -> str:
    return event.told(
        person=event.short("person_id"),
        template=event.template(),
        channels=event.list_of(event.words("channel", event.items("channels") or ["sms"])),
        until=event.phrase("message.until", not_after=event.until("not_after")) if event.has("not_after") else "",
    )


def _legal_hold(event: EventInWords) -> str:
    return event.told(held_word=event.phrase("legal_hold.begun" if event.has("held") else "legal_hold.over"))


def _noted_by(service: str) -> "Sentence":
    def tell(event: EventInWords) -> str:
        return event.phrase("noted", service=service, events=event.count("event_ids", "events"))

    return tell


def _opened(event: EventInWords) -> str:
    needs = event.data.get("needs") or {}
    languages = event.words("language", needs.get("languages") or ())
    return event.told(
        observers=str(needs.get("observers", "?")),
        level=word("level", needs.get("level", "?"), event.language),
        speaking=event.phrase("opened.speaking", languages=event.list_of(event.words("language", languages)))
        if languages
        else "",
        apart=event.phrase("opened.apart", why_apart=event.word("apart", "why_apart")) if event.has("beside") else "",
    )


def _held_back(event: EventInWords) -> str:
    return event.told(report=event.short("report_id"), reason=event.word("missing", "reason"))


def _unserved(event: EventInWords) -> str:
    return event.told(report=event.short("report_id"), reason=event.word("unserved", "reason"))


def _caller_texted(event: EventInWords) -> str:
    named = event["ref"] if event.has("ref") else event.short("report_id")
    return event.phrase("caller_cries", report=named) if event.has("cries") else event.told(report=named)


def _wave(event: EventInWords) -> str:
    """How many, and why others were not; who they are dispatch alone tells."""
    left_out = event.data.get("not_asked") or {}
    reasons = [f"{count} {word('reason', reason, event.language)}" for reason, count in left_out.items()]
    return event.told(
        not_after=event.until("not_after"),
        asked=event.count("asked" if event.data.get("asked") is not None else "offers", "people"),
        not_asked=event.phrase("wave.not_asked", reasons=", ".join(reasons)) if reasons else "",
        who=event.phrase("wave.named_by"),
    )


def _answered(event: EventInWords) -> str:
    return event.told(state=event.word("offer", "state"), eta=event.eta())


def _assignment(event: EventInWords) -> str:
    on_the_way = event["state"] in ("held", "confirmed", "en_route")
    return event.told(state=event.word("assignment", "state"), eta=event.eta() if on_the_way else "")


def _team(event: EventInWords) -> str:
    return event.told(team=event.list_of(event.items("callsigns")))


def _finding(event: EventInWords) -> str:
    counts = [event.count(name, name) for name in ("people", "vehicles")]
    seen = event.list_of([count for count in counts if count])
    return event.told(outcome=event.word("outcome", "outcome") + (f", {seen}" if seen else ""))


def _reviewed(event: EventInWords) -> str:
    agency = f" ({event.word('agency', 'agency')})" if event.has("agency") else ""
    return event.told(
        outcome=event.word("outcome", "outcome") + agency,
        went=_who_went(event) + (event.phrase("reviewed.corrects") if event.has("corrects") else ""),
        callers=event.count("report_ids", "reports"),
    )


def _who_went(event: EventInWords) -> str:
    if not event.has("went"):
        return event.phrase("reviewed.nobody_went")
    return event.phrase("reviewed.one_saw") if event.data.get("seen_by") == 1 else ""


def _ending(event: EventInWords) -> str:
    return event.told(ending=event.word("ending", "ending"), callers=event.count("report_ids", "reports"))


def _delayed(event: EventInWords) -> str:
    return event.told(callers=event.count("report_ids", "reports"))


def _closed(event: EventInWords) -> str:
    return event.told(outcome=word("outcome", event.data.get("outcome") or "no_outcome", event.language))


def _sos(event: EventInWords) -> str:
    again = event.data.get("cries", 1) > 1
    if event.data.get("on_mission", True):
        return event.phrase("sos.again") if again else event.told()
    return event.phrase("sos.off_mission_again" if again else "sos.off_mission")


def _settled(event: EventInWords) -> str:
    return event.told(
        kind=event.word("unread_kind", "kind"),
        settled=event.word("settled", "settled_as"),
        about=f" ({event['code']})" if event.has("code") else "",
    )


def _paged(event: EventInWords) -> str:
    reason = event.word("page", "reason")
    if event.has("acknowledged"):
        return event.phrase("paged.taken", reason=reason)
    return event.told(reason=reason) if event.has("callsign") else event.phrase("paged.nobody", reason=reason)


def _network(event: EventInWords) -> str:
    return event.told(
        duty=event.phrase("network.on_duty" if event.has("duty_lead_on_duty") else "network.nobody_on_duty"),
        cells=event.count("territory", "cells"),
    )


def _delivery(event: EventInWords) -> str:
    return event.told(
        template=event.template(),
        person=f" {event.short('person_id')}" if event.has("person_id") else "",
        channel=event.word("channel", "channel"),
        state=event.word("delivery", "state"),
        reason=f", {event['reason']}" if event.has("reason") else "",
    )


def _reach(event: EventInWords) -> str:
    def why(group: str, name: str) -> str:
        return f" ({event.word(group, name)})" if event.has(name) else ""

    text = event.phrase("reach.text" if event.has("by_text") else "reach.no_text")
    mail = event.phrase("reach.mail" if event.has("by_mail") else "reach.no_mail")
    return event.told(
        person=event["callsign"] if event.has("callsign") else event.short("person_id"),
        text=text + why("unreachable", "text_reason"),
        mail=mail + why("no_mail", "mail_reason"),
    )


def _reply(event: EventInWords) -> str:
    consent = f": {event.word('consent', 'consent')}" if event.has("consent") else ""
    return event.told(person=event.short("person_id"), consent=consent)


def _inbound(event: EventInWords) -> str:
    return event.told(inbound=event.short("inbound_id"))


def _reason_in(group: str) -> "Sentence":
    def tell(event: EventInWords) -> str:
        return event.told(reason=event.word(group, "reason"))

    return tell


Sentence = Callable[[EventInWords], str]

SENTENCES: dict[str, Sentence] = {
    "hotline.intake.report.released.v1": _released,
    "hotline.intake.report.held.v1": _held,
    "hotline.intake.caller.texted.v1": _caller_texted,
    "hotline.intake.caller.spoken_with.v1": _plain,
    "hotline.intake.report.dismissed.v1": _dismissed,
    "hotline.intake.message.requested.v1": _caller_message,
    "hotline.intake.caller.erased.v1": _plain,
    "hotline.intake.receipt.noted.v1": _noted_by("intake"),
    "hotline.dispatch.person.erased.v1": _plain,
    "hotline.dispatch.incident.legal_hold_changed.v1": _legal_hold,
    "hotline.dispatch.incident.opened.v1": _opened,
    "hotline.dispatch.incident.report_linked.v1": _plain,
    "hotline.dispatch.report.unserved.v1": _unserved,
    "hotline.dispatch.report.held_back.v1": _held_back,
    "hotline.dispatch.incident.wave_opened.v1": _wave,
    "hotline.dispatch.incident.offer_answered.v1": _answered,
    "hotline.dispatch.incident.offer_answered.v2": _answered,
    "hotline.dispatch.incident.unfilled.v1": _reason_in("unfilled"),
    "hotline.dispatch.incident.assignment_changed.v1": _assignment,
    "hotline.dispatch.incident.team_ready.v1": _team,
    "hotline.dispatch.incident.finding_submitted.v1": _finding,
    "hotline.dispatch.incident.finding_reviewed.v1": _reviewed,
    "hotline.dispatch.incident.ending_chosen.v1": _ending,
    "hotline.dispatch.incident.check_delayed.v1": _delayed,
    "hotline.dispatch.incident.stood_down.v1": _reason_in("stood_down"),
    "hotline.dispatch.incident.closed.v1": _closed,
    "hotline.dispatch.incident.sos_raised.v1": _sos,
    "hotline.dispatch.incident.unread_text_settled.v1": _settled,
    "hotline.dispatch.incident.sos_noted.v1": _plain,
    "hotline.dispatch.incident.sos_cleared.v1": _plain,
    "hotline.dispatch.incident.duty_paged.v1": _paged,
    "hotline.dispatch.incident.duty_paged.v2": _paged,
    "hotline.dispatch.message.requested.v1": _volunteer_message,
    "hotline.dispatch.network.changed.v1": _network,
    "hotline.dispatch.receipt.noted.v1": _noted_by("dispatch"),
    "hotline.notify.delivery.volunteer_changed.v1": _delivery,
    "hotline.notify.delivery.caller_changed.v1": _delivery,
    "hotline.notify.contact.reachability.v1": _reach,
    "hotline.notify.reply.received.v1": _reply,
    "hotline.notify.inbound.received.v1": _inbound,
    "hotline.notify.receipt.noted.v1": _noted_by("notify"),
}
