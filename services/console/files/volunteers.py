"""The volunteers' list, line by line: what each line says, or what is wrong with it. No number is ever repeated.

An empty cell says nothing, so that what is known stays; a cell of - takes away what is known.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple, TypeVar

from pydantic import BaseModel, ValidationError

from schemas.api.dispatch.volunteers import VolunteerEntry
from schemas.api.notify import ConsentStatement
from schemas.field_faults import fault_said
from schemas.language.catalogue import LANGUAGES, catalogue
from schemas.language.tags import canonical, names_in
from schemas.mail_addresses import address_on_the_wire
from services.console.errors import CommandRefused
from services.console.files.phone_cell import NoPhone, e164
from services.console.files.spreadsheet import SheetRow, folded, read_sheet

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "callsign": ("call_sign", "nombre_clave", "clave"),
    "roles": ("role", "rol", "funcion", "funciones"),
    "level": ("nivel",),
    "languages": ("idiomas", "speaks", "habla"),
    "lat": ("latitude", "latitud"),
    "lon": ("lng", "long", "longitude", "longitud"),
    "radius_km": ("radius", "radio_km", "radio"),
    "no_residences": ("sin_viviendas", "sin_casas"),
    "phone": ("mobile", "cell", "phone_number", "telefono", "celular", "movil"),
    "email": ("e_mail", "mail", "correo", "correo_electronico"),
    "language": ("texts_in", "idioma", "idioma_de_textos"),
    "consent": ("consentimiento",),
}
"""What else a column may be called, in English and Spanish, folded."""
NEEDED: Final = ("callsign",)
ROLES: Final = ("observer", "duty_lead", "coordinator", "reviewer")
ALSO_ROLES: Final[Mapping[str, str]] = {
    "observadora": "observer",
    "responsable": "duty_lead",
    "responsable_de_guardia": "duty_lead",
    "coordinadora": "coordinator",
    "revisora": "reviewer",
}
"""What people write beside the words that we show, folded."""
LEVELS: Final = ("trainee", "observer", "verified", "lead")
CALLSIGN: Final = re.compile(r"^[A-Z][A-Z0-9-]{1,9}$")
"""Up to ten characters: a longer one would be cut where texts name a buddy."""
LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
CONSENT: Final = re.compile(r"^(?P<how>[^@]{2,60}?)\s*[@ ]\s*(?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}(T\S+)?)$")
TRUE, FALSE = frozenset(("yes", "y", "true", "1", "si", "sí", "x")), frozenset(("no", "n", "false", "0"))
READ: Final = ("en", "es")
"""The languages in which we have texts."""
REMOVED: Final = ("-", "–", "—")
REMOVABLE: Final = ("phone", "email", "lat", "lon", "radius_km", "no_residences")
FileRow = TypeVar("FileRow", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class LineContact:
    """What the line says of how a person is reached, for notify, which is told beside it who they are to dispatch."""

    callsign: str
    phone: str | None
    """E.164."""
    email: str | None
    language: Literal["en", "es"] | None
    """None: nothing is said."""
    language_if_new: Literal["en", "es"]
    """The first that they speak and that we have texts in."""
    consent: ConsentStatement | None
    """None: they are asked by text first."""
    remove: tuple[Literal["phone", "email"], ...] = ()


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """One line of the file. With a `problem` (a sentence of the catalogue and its facts) it is not imported."""

    number: int
    callsign: str
    volunteer: VolunteerEntry | None = None
    """For dispatch: nothing with which a person could be reached. None where there is a problem."""
    contact: LineContact | None = None
    """None: nothing is said of phone, mail, consent or the language of texts."""
    problem: tuple[str, dict[str, Any]] | None = None


class VolunteersFile(NamedTuple):
    lines: tuple[VolunteerLine, ...]
    """All below the heading but the blank ones."""
    blank: int


class _LineFault(Exception):
    def __init__(self, key: str, **facts: Any) -> None:
        self.key, self.facts = key, facts


def read_volunteers(path: Path) -> VolunteersFile:
    """
    Raises:
        CommandRefused: no such file, no table of text, or a heading that is not ours.
    """
    sheet = read_sheet(path, {folded(said): name for name, others in COLUMNS.items() for said in (name, *others)})
    if missing := [name for name in NEEDED if name not in sheet.columns]:
        raise CommandRefused("csv_missing_columns", file=path, missing=", ".join(missing))
    return VolunteersFile(tuple(_lines(sheet.rows)), sheet.blank)


def _lines(rows: tuple[SheetRow, ...]) -> Iterator[VolunteerLine]:
    callsigns: dict[str, int] = {}
    phones: dict[str, int] = {}
    for row in rows:
        cells = {name: cell for name, cell in row.cells.items() if cell}
        callsign = cells.get("callsign", "").upper()
        try:
            if row.beyond:
                raise _LineFault("csv_too_many_cells")
            _refuse_removal(cells)
            volunteer, contact = volunteer_from(cells), contact_from(cells)
            if (first := callsigns.setdefault(callsign, row.number)) != row.number:
                raise _LineFault("csv_callsign_twice", line=first)
            phone = contact.phone if contact else None
            if phone and (first := phones.setdefault(phone, row.number)) != row.number:
                raise _LineFault("csv_phone_twice", line=first)
            yield VolunteerLine(row.number, callsign, volunteer, contact)
        except _LineFault as fault:
            yield VolunteerLine(row.number, callsign or "?", problem=(fault.key, fault.facts))


def volunteer_from(cells: Mapping[str, str]) -> VolunteerEntry:
    """`cells`: those with something in them."""
    callsign = cells.get("callsign", "").upper()
    if not CALLSIGN.match(callsign):
        raise _LineFault("csv_callsign")
    said: dict[str, object] = {"callsign": callsign}
    if "roles" in cells:
        said["roles"] = _codes(cells["roles"], "role", ROLES, "csv_roles")
    if "level" in cells:
        [said["level"]] = _codes(cells["level"], "level", LEVELS, "csv_level", most=1)
    if "languages" in cells:
        said["languages"] = _languages(cells["languages"])
    if (home := _home(cells)) is not None:
        said["home"] = home
    if cells.get("radius_km", "-") not in REMOVED:
        said["radius_km"] = _number(cells["radius_km"], 2, 200, "radius_km")
    if cells.get("no_residences", "-") not in REMOVED:
        said["no_residences"] = _flag(cells["no_residences"])
    removed = {"home": "lat", "radius_km": "radius_km", "no_residences": "no_residences"}
    if remove := [name for name, column in removed.items() if cells.get(column) in REMOVED]:
        said["remove"] = remove
    return _fitting(VolunteerEntry, **said)


def contact_from(cells: Mapping[str, str]) -> LineContact | None:
    """Consent is `HOW DATE` (paper form 2026-11-02); without it they are asked by text first."""
    if not {"phone", "email", "language", "consent"} & cells.keys():
        return None
    removed = ("phone", "email")
    phone, email = (None if cells.get(name) in REMOVED else cells.get(name) for name in removed)
    if email is not None and address_on_the_wire(email) is None:
        raise _LineFault("csv_email")
    language = cells.get("language")
    if language is not None and canonical(language.lower()).split("-")[0] not in READ:
        raise _LineFault("csv_language")
    spoken = [tag.split("-")[0] for tag in _languages(cells["languages"])] if "languages" in cells else []
    return LineContact(
        callsign=cells["callsign"].upper(),
        phone=_phone(phone) if phone is not None else None,
        email=email,
        language=None if language is None else _read(canonical(language.lower()).split("-")[0]),
        language_if_new=_read(next((tag for tag in spoken if tag in READ), "en")),
        consent=_consent(cells.get("consent", "")),
        remove=tuple(name for name in ("phone", "email") if cells.get(name) in REMOVED),
    )


def _refuse_removal(cells: Mapping[str, str]) -> None:
    for column, cell in cells.items():
        if cell in REMOVED and column not in REMOVABLE:
            raise _LineFault("csv_cannot_remove", column=column)


def _read(language: str) -> Literal["en", "es"]:
    return "es" if language == "es" else "en"


def _phone(text: str) -> str:
    try:
        return e164(text)
    except NoPhone as error:
        raise _LineFault(str(error)) from None


def _codes(text: str, group: str, allowed: tuple[str, ...], key: str, *, most: int = len(ROLES)) -> list[str]:
    """Codes, or the words that people read for them in either language."""
    words = {folded(catalogue("words", said).text(group, code)): code for said in LANGUAGES for code in allowed}
    words |= {code: code for code in allowed}
    words |= {also: code for also, code in ALSO_ROLES.items() if code in allowed and group == "role"}
    found = [words.get(folded(part)) for part in re.split(r"[|/;,+]+", text) if part.strip()]
    if None in found and most > 1:
        found = [words.get(folded(part)) for part in _words(text)]
    codes = [code for code in found if code is not None]
    if not codes or len(codes) < len(found) or len(codes) > most:
        raise _LineFault(key, allowed=", ".join(allowed))
    return codes


def _languages(text: str) -> list[str]:
    """Tags, or names in English or Spanish: es, ES, Spanish, español."""
    names = _tags_by_name()
    whole = [names.get(folded(part)) for part in re.split(r"[|/;,+]+", text) if part.strip()]
    if whole and None not in whole:
        return [tag for tag in whole if tag is not None]
    tags = [names.get(folded(word)) or canonical(word) for word in _words(text)]
    if not tags or not all(LANGUAGE.match(tag) for tag in tags):
        raise _LineFault("csv_languages")
    return tags


@cache
def _tags_by_name() -> dict[str, str]:
    return {folded(name): tag for said in LANGUAGES for tag, name in names_in(said).items()}


def _consent(text: str) -> ConsentStatement | None:
    if not text:
        return None
    match = CONSENT.match(text)
    try:
        at = datetime.fromisoformat(match["at"]) if match else None
    except ValueError:
        at = None
    if match is None or at is None:
        raise _LineFault("csv_consent")
    given_at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if given_at > datetime.now(UTC) + timedelta(days=1):
        raise _LineFault("csv_consent_future")
    return _fitting(ConsentStatement, how=match["how"], at=given_at)


def _fitting(model: type[FileRow], **values: object) -> FileRow:
    """What the columns' own checks let pass is checked as the service would."""
    try:
        return model.model_validate(values)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False, include_input=False)
        raise _LineFault("request_invalid", faults="; ".join(fault_said(fault["msg"]) for fault in faults)) from None


def _home(cells: Mapping[str, str]) -> dict[str, float] | None:
    """Both or neither, to be said or to be taken away."""
    lat, lon = cells.get("lat", ""), cells.get("lon", "")
    if (not lat and not lon) or (lat in REMOVED and lon in REMOVED):
        return None
    return {"lat": _number(lat, -90, 90, "lat"), "lon": _number(lon, -180, 180, "lon")}


def _number(text: str, least: float, most: float, column: str) -> float:
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = float("nan")
    if not least <= number <= most:
        raise _LineFault("csv_number", column=column, least=least, most=most)
    return number


def _flag(text: str) -> bool:
    if text.lower() not in TRUE | FALSE:
        raise _LineFault("csv_flag")
    return text.lower() in TRUE


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s|/;,+]+", text) if word]
