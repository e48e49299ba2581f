"""An event as a sentence, in English or Spanish. Pure, lenient with what newer events bring, blind to sealed values."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from services.console.language.words import listed, word

Data = Mapping[str, Any]
MOST_NAMED: Final = 5


def sentence(event_type: str, data: Data, language: str, zone: tzinfo = UTC) -> str:
    """What happened, for a person who watches. A type that this release does not know is named, nothing more."""
    say = SENTENCES.get(event_type)
    told = _Telling(data, language, zone)
    if say is None:
        return told.pick(f"An event that is not known here: {event_type}", f"Un evento desconocido: {event_type}")
    exercise = told.pick("[EXERCISE] ", "[SIMULACRO] ") if data.get("exercise") else ""
    return exercise + say(told)


class _Telling:
    """One event's data and the language it is told in."""

    def __init__(self, data: Data, language: str, zone: tzinfo) -> None:
        self.data = data
        self.language = language
        self._zone = zone

    def pick(self, english: str, spanish: str) -> str:
        return spanish if self.language == "es" else english

    def __getitem__(self, name: str) -> str:
        value = self.data.get(name)
        return "?" if value is None else str(value)

    def word(self, group: str, name: str) -> str:
        return word(group, self[name], self.language)

    def join(self, items: list[str]) -> str:
        return listed(items, self.language)

    def names(self, name: str) -> list[str]:
        return [str(item) for item in self.data.get(name) or ()]

    def clock(self, name: str) -> str:
        try:
            at = datetime.fromisoformat(self[name].replace("Z", "+00:00")).astimezone(self._zone)
        except ValueError:
            return "?"
        return f"{at:%H:%M} UTC" if at.utcoffset() == UTC.utcoffset(None) else f"{at:%H:%M}"

    def count(self, name: str, one: tuple[str, str], many: tuple[str, str]) -> str:
        number = self.data.get(name)
        if isinstance(number, list | tuple):
            number = len(number)
        return "" if number is None else f"{number} {self.pick(*(one if number == 1 else many))}"

    def short(self, name: str) -> str:
        """The end of an id: enough to tell two apart on a screen; time-ordered ids begin alike."""
        return f"…{self[name][-6:]}"


def _released(t: _Telling) -> str:
    by = (
        t.pick("by rule", "por regla")
        if t["released_by"] == "rule"
        else t.pick(f"by {t['released_by']}", f"por {t['released_by']}")
    )
    where = (
        t.pick(f"near cell {t['cell']}", f"cerca de la celda {t['cell']}")
        if t.data.get("cell")
        else t.word("accuracy", "accuracy")
    )
    wish, channel = t.word("request", "request"), t.word("channel", "channel")
    return t.pick(
        f"Report {t['ref']} released {by}: {wish}, by {channel}, {where}{_spoken(t)}.",
        f"Reporte {t['ref']} enviado {by}: {wish}, por {channel}, {where}{_spoken(t)}.",
    )


def _spoken(t: _Telling) -> str:
    languages = t.names("languages")
    return t.pick(f", they speak {t.join(languages)}", f", hablan {t.join(languages)}") if languages else ""


def _held(t: _Telling) -> str:
    missing = "; ".join(word("missing", code, t.language) for code in t.names("missing"))
    return t.pick(
        f"Report {t['ref']} waits for a person: {missing or 'nothing missing'}.",
        f"Reporte {t['ref']} espera a una persona: {missing or 'no falta nada'}.",
    )


def _caller_message(t: _Telling) -> str:
    template = f"{t['template']} ({t.word('template', 'template')})"
    return t.pick(
        f"A caller is to get {template}, in {t['language']}.", f"Va {template} a quien llamó, en {t['language']}."
    )


def _volunteer_message(t: _Telling) -> str:
    template = f"{t['template']} ({t.word('template', 'template')})"
    channels = t.join([word("channel", channel, t.language) for channel in t.names("channels") or ["sms"]])
    until = (
        t.pick(f", before {t.clock('not_after')}", f", antes de {t.clock('not_after')}")
        if t.data.get("not_after")
        else ""
    )
    return t.pick(
        f"Person {t.short('person_id')} is to get {template} by {channels}{until}.",
        f"Va {template} a la persona {t.short('person_id')} por {channels}{until}.",
    )


def _noted(service: str) -> "Sentence":
    def say(t: _Telling) -> str:
        events = t.count("event_ids", ("event", "evento"), ("events", "eventos"))
        return t.pick(f"{service} noted {events}.", f"{service} anotó {events}.")

    return say


