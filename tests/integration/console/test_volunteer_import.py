"""`hotline volunteers import` against services over real HTTP: what is stored, what is told, and what a trial says."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from schemas.api.common import ProblemDocument
from schemas.api.dispatch.volunteers import SavedVolunteer, VolunteerChange, VolunteersRequest, VolunteersSaved
from schemas.api.notify import (
    ConsentStatement,
    ContactChange,
    ContactEntry,
    ContactImportResult,
    ContactsImportAnswer,
    ContactsImportRequest,
)
from tests.support.console_answers import id_of, run
from tests.support.fake_services import FakeServices, problem

VOLUNTEERS = "POST /v1/networks/la/volunteers"
CONTACTS = "PUT /v1/contacts"


def _saved(order: VolunteersRequest) -> VolunteersSaved | ProblemDocument:
    if any(person.callsign == "OTTER" for person in order.volunteers):
        return problem(422, "invalid", "Some fields do not fit", ("/volunteers/0/home", "not in this world"))
    return VolunteersSaved(
        volunteers=tuple(
            SavedVolunteer(
                callsign=person.callsign, volunteer_id=id_of(person.callsign), created=person.callsign != "MAPLE"
            )
            for person in order.volunteers
        )
    )


def _enrolled(order: ContactsImportRequest) -> ContactsImportAnswer:
    return ContactsImportAnswer(contacts=tuple(_one_enrolled(contact) for contact in order.contacts))


def _one_enrolled(contact: ContactEntry) -> ContactImportResult:
    if contact.callsign == "FINCH":
        return ContactImportResult(person_id=contact.person_id, state=None, problem="no such prefix")
    return ContactImportResult(
        person_id=contact.person_id,
        state="opted_in" if contact.consent else "invited",
        reached_by="text" if contact.phone else "mail" if contact.email else "nothing",
    )


TRIAL = "?dry_run=true"


def imports(fake: FakeServices, saved: Any = None, enrolled: Any = None) -> None:
    """Both services answer an import as they answer its trial."""
    for asked in ("", TRIAL):
        fake.replies[VOLUNTEERS + asked] = saved or _saved
        fake.replies[CONTACTS + asked] = enrolled or _enrolled


CSV = """callsign,roles,level,languages,lat,lon,phone,consent
HERON,observer,verified,es,34.04,-118.2,+12135550101,form 2026-11-02
MAPLE,observer,observer,es,34.04,-118.2,+12135550102,
bad name,observer,observer,es,34.04,-118.2,+12135550103,
OTTER,observer,observer,es,34.04,-118.2,+12135550104,
FINCH,observer,observer,es,34.04,-118.2,+12135550105,form 2026-11-02
ROBIN,duty_lead,lead,en,,,,
"""


def test_a_bad_line_stops_no_other(fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    imports(fake)

    code, printed, _ = run(capsys, "volunteers", "import", str(file), "--json")

    report = json.loads(printed)
    assert code == 1, "three lines need a person"
    rows = {row["line"]: (row["callsign"], row["result"], row["contact"]) for row in report["rows"]}
    assert rows == {
        2: ("HERON", "created", "opted_in"),
        3: ("MAPLE", "updated", "invited"),
        4: ("BAD NAME", "problem", None),
        5: ("OTTER", "problem", None),
        6: ("FINCH", "created", None),
        7: ("ROBIN", "created", None),
    }
    assert (report["created"], report["updated"], report["invited"], report["problems"]) == (3, 1, 1, 3)
    assert report["lines"] + report["blank"] == CSV.count("\n") - 1
    problems = {row["callsign"]: row["problem"] for row in report["rows"] if row["problem"]}
    assert "not in this world" in problems["OTTER"]
    assert problems["FINCH"] == "no such prefix"
    assert "+1213555" not in str(fake.bodies(VOLUNTEERS))
    assert fake.bodies(CONTACTS)[-1].contacts[0] == ContactEntry(
        person_id=id_of("HERON"),
        network_id="la",
        org="RRN",
        callsign="HERON",
        phone="+12135550101",
        language_if_new="es",
        consent=ConsentStatement(how="form", at=datetime(2026, 11, 2, tzinfo=UTC)),
    )


def test_who_has_no_phone_is_not_said_to_be_asked_by_text(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    lines = "callsign,roles,level,languages,lat,lon,email\nPINE,coordinator,lead,en,34.05,-118.25,pine@example.org\n"
    file.write_text(lines, encoding="utf-8")
    imports(fake)

    _, printed, _ = run(capsys, "volunteers", "import", str(file))

    assert "by mail" in printed


def test_who_has_neither_any_more_is_not_said_to_be_reached_by_mail(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text("callsign,phone,email,consent\nMAPLE,-,,\n", encoding="utf-8")
    imports(fake)

    _, printed, _ = run(capsys, "volunteers", "import", str(file))

    assert "nothing reaches them: no phone, no mail" in printed
    assert "by mail" not in printed
    assert "0 asked by text" in printed


def test_the_report_on_a_screen_is_no_phone_book(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    imports(fake)
    _, printed, complained = run(capsys, "volunteers", "import", str(file))
    assert "555" not in printed + complained
    assert "…01" in printed


def test_a_dry_run_is_what_the_services_would_make_of_it(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    imports(fake)

    _, tried, _ = run(capsys, "volunteers", "import", str(file), "--dry-run", "--json")
    trial = {asked.name for asked in fake.asked if not asked.name.startswith("GET")}
    _, done, _ = run(capsys, "volunteers", "import", str(file), "--json")

    assert trial == {VOLUNTEERS + TRIAL, CONTACTS + TRIAL}
    assert json.loads(tried)["rows"] == json.loads(done)["rows"]
    assert [json.loads(printed)["dry_run"] for printed in (tried, done)] == [True, False]


def hangs_up(order: ContactsImportRequest) -> ContactsImportAnswer:
    raise ConnectionAbortedError


def test_both_services_are_asked_before_anything_is_stored(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    imports(fake, enrolled=hangs_up)

    for arguments in (["--dry-run"], []):
        code, _, complained = run(capsys, "volunteers", "import", str(file), *arguments)
        assert code == 3
        assert "notify" in complained
    assert VOLUNTEERS not in {asked.name for asked in fake.asked}


def test_what_becomes_different_is_told_and_a_lost_contact_too(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text("callsign,level,phone\nHERON,lead,+12135550109\n", encoding="utf-8")

    def saved(order: VolunteersRequest) -> VolunteersSaved:
        change = VolunteerChange(field="level", old="verified", new="lead")
        return VolunteersSaved(
            volunteers=(
                SavedVolunteer(callsign="HERON", volunteer_id=id_of("HERON"), created=False, changes=(change,)),
            )
        )

    def enrolled(order: ContactsImportRequest) -> ContactsImportAnswer:
        change = ContactChange(field="phone", old="…01", new="…09")
        return ContactsImportAnswer(
            contacts=(ContactImportResult(person_id=id_of("HERON"), state="opted_in", changes=(change,)),)
        )

    imports(fake, saved, enrolled)
    fake.replies[CONTACTS] = hangs_up

    tried, printed, _ = run(capsys, "volunteers", "import", str(file), "--dry-run")
    code, half, _ = run(capsys, "volunteers", "import", str(file))

    assert tried == 0
    assert "level verified → lead; phone …01 → …09" in " ".join(printed.split())
    assert code == 1
    assert "notify does not answer" in " ".join(half.split())


def test_a_thousand_volunteers_go_in_bodies_that_the_services_take(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    lines = [
        f"B-{n},observer,observer,es,34.04,-118.2,+1{300 + n // 100}55501{n % 100:02},form 2026-11-02"
        for n in range(1000)
    ]
    file.write_text("callsign,roles,level,languages,lat,lon,phone,consent\n" + "\n".join(lines), encoding="utf-8")
    imports(fake)

    code, printed, _ = run(capsys, "volunteers", "import", str(file), "--dry-run", "--json")

    assert (code, json.loads(printed)["created"]) == (0, 1000)
    assert sum(len(body.volunteers) for body in fake.bodies(VOLUNTEERS + TRIAL)) == 1000
    [contacts] = fake.bodies(CONTACTS + TRIAL)
    assert len(contacts.contacts) == 1000, "numbers may be swapped between any two lines"
    for asked in fake.asked:
        assert len(asked.content) < (1024 if "/v1/contacts" in asked.name else 64) * 1024
