"""The volunteers' CSV is read line by line: a bad line says what is wrong and stops no other."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from schemas.api.dispatch import HomePlace
from schemas.api.notify import ConsentStatement
from services.console.errors import CommandRefused
from services.console.files.volunteers import LineContact, VolunteerLine, e164, read_volunteers
from services.console.language.words import said

HEADING = "callsign,roles,level,languages,lat,lon,radius_km,no_residences,phone,email,language,consent"
GOOD = "HERON,observer,verified,es en,34.0462,-118.2072,12,no,(213) 555-0101,,es,form 2026-11-02"


def read(tmp_path: Path, *lines: str, heading: str = HEADING) -> list[VolunteerLine]:
    file = tmp_path / "volunteers.csv"
    file.write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return read_volunteers(file)


def one(tmp_path: Path, line: str) -> VolunteerLine:
    [found] = read(tmp_path, line)
    return found


def test_a_good_line_is_split_between_dispatch_and_notify(tmp_path: Path) -> None:
    line = one(tmp_path, GOOD)

    assert line.problem is None
    assert line.volunteer is not None
    assert line.volunteer.model_dump(mode="json") == {
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
        consent=ConsentStatement(how="form", at=datetime(2026, 11, 2, tzinfo=UTC)),
    )


def test_dispatch_is_told_nothing_with_which_a_person_could_be_reached(tmp_path: Path) -> None:
    assert "5550101" not in str(one(tmp_path, GOOD).volunteer)


def test_what_may_be_left_out_has_a_sensible_value(tmp_path: Path) -> None:
    [line] = read(tmp_path, "ROBIN,duty_lead|reviewer,lead,zap en", heading="Callsign, Roles ,level,languages")
    assert line.problem is None
    assert line.volunteer is not None
    assert line.volunteer.home is None
    assert line.volunteer.radius_km == 10.0
    assert line.contact is None


def test_without_a_language_texts_come_in_one_they_speak(tmp_path: Path) -> None:
    spanish = one(tmp_path, "OTTER,observer,verified,zap es,34,-118,,,+12135550103,,,")
    other = one(tmp_path, "OTTER,observer,verified,zap mix,34,-118,,,+12135550103,,,")
    assert spanish.contact is not None
    assert spanish.contact.language == "es"
    assert spanish.contact.consent is None
    assert other.contact is not None
    assert other.contact.language == "en"


@pytest.mark.parametrize(
    ("cell", "to", "key"),
    [
        ("HERON,", "heron smith,", "csv_callsign"),
        ("HERON,", "H,", "csv_callsign"),
        ("HERON,", "NIGHTINGALE,", "csv_callsign"),
        ("observer,", "observr,", "csv_roles"),
        ("observer,", ",", "csv_roles"),
        ("verified", "expert", "csv_level"),
        ("es en", "spanish", "csv_languages"),
        ("34.0462", "north", "csv_number"),
        ("34.0462", "134.0", "csv_number"),
        ("34.0462", "nan", "csv_number"),
        (",34.0462,-118.2072,", ",,,", "csv_no_home"),
        (",12,", ",0,", "csv_number"),
        (",no,", ",maybe,", "csv_flag"),
        ("(213) 555-0101", "555-0101", "csv_phone"),
        ("(213) 555-0101", "none", "csv_phone"),
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


def test_lines_are_numbered_as_an_editor_shows_them(tmp_path: Path) -> None:
    lines = read(tmp_path, "", GOOD, ",,,,,,,,,,,", GOOD.replace("HERON", "MAPLE").replace("0101", "0102"))
    assert [(line.number, line.callsign) for line in lines] == [(3, "HERON"), (5, "MAPLE")]


def test_a_spreadsheets_own_ways_are_understood(tmp_path: Path) -> None:
    file = tmp_path / "volunteers.csv"
    text = "\ufeff" + HEADING.replace(",", ";") + "\r\n" + GOOD.replace(",", ";").replace("34.0462", "34,0462") + "\r\n"
    file.write_bytes(text.encode())
    [line] = read_volunteers(file)
    assert line.problem is None
    assert line.volunteer is not None
    assert line.volunteer.home == HomePlace(lat=34.0462, lon=-118.2072)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        (HEADING + ",passport", "csv_unknown_columns"),
        ("callsign,phone", "csv_missing_columns"),
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
    lines = read_volunteers(Path(__file__).parents[3] / "deploy/local/volunteers.csv")
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


@pytest.mark.parametrize("text", ["", "abc", "+1", "12", "+1213555010155555"])
def test_not_a_phone_number(text: str) -> None:
    with pytest.raises(ValueError, match="not a phone number"):
        e164(text)