def _opened(t: _Telling) -> str:
    needs = t.data.get("needs") or {}
    level = word("level", needs.get("level", "?"), t.language)
    languages = [str(language) for language in needs.get("languages") or ()]
    speaking = t.pick(f", speaking {t.join(languages)}", f", que hablen {t.join(languages)}") if languages else ""
    number = needs.get("observers", "?")
    return t.pick(
        f"{t['code']} opened in {t['zone']}: {number} observers, one {level} at least{speaking}.",
        f"{t['code']} abierto en {t['zone']}: {number} observadores, al menos un {level}{speaking}.",
    )


def _linked(t: _Telling) -> str:
    return t.pick(f"Another report joined {t['code']}.", f"Otro reporte se unió a {t['code']}.")


def _unserved(t: _Telling) -> str:
    why = t.word("unserved", "reason")
    return t.pick(
        f"Report {t.short('report_id')} of {t['network_id']} cannot be served: {why}.",
        f"El reporte {t.short('report_id')} de {t['network_id']} no se puede atender: {why}.",
    )


def _wave(t: _Telling) -> str:
    asked = [f"{o.get('callsign')} ({_reasons(t, o.get('reasons') or ())})" for o in t.data.get("offers") or ()]
    left_out = [
        f"{e.get('callsign')} ({word('reason', e.get('reason'), t.language)})" for e in t.data.get("excluded") or ()
    ]
    named = left_out[:MOST_NAMED]
    more = len(left_out) - len(named)
    rest = t.pick(f" and {more} more", f" y {more} más") if more else ""
    not_asked = (
        t.pick(f" Not asked: {', '.join(named)}{rest}.", f" No se preguntó a: {', '.join(named)}{rest}.")
        if named
        else ""
    )
    nobody = t.pick("nobody", "nadie")
    return t.pick(
        f"{t['code']} wave {t['wave']}, until {t.clock('not_after')}: asked {t.join(asked) or nobody}, "
        f"of {t['considered']} looked at.{not_asked}",
        f"{t['code']} ronda {t['wave']}, hasta {t.clock('not_after')}: se preguntó a {t.join(asked) or nobody}, "
        f"de {t['considered']} vistos.{not_asked}",
    )


def _reasons(t: _Telling, codes: Any) -> str:
    return ", ".join(word("reason", code, t.language) for code in codes)


def _answered(t: _Telling) -> str:
    return f"{t['callsign']} {t.word('offer', 'state')} {t['code']}{_eta(t)}."


def _eta(t: _Telling) -> str:
    minutes = t.data.get("eta_minutes")
    return "" if minutes is None else t.pick(f", there in {minutes} min", f", llega en {minutes} min")


def _unfilled(t: _Telling) -> str:
    why = t.word("unfilled", "reason")
    return t.pick(f"{t['code']} has no team: {why}.", f"{t['code']} no tiene equipo: {why}.")


def _assignment(t: _Telling) -> str:
    eta = _eta(t) if t["state"] in ("held", "confirmed", "en_route") else ""
    return f"{t['callsign']} {t.word('assignment', 'state')} {t['code']}{eta}."


def _team(t: _Telling) -> str:
    team = t.join(t.names("callsigns"))
    return t.pick(
        f"{t['code']} has its team: {team}. They have the meeting point.",
        f"{t['code']} tiene equipo: {team}. Ya tienen el punto de encuentro.",
    )


def _finding(t: _Telling) -> str:
    seen = [
        t.count("people", ("person", "persona"), ("people", "personas")),
        t.count("vehicles", ("vehicle", "vehículo"), ("vehicles", "vehículos")),
    ]
    numbers = t.join([part for part in seen if part])
    outcome = t.word("outcome", "outcome") + (f", {numbers}" if numbers else "")
    return t.pick(
        f"{t['submitted_by']} says of {t['code']}: {outcome}. Not reviewed yet.",
        f"{t['submitted_by']} dice de {t['code']}: {outcome}. Aún sin revisar.",
    )


def _reviewed(t: _Telling) -> str:
    callers = t.count("report_ids", ("report", "reporte"), ("reports", "reportes"))
    went = "" if t.data.get("went") else t.pick(" Nobody was there.", " No fue nadie.")
    agency = f" ({t['agency']})" if t.data.get("agency") else ""
    outcome = t.word("outcome", "outcome") + agency
    return t.pick(
        f"{t['reviewed_by']} reviewed {t['code']}: {outcome}.{went} The callers of {callers} may be told.",
        f"{t['reviewed_by']} revisó {t['code']}: {outcome}.{went} Ya se puede avisar a quienes llamaron ({callers}).",
    )


def _stood_down(t: _Telling) -> str:
    why = t.word("stood_down", "reason")
    return t.pick(f"{t['code']} stands down ({why}), by {t['by']}.", f"{t['code']} se retira ({why}), por {t['by']}.")


def _closed(t: _Telling) -> str:
    outcome = t.word("outcome", "outcome") if t.data.get("outcome") else t.pick("no outcome", "sin resultado")
    return t.pick(f"{t['code']} is closed: {outcome}.", f"{t['code']} está cerrado: {outcome}.")


