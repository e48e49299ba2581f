"""An incident's timeline as sentences, in English and Spanish: what a lead reads back at any hour. Pure."""

from collections.abc import Mapping

REASONS = {
    "sos": ("SOS", "SOS"),
    "pair_missing": ("no partner", "falta pareja"),
    "exhausted": ("nobody left to ask", "nadie más a quien preguntar"),
    "unread_text": ("a text for a person", "un texto para una persona"),
    "finding": ("a finding to review", "un hallazgo por revisar"),
    "meeting_point": ("no meeting point", "falta punto de encuentro"),
    "not_ok": ("somebody is not OK", "alguien no está bien"),
    "voice_only": ("no text reaches somebody", "a alguien no le llegan textos"),
    "unserved": ("outside the territory", "fuera del territorio"),
    "finished": ("finished", "terminado"),
    "safety": ("safety", "seguridad"),
    "cancelled": ("cancelled", "cancelado"),
}
OUTCOMES = {
    "confirmed_ongoing": ("immigration enforcement, confirmed", "inmigración, confirmado"),
    "confirmed_past": ("immigration enforcement, over by then", "inmigración, ya había terminado"),
    "unfounded_other": ("not immigration, another agency", "no era inmigración, otra agencia"),
    "nothing_seen": ("nothing seen", "no se vio nada"),
    "unable": ("could not be checked", "no se pudo verificar"),
    "": ("no finding", "sin hallazgo"),
}
RELEASES = {
    "out": ("out", "fuera"),
    "asked": ("asked to be released", "pidió salir"),
    "by_lead": ("out, said by the lead", "fuera, según responsable"),
    "no_pair": ("no partner was found", "no hubo pareja"),
}
SENTENCES: Mapping[str, tuple[str, str]] = {
    "opened": ("Opened by report {ref}, {zone}.", "Abierto por el reporte {ref}, {zone}."),
    "joined": ("Report {ref} joined.", "Se unió el reporte {ref}."),
    "no_duty_lead": (
        "Nobody is on duty, so nobody is asked yet.",
        "No hay responsable de guardia; aún no se pregunta.",
    ),
    "wave": ("Wave {wave}: asked {asked}.", "Ronda {wave}: se preguntó a {asked}."),
    "accepted": ("{callsign} said yes.", "{callsign} dijo que sí."),
    "standby": ("{callsign} is on stand-by.", "{callsign} queda en espera."),
    "declined": ("{callsign} cannot.", "{callsign} no puede."),
    "undeliverable": ("No text reached {callsign}.", "A {callsign} no le llegó el texto."),
    "exhausted": ("Everyone near was asked; the duty lead decides.", "Ya se preguntó a todos; decide el responsable."),
    "pair_missing": ("{waiting}: still no partner.", "{waiting}: sigue sin pareja."),
    "no_meeting_point": (
        "The team is complete; no meeting point fits.",
        "El equipo está completo; ningún punto de encuentro sirve.",
    ),
    "meeting_point": ("The duty lead chose a meeting point.", "El responsable eligió un punto de encuentro."),
    "team_ready": ("The team is sent: {team}.", "El equipo sale: {team}."),
    "en_route": ("{callsign} is on the way.", "{callsign} va en camino."),
    "arrived": ("{callsign} is there.", "{callsign} llegó."),
    "ok": ("{callsign} is OK.", "{callsign} está bien."),
    "not_ok": ("{callsign} is NOT OK.", "{callsign} NO está bien."),
    "finding": ("{callsign} found: {outcome}. To be reviewed.", "{callsign} encontró: {outcome}. Por revisar."),
    "finding_rejected": (
        "{by} did not take the finding; the team is asked again.",
        "{by} no aceptó el hallazgo; se pregunta otra vez al equipo.",
    ),
    "reviewed": ("{by} decided: {outcome}.", "{by} decidió: {outcome}."),
    "sos": ("SOS from {callsign}.", "SOS de {callsign}."),
    "sos_cleared": ("{by} spoke with {callsign}; the SOS is over.", "{by} habló con {callsign}; terminó el SOS."),
    "out_in_sos": (
        "{callsign} texted OUT; a lead must still speak with them.",
        "{callsign} mandó FUERA; un responsable aún debe hablarle.",
    ),
    "alone": ("{waiting} is alone there and was told to go home.", "{waiting} quedó a solas y se le pidió irse."),
    "no_finding": (
        "Everyone left and nothing was reported; the duty lead decides.",
        "Todos se fueron sin reportar nada; decide el responsable.",
    ),
    "stood_down": ("Stood down by {by}: {reason}.", "Suspendido por {by}: {reason}."),
    "released": ("{callsign} is off the mission: {why}.", "{callsign} sale de la misión: {why}."),
    "out_by_lead": ("{by} says that {callsign} is out.", "{by} dice que {callsign} está fuera."),
    "voice_only": ("{callsign} texted STOP: by voice only.", "{callsign} mandó STOP: solo por voz."),
    "not_reached": ("A text that mattered did not reach {callsign}.", "A {callsign} no le llegó un texto importante."),
    "asked_for_a_person": ("A text from {callsign} needs a person.", "Un texto de {callsign} necesita a una persona."),
    "paged": ("Paged {to} ({attempt}): {reason}.", "Aviso a {to} ({attempt}): {reason}."),
    "nobody_to_page": ("Nobody is there to be paged: {reason}.", "No hay a quién avisar: {reason}."),
    "page_taken": ("{by} takes it: {reason}.", "{by} se encarga: {reason}."),
    "closed": ("Closed: {outcome}.", "Cerrado: {outcome}."),
}
WORDED = {"reason": REASONS, "outcome": OUTCOMES, "why": RELEASES | REASONS}


class _Kept(dict[str, str]):
    """A fact that an older row lacks shows as a dash."""

    def __missing__(self, key: str) -> str:
        return "-"


def sentence(kind: str, params: Mapping[str, str]) -> tuple[str, str]:
    """English and Spanish."""
    english, spanish = SENTENCES.get(kind, (kind, kind))
    return english.format_map(_worded(params, 0)), spanish.format_map(_worded(params, 1))


def _worded(params: Mapping[str, str], language: int) -> _Kept:
    return _Kept(
        {
            name: WORDED[name][value][language] if name in WORDED and value in WORDED[name] else value
            for name, value in params.items()
        }
    )
