"""The volunteers' CSV is read line by line: a bad line says what is wrong and stops no other."""

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.api.dispatch.volunteers import HomePlace
from schemas.api.notify import ConsentStatement
from services.console.errors import CommandRefused
from services.console.files.phone_cell import NoPhone, e164
from services.console.files.volunteers import LineContact, VolunteerLine, read_volunteers
from services.console.language.words import said

HEADING = "callsign,roles,level,languages,lat,lon,radius_km,no_residences,phone,email,language,consent"
GOOD = "HERON,observer,verified,es en,34.0462,-118.2072,12,no,(213) 555-0101,,es,form 2026-11-02"


def read(tmp_path: Path, *lines: str, heading: str = HEADING) -> list[VolunteerLine]:
    file = tmp_path / "volunteers.csv"
    file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return list(read_volunteers(file).lines)


def one(tmp_path: Path, line: str) -> VolunteerLine:
    [found] = read(tmp_path, line)
    return found


def test_a_good_line_is_split_between_dispatch_and_notify(tmp_path: Path) -> None:
    line = one(tmp_path, GOOD)

    assert line.problem is None
    assert line.volunteer is not None
    assert line.volunteer.model_dump(mode="json", exclude_unset=True) == {
        "callsign": "HERON",
        "roles": ["observer"],
        "level": "verified",
        "languages": ["es", "en"],
        "home": {"lat": 34.0462, "lon": -118.2072},
        "radius_km": 12.0,
        "no_residences": False,
    }
    assert line.contact == LineContact(
        callsign="HERON",
        phone="+12135550101",
        email=None,
        language="es",
        language_if_new="es",
        consent=ConsentStatement(how="form", at=datetime(2026, 11, 2, tzinfo=UTC)),
    )


def test_dispatch_is_told_nothing_with_which_a_person_could_be_reached(tmp_path: Path) -> None:
    assert "5550101" not in str(one(tmp_path, GOOD).volunteer)


def test_what_is_not_said_is_not_sent(tmp_path: Path) -> None:
    [line] = read(tmp_path, "ROBIN,duty_lead|reviewer,lead,zap en", heading="Callsign, Roles ,level,languages")
    [silent] = read(tmp_path, "ROBIN,,,,,,,,,,,", heading=HEADING)

    assert line.problem is None
    assert line.volunteer is not None
    assert line.volunteer.model_fields_set == {"callsign", "roles", "level", "languages"}
    assert line.contact is None
    assert silent.volunteer is not None
    assert silent.volunteer.model_fields_set == {"callsign"}
    assert silent.contact is None


def test_a_dash_takes_away_what_is_known(tmp_path: Path) -> None:
    line = one(tmp_path, "HERON,,,,-,-,-,–,-,-,,")

    assert line.volunteer is not None
    assert line.volunteer.remove == ("home", "radius_km", "no_residences")
    assert line.contact is not None
    assert (line.contact.phone, line.contact.email, line.contact.remove) == (None, None, ("phone", "email"))
    for column in ("roles", "level", "languages", "language", "consent"):
        cells = ",".join({"callsign": "HERON", column: "-"}.get(name, "") for name in HEADING.split(","))
        assert one(tmp_path, cells).problem == ("csv_cannot_remove", {"column": column})


def test_for_somebody_new_texts_come_in_a_language_they_speak(tmp_path: Path) -> None:
    spanish = one(tmp_path, "OTTER,observer,verified,zap es-MX,34,-118,,,+12135550103,,,")
    other = one(tmp_path, "OTTER,observer,verified,zap mix,34,-118,,,+12135550103,,,")

    assert spanish.contact is not None
    assert (spanish.contact.language, spanish.contact.language_if_new) == (None, "es")
    assert spanish.contact.consent is None
    assert other.contact is not None
    assert other.contact.language_if_new == "en"


