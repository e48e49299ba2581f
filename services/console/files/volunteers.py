"""The volunteers' CSV, line by line: what each line says, or what is wrong with it. No number is ever repeated."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, TypeVar

import phonenumbers
from pydantic import BaseModel, ValidationError

from schemas.api.dispatch import VolunteerEntry
from schemas.api.notify import ConsentStatement
from schemas.mail_addresses import address_on_the_wire
from services.console.errors import CommandRefused

CONTACT_COLUMNS: Final = ("phone", "email", "language", "consent")
VOLUNTEER_COLUMNS: Final = ("callsign", "roles", "level", "languages", "lat", "lon", "radius_km", "no_residences")
COLUMNS: Final = VOLUNTEER_COLUMNS + CONTACT_COLUMNS
NEEDED: Final = ("callsign", "roles", "level", "languages")
ROLES: Final = ("observer", "duty_lead", "coordinator", "reviewer")
LEVELS: Final = ("trainee", "observer", "verified", "lead")
CALLSIGN: Final = re.compile(r"^[A-Z][A-Z0-9-]{1,9}$")
"""Up to ten characters: a longer one would be cut where texts name a buddy."""
LANGUAGE: Final = re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")
CONSENT: Final = re.compile(r"^(?P<how>[^@]{2,60}?)\s*[@ ]\s*(?P<at>\d{4}-\d{2}-\d{2}(T\S+)?)$")
TRUE, FALSE = frozenset(("yes", "y", "true", "1", "si", "sí", "x")), frozenset(("", "no", "n", "false", "0"))
READ: Final = ("en", "es")
"""The languages in which we have texts."""
DEFAULT_RADIUS_KM: Final = 10.0
FileRow = TypeVar("FileRow", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class LineContact:
    """How a person is reached, for notify, which is told beside it who they are to dispatch."""

    callsign: str
    phone: str | None
    """E.164."""
    email: str | None
    language: Literal["en", "es"]
    consent: ConsentStatement | None
    """None: they are asked by text first."""


@dataclass(frozen=True, slots=True)
class VolunteerLine:
    """One line of the file. With a `problem` (a sentence of the catalogue and its facts) it is not imported."""

    number: int
    callsign: str
    volunteer: VolunteerEntry | None = None
    """For dispatch: nothing with which a person could be reached. None where there is a problem."""
    contact: LineContact | None = None
    """None: no phone, no mail."""
    problem: tuple[str, dict[str, Any]] | None = None


class _LineFault(Exception):
    def __init__(self, key: str, **facts: Any) -> None:
        self.key, self.facts = key, facts


def read_volunteers(path: Path) -> list[VolunteerLine]:
    """Every line below the heading, in order; empty ones are left out.

    Raises:
        CommandRefused: no such file, not UTF-8, or a heading that is not ours.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise CommandRefused("file_unreadable", file=path, why=error.strerror) from None
    except UnicodeDecodeError:
        raise CommandRefused("file_invalid", file=path, faults="UTF-8?") from None
    heading = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=heading.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    columns = [name.strip().lower() for name in reader.fieldnames or ()]
    if unknown := sorted(set(columns) - set(COLUMNS)):
        raise CommandRefused("csv_unknown_columns", file=path, unknown=", ".join(unknown), known=", ".join(COLUMNS))
    if missing := [name for name in NEEDED if name not in columns]:
        raise CommandRefused("csv_missing_columns", file=path, missing=", ".join(missing))
    reader.fieldnames = columns
    return list(_lines(reader))


def _lines(reader: "csv.DictReader[str]") -> Iterator[VolunteerLine]:
    callsigns: dict[str, int] = {}
    phones: dict[str, int] = {}
    for row in reader:
        number = reader.line_num
        cells = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
        if not any(cells.values()):
            continue
        callsign = cells.get("callsign", "").upper()
        try:
            if row.get(""):
                raise _LineFault("csv_too_many_cells")
            volunteer, contact = volunteer_from(cells), contact_from(cells)
            if (first := callsigns.setdefault(callsign, number)) != number:
                raise _LineFault("csv_callsign_twice", line=first)
            phone = contact.phone if contact else None
            if phone and (first := phones.setdefault(phone, number)) != number:
                raise _LineFault("csv_phone_twice", line=first)
            yield VolunteerLine(number, callsign, volunteer, contact)
        except _LineFault as fault:
            yield VolunteerLine(number, callsign or "?", problem=(fault.key, fault.facts))


def volunteer_from(cells: Mapping[str, str]) -> VolunteerEntry:
    callsign = cells["callsign"].upper()
    if not CALLSIGN.match(callsign):
        raise _LineFault("csv_callsign")
    roles = _words(cells["roles"].lower())
    if not roles or not set(roles) <= set(ROLES):
        raise _LineFault("csv_roles", allowed=", ".join(ROLES))
    level = cells["level"].lower()
    if level not in LEVELS:
        raise _LineFault("csv_level", allowed=", ".join(LEVELS))
    languages = _words(cells["languages"])
    if not languages or not all(LANGUAGE.match(language) for language in languages):
        raise _LineFault("csv_languages")
    home = _home(cells.get("lat", ""), cells.get("lon", ""))
    if home is None and "observer" in roles:
        raise _LineFault("csv_no_home")
    return _fitting(
        VolunteerEntry,
        callsign=callsign,
        roles=roles,
        level=level,
        languages=languages,
        home=home,
        radius_km=_number(cells.get("radius_km") or str(DEFAULT_RADIUS_KM), 2, 200, "radius_km"),
        no_residences=_flag(cells.get("no_residences", "")),
    )


def contact_from(cells: Mapping[str, str]) -> LineContact | None:
    """Consent is `HOW DATE` (paper form 2026-11-02); without it they are asked by text first."""
    phone, email = cells.get("phone", ""), cells.get("email", "")
    if not phone and not email:
        return None
    if email and address_on_the_wire(email) is None:
        raise _LineFault("csv_email")
    spoken = [language for language in _words(cells["languages"]) if language in READ]
    language = cells.get("language", "").lower() or [*spoken, "en"][0]
    if language not in READ:
        raise _LineFault("csv_language")
    return LineContact(
        callsign=cells["callsign"].upper(),
        phone=_phone(phone) if phone else None,
        email=email or None,
        language="es" if language == "es" else "en",
        consent=_consent(cells.get("consent", "")),
    )


def e164(phone: str) -> str:
    """Whether a number is assigned is the provider's business; notify decides whom it may text.

    Raises:
        ValueError: not a phone number. The text does not repeat it.
    """
    try:
        number = phonenumbers.parse(phone, "US")
    except phonenumbers.NumberParseException:
        raise ValueError("not a phone number") from None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        raise ValueError("not a phone number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _phone(text: str) -> str:
    try:
        return e164(text)
    except ValueError:
        raise _LineFault("csv_phone") from None


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
        raise _LineFault("request_invalid", faults="; ".join(fault["msg"] for fault in faults)) from None


def _home(lat: str, lon: str) -> dict[str, float] | None:
    if not lat and not lon:
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