def _sos_raised(t: _Telling) -> str:
    return t.pick(
        f"SOS: {t['callsign']} is in danger on {t['code']}.", f"SOS: {t['callsign']} está en peligro en {t['code']}."
    )


def _sos_cleared(t: _Telling) -> str:
    return t.pick(
        f"{t['by']} spoke with {t['callsign']} on {t['code']}: the SOS is over.",
        f"{t['by']} habló con {t['callsign']} en {t['code']}: terminó el SOS.",
    )


def _paged(t: _Telling) -> str:
    why = t.word("page", "reason")
    if t.data.get("acknowledged"):
        return t.pick(
            f"{t['callsign']} took the page on {t['code']}: {why}.",
            f"{t['callsign']} tomó el aviso de {t['code']}: {why}.",
        )
    return t.pick(
        f"{t['callsign']} is paged about {t['code']}, time {t['attempt']}: {why}.",
        f"Se avisa a {t['callsign']} sobre {t['code']}, vez {t['attempt']}: {why}.",
    )


def _network(t: _Telling) -> str:
    duty = (
        t.pick("a duty lead is on duty", "hay responsable de guardia")
        if t.data.get("duty_lead_on_duty")
        else t.pick("NO duty lead on duty", "NO hay responsable de guardia")
    )
    cells = t.count("territory", ("cell", "celda"), ("cells", "celdas"))
    return t.pick(
        f"Network {t['network_id']} ({t['name']}), revision {t['revision']}: {duty}, {cells}.",
        f"Red {t['network_id']} ({t['name']}), revisión {t['revision']}: {duty}, {cells}.",
    )


def _delivery(english: str, spanish: str) -> "Sentence":
    def say(t: _Telling) -> str:
        reason = f", {t['reason']}" if t.data.get("reason") else ""
        how = f"{t['template']} ({t.word('template', 'template')})"
        state = t.word("delivery", "state")
        whom = f" {t.short('person_id')}" if t.data.get("person_id") else ""
        return t.pick(
            f"{how} to {english}{whom}, {t.word('channel', 'channel')}: {state}{reason}.",
            f"{how} a {spanish}{whom}, {t.word('channel', 'channel')}: {state}{reason}.",
        )

    return say


def _reply(t: _Telling) -> str:
    consent = f": {t.word('consent', 'consent')}" if t.data.get("consent") else ""
    return t.pick(
        f"Person {t.short('person_id')} texted (sealed){consent}.",
        f"La persona {t.short('person_id')} mandó un texto (sellado){consent}.",
    )


def _inbound(t: _Telling) -> str:
    return t.pick(
        f"A text from a number nobody knows ({t.short('inbound_id')}, sealed) becomes a report.",
        f"Un texto de un número desconocido ({t.short('inbound_id')}, sellado) será un reporte.",
    )


Sentence = Callable[[_Telling], str]

SENTENCES: dict[str, Sentence] = {
    "hotline.intake.report.released.v1": _released,
    "hotline.intake.report.held.v1": _held,
    "hotline.intake.message.requested.v1": _caller_message,
    "hotline.intake.receipt.noted.v1": _noted("intake"),
    "hotline.dispatch.incident.opened.v1": _opened,
    "hotline.dispatch.incident.report_linked.v1": _linked,
    "hotline.dispatch.report.unserved.v1": _unserved,
    "hotline.dispatch.incident.wave_opened.v1": _wave,
    "hotline.dispatch.incident.offer_answered.v1": _answered,
    "hotline.dispatch.incident.unfilled.v1": _unfilled,
    "hotline.dispatch.incident.assignment_changed.v1": _assignment,
    "hotline.dispatch.incident.team_ready.v1": _team,
    "hotline.dispatch.incident.finding_submitted.v1": _finding,
    "hotline.dispatch.incident.finding_reviewed.v1": _reviewed,
    "hotline.dispatch.incident.stood_down.v1": _stood_down,
    "hotline.dispatch.incident.closed.v1": _closed,
    "hotline.dispatch.incident.sos_raised.v1": _sos_raised,
    "hotline.dispatch.incident.sos_cleared.v1": _sos_cleared,
    "hotline.dispatch.incident.duty_paged.v1": _paged,
    "hotline.dispatch.message.requested.v1": _volunteer_message,
    "hotline.dispatch.network.changed.v1": _network,
    "hotline.dispatch.receipt.noted.v1": _noted("dispatch"),
    "hotline.notify.delivery.volunteer_changed.v1": _delivery("volunteer", "voluntario"),
    "hotline.notify.delivery.caller_changed.v1": _delivery("a caller", "quien llamó"),
    "hotline.notify.reply.received.v1": _reply,
    "hotline.notify.inbound.received.v1": _inbound,
    "hotline.notify.receipt.noted.v1": _noted("notify"),
}