@pytest.mark.parametrize(
    ("cell", "to", "key"),
    [
        ("HERON,", "heron smith,", "csv_callsign"),
        ("HERON,", "H,", "csv_callsign"),
        ("HERON,", "NIGHTINGALE,", "csv_callsign"),
        ("observer,", "observr,", "csv_roles"),
        ("verified", "expert", "csv_level"),
        ("es en", "spanglish!", "csv_languages"),
        ("34.0462", "north", "csv_number"),
        ("34.0462", "134.0", "csv_number"),
        ("34.0462", "nan", "csv_number"),
        ("34.0462", "", "csv_number"),
        ("34.0462", "-", "csv_number"),
        (",12,", ",0,", "csv_number"),
        (",no,", ",maybe,", "csv_flag"),
        ("(213) 555-0101", "555-0101", "csv_phone_digits"),
        ("(213) 555-0101", "1213550101", "csv_phone_digits"),
        ("(213) 555-0101", "2.13556E+09", "csv_phone_rounded"),
        ("(213) 555-0101", "213-555-0101 x204", "csv_phone_extension"),
        ("(213) 555-0101", "213-555-0101 / 213-555-0102", "csv_phone_two"),
        ("(213) 555-0101", "none", "csv_phone_letters"),
        (",,es,form", ",pine.example,es,form", "csv_email"),
        (",es,form", ",fr,form", "csv_language"),
        ("form 2026-11-02", "yes", "csv_consent"),
        ("form 2026-11-02", "form 2026-13-02", "csv_consent"),
        ("form 2026-11-02", "form 2126-11-02", "csv_consent_future"),
        ("form 2026-11-02", "form 2026-11-02,extra", "csv_too_many_cells"),
    ],
)
def test_a_bad_line_says_what_is_wrong_and_repeats_no_number(tmp_path: Path, cell: str, to: str, key: str) -> None:
    assert cell in GOOD
    bad, good = read(tmp_path, GOOD.replace(cell, to, 1), "MAPLE,observer,observer,en,34,-118,,,+12135550102,,,")
    assert bad.problem is not None
    assert bad.problem[0] == key
    for language in ("en", "es"):
        told = said(language, bad.problem[0], **bad.problem[1])
        assert "0101" not in told
    assert good.problem is None


def test_the_second_of_two_alike_is_refused(tmp_path: Path) -> None:
    same_name, same_phone, first = (
        GOOD.replace("0101", "0109"),
        GOOD.replace("HERON", "MAPLE"),
        GOOD,
    )
    lines = read(tmp_path, first, same_name, same_phone)
    assert lines[0].problem is None
    assert lines[1].problem == ("csv_callsign_twice", {"line": 2})
    assert lines[2].problem == ("csv_phone_twice", {"line": 2})


def test_lines_are_numbered_as_an_editor_shows_them_and_blank_ones_are_counted(tmp_path: Path) -> None:
    file = tmp_path / "volunteers.csv"
    lines = ["", HEADING, "", GOOD, ",,,,,,,,,,,", GOOD.replace("HERON", "MAPLE").replace("0101", "0102"), "", ""]
    file.write_text("\n".join(lines), encoding="utf-8")

    read = read_volunteers(file)

    assert [(line.number, line.callsign) for line in read.lines] == [(4, "HERON"), (6, "MAPLE")]
    assert read.blank == 3


TABLE = [HEADING, GOOD.replace("34.0462", '"34,0462"'), GOOD.replace("HERON", "MAPLE").replace("0101", "0102")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("first", ["", "sep={}"])
def test_a_spreadsheets_own_ways_are_understood(
    tmp_path: Path, end: str, delimiter: str, encoding: str, first: str
) -> None:
    cells = [next(csv.reader([line])) for line in TABLE]
    cells[1][11] = "formación 2026-11-02"
    quoted = [delimiter.join(f'"{cell}"' if "," in cell else cell for cell in row) + delimiter * 3 for row in cells]
    file = tmp_path / "volunteers.csv"
    file.write_bytes(end.join([*([first.format(delimiter)] if first else []), *quoted, ""]).encode(encoding))

    read = read_volunteers(file)
    heron, maple = read.lines

    assert read.blank == 0
    assert (heron.problem, maple.problem) == (None, None)
    assert heron.volunteer is not None
    assert heron.volunteer.home == HomePlace(lat=34.0462, lon=-118.2072)
    assert heron.contact is not None
    assert heron.contact.consent is not None
    assert heron.contact.consent.how == "formación"
    assert heron.number == (3 if first else 2)


@pytest.mark.parametrize("line", [1, 2, 3])
def test_a_quote_that_is_not_closed_is_refused_by_the_line_where_it_opened(tmp_path: Path, line: int) -> None:
    people = [GOOD.replace("HERON", name).replace("0101", f"010{n}") for n, name in enumerate(("HERON", "MAPLE"))]
    people += [
        GOOD.replace("HERON", "OTTER").replace("0101", "0103"),
        GOOD.replace("HERON", "WREN").replace("form", '"x"'),
    ]
    people[line - 1] = people[line - 1].replace(",es,form", ',es,"form')

    with pytest.raises(CommandRefused) as refused:
        read(tmp_path, *people)

    assert (refused.value.key, refused.value.facts["line"]) == ("csv_quote_open", line + 1)


def test_a_heading_and_its_words_may_be_spanish(tmp_path: Path) -> None:
    heading = "Nombre clave;Funciones;Nivel;Idiomas;Latitud;Longitud;Radio km;Sin viviendas;Teléfono;Correo;Idioma"
    line = "HERON;observadora, responsable;verificado;Español / Q’eqchi’;34,05;-118,2;12;sí;2135550101;;es"
    [found] = read(tmp_path, line.replace("’", "'"), heading=heading)

    assert found.problem is None
    assert found.volunteer is not None
    assert found.volunteer.roles == ("observer", "duty_lead")
    assert (found.volunteer.level, found.volunteer.languages) == ("verified", ["es", "kek"])
    assert found.volunteer.no_residences is True
    assert found.contact is not None
    assert (found.contact.phone, found.contact.language) == ("+12135550101", "es")


def test_two_forms_of_a_mexican_mobile_are_one_number(tmp_path: Path) -> None:
    first, second = (
        GOOD.replace("(213) 555-0101", "+52 1 55 5555 0142"),
        GOOD.replace("HERON", "MAPLE").replace("(213) 555-0101", "+52 55 5555 0142"),
    )

    assert [line.problem for line in read(tmp_path, first, second)] == [None, ("csv_phone_twice", {"line": 2})]


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        (HEADING + ",passport", "csv_unknown_columns"),
        (HEADING + ",Phone number", "csv_column_twice"),
        (HEADING + ",Teléfono,passport", "csv_unknown_columns"),
        ("phone,roles", "csv_missing_columns"),
        ("", "csv_missing_columns"),
    ],
)
def test_a_heading_that_is_not_ours_is_refused(tmp_path: Path, heading: str, key: str) -> None:
    with pytest.raises(CommandRefused) as refused:
        read(tmp_path, heading=heading)
    assert refused.value.key == key


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandRefused):
        read_volunteers(tmp_path / "none.csv")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00c\x00a")
    with pytest.raises(CommandRefused):
        read_volunteers(tmp_path / "binary.csv")


def test_the_fictional_network_is_sound() -> None:
    lines = read_volunteers(Path(__file__).parents[3] / "deploy/local/volunteers.csv").lines
    assert [line for line in lines if line.problem] == []
    assert len(lines) >= 14
    contacts = {line.callsign: line.contact for line in lines if line.contact}
    assert all(str(contact.phone).startswith("+121355501") for contact in contacts.values()), "kept for fiction"
    assert all(contact.phone != "+12135550142" for contact in contacts.values()), "the hotline's own"
    roles = {line.callsign: line.volunteer.roles for line in lines if line.volunteer}
    assert "duty_lead" in roles["ROBIN"]
    assert "duty_lead" in roles["WREN"]
    assert roles["PINE"] == ("coordinator",)
    assert contacts["PINE"].email


@pytest.mark.parametrize("text", ["", "abc", "+1", "12", "+1213555010155555", "1213555015", "12135550101.0"])
def test_not_a_phone_number(text: str) -> None:
    with pytest.raises(NoPhone, match="csv_phone"):
        e164(text)


@pytest.mark.parametrize(
    "text",
    ["(213) 555-0101", "213.555.0101", "1-213-555-0101", "12135550101", "+1 213 555 0101", "213–555–0101"],
)
def test_a_phone_number_however_it_is_written(text: str) -> None:
    assert e164(text) == "+12135550101"
