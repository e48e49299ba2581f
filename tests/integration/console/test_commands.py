"""Commands against services over real HTTP: what is sent, what is asked first, and what a refusal looks like."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel

from schemas.agencies import OwnWords
from schemas.api.common import OperationsFigures, ProblemDocument, ReplayOrder, ReplayOutcome, SetAsideEvent
from schemas.api.dispatch.beside import BesideRequest, IncidentBeside, ReportBeside
from schemas.api.dispatch.incidents import (
    AssignmentSummary,
    ExcludedVolunteer,
    FindingDetail,
    IncidentDetail,
    IncidentList,
    IncidentNeeds,
    IncidentSummary,
    OfferCounts,
    TimelineLine,
)
from schemas.api.dispatch.networks import (
    AppliedNetworkFile,
    DutyHolder,
    NetworkApplied,
    NetworkDetail,
    NetworkList,
    NetworkSummary,
)
from schemas.api.dispatch.pages import OpenPageList, OpenPageSummary
from schemas.api.dispatch.review import ReviewedReport, ReviewPage, WaitingFinding
from schemas.api.dispatch.sos import (
    SosCleared,
    SosDetail,
    SosEntryLine,
    SosList,
    SosNoted,
    SosNoteRequest,
    SosSpokenRequest,
    SosSummary,
    SosTeammate,
)
from schemas.api.dispatch.steps import (
    CloseRequest,
    LookAtAnswer,
    LookAtRequest,
    MeetingPointRequest,
    OutRequest,
    ReviewAnswer,
    ReviewRequest,
    SplitRequest,
    StandDownRequest,
    StepAnswer,
    StepText,
    TellRequest,
)
from schemas.api.dispatch.unread import (
    UnreadAnswerRequest,
    UnreadCloseRequest,
    UnreadSettled,
    UnreadTextList,
    UnreadTextSummary,
)
from schemas.api.dispatch.volunteers import (
    DutyAnswer,
    DutyRequest,
    OnCallAnswer,
    OnCallRequest,
    SavedVolunteer,
    UnreachableVolunteer,
    VolunteerChange,
    VolunteerList,
    VolunteersRequest,
    VolunteersSaved,
    VolunteerSummary,
)
from schemas.api.intake import (
    AcceptedReport,
    CallerNoticePreview,
    CallerTextRead,
    CorrectedPlace,
    DismissalResult,
    NoticePreview,
    NoticePreviewRequest,
    QueuedReport,
    ReleaseEffect,
    ReportContent,
    ReportCorrections,
    ReportPlace,
    ReportQueue,
    ReportReleaseRequest,
    ReportReleaseResult,
    ReportSalute,
    ReportStatus,
    ReportStatusList,
    SourceCredentials,
    SourceList,
    SourceSettings,
    SourceSummary,
)
from schemas.api.notify import (
    CallersReach,
    ConsentStatement,
    ContactChange,
    ContactEntry,
    ContactImportResult,
    ContactsImportAnswer,
    ContactsImportRequest,
    PhoneTestAnswer,
    PhoneTestRequest,
    TextPreviewsAnswer,
    TextPreviewsRequest,
    UnreachableCaller,
    WordedText,
)
from schemas.endings import Ending, UnableWhy
from schemas.values import Accuracy, Channel, Level, Outcome, Request, Trust, rfc3339
from services.console.cli.main import main
from services.console.cli.output import Output
from services.console.cli.session import CommandSession
from services.console.cli.sos import sos_line
from services.console.client.environment import Environment
from services.console.files.network import read_network
from services.console.language.moments import NetworkZones
from tests.support.fake_services import FakeServices, problem

CHECKOUT = Path(__file__).parents[3]
ROSTER = "GET /v1/networks/la/volunteers?limit=500"
VOLUNTEERS = "POST /v1/networks/la/volunteers"
CONTACTS = "PUT /v1/contacts"
PREVIEW = "POST /v1/messages/preview"
REPORT = UUID("0192e000-0000-7000-8000-000000000001")
OTHER = UUID("0192e000-0000-7000-8000-000000000002")
AT = datetime(2026, 11, 24, 14, 45, tzinfo=UTC)


def a_network(network_id: str = "la", time_zone: str = "America/Los_Angeles") -> NetworkSummary:
    return NetworkSummary(
        network_id=network_id,
        revision=1,
        name="RRN",
        hotline_phone="213-555-0142",
        time_zone=time_zone,
        languages=("es", "en"),
        cells=9,
        duty=(),
    )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeServices]:
    fake = FakeServices()
    for service in ("INTAKE", "DISPATCH", "NOTIFY"):
        monkeypatch.setenv(f"HOTLINE_{service}_URL", fake.url)
    monkeypatch.setenv("HOTLINE_STAFF_KEY", "hl_abcdef_" + "x" * 30)
    monkeypatch.setenv("HOTLINE_SOURCE_KEY", "hl_source_" + "y" * 30)
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_LANG", "en")
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(),))
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=())
    fake.replies["POST /v1/callers/reach"] = CallersReach(unreachable=())
    with fake.serving():
        yield fake
    assert fake.strays == []


def in_la(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M %Z}"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


# --- volunteers


def id_of(callsign: str) -> UUID:
    return uuid5(REPORT, callsign)


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
    return ContactImportResult(person_id=contact.person_id, state="opted_in" if contact.consent else "invited")


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


def test_which_network_is_asked_when_there_are_several(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(), a_network("sf")))
    code, _, complained = run(capsys, "volunteers", "list")
    assert (code, complained) == (1, "Which network? --network la | sf\n")


def a_volunteer(callsign: str, **changed: Any) -> VolunteerSummary:
    known = VolunteerSummary(
        volunteer_id=id_of(callsign),
        callsign=callsign,
        roles=("observer",),
        level=Level.VERIFIED,
        languages=("es",),
        radius_km=10,
        no_residences=False,
        on_call=False,
        on_call_until=None,
        assigned=False,
        duty=None,
    )
    return known.model_copy(update=changed)


def test_on_call_is_for_people_who_exist(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=True, until=AT)
    code, printed, _ = run(capsys, "on", "heron", "--for", "4h", "--json")
    assert code == 0
    assert json.loads(printed)["until"] == "2026-11-24T14:45:00.000000Z"
    assert fake.bodies("POST /v1/networks/la/on-call") == [OnCallRequest(callsigns=["HERON"], on=True, hours=4)]
    code, _, complained = run(capsys, "on", "HERON", "NOBODY")
    assert code == 1
    assert "NOBODY" in complained
    assert len(fake.bodies("POST /v1/networks/la/on-call")) == 1, "all or none"


def test_who_goes_off_duty_reads_which_missions_are_open_and_with_whom(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    wren = DutyHolder(callsign="WREN", volunteer_id=OTHER, position="lead")
    answers = ((wren,), "Open missions: K7Q. On duty: WREN."), ((), "Open missions that have NO lead now: K7Q.")
    for duty, said in answers:
        fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(
            callsign="ROBIN", on=False, changed=True, duty=duty, open_missions=("K7Q",)
        )
        code, printed, _ = run(capsys, "duty", "off", "robin", "--successor", "wren", "--anyway")
        assert code == 0
        assert said in printed
    assert fake.bodies("POST /v1/networks/la/duty")[-1] == DutyRequest(
        callsign="ROBIN", on=False, successor="WREN", anyway=True
    )


@pytest.mark.parametrize(
    ("command", "body", "said"),
    [
        (["on", "ROBIN"], DutyRequest(callsign="ROBIN", on=True), "ROBIN is on duty as lead.\n"),
        (
            ["on", "robin", "--backup"],
            DutyRequest(callsign="ROBIN", on=True, position="backup"),
            "ROBIN is on duty as backup.\n",
        ),
        (["off", "robin"], DutyRequest(callsign="ROBIN", on=False), "ROBIN is off duty.\n"),
    ],
)
def test_duty_is_taken_and_ended(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], command: list[str], body: DutyRequest, said: str
) -> None:
    fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(callsign="ROBIN", on=body.on, changed=True, duty=())
    code, printed, _ = run(capsys, "duty", *command)
    assert (code, printed) == (0, said)
    assert fake.bodies("POST /v1/networks/la/duty") == [body]


@pytest.mark.parametrize(
    ("language", "warnings"),
    [
        (
            "en",
            "WARNING: no page reaches ROBIN (wants no texts). Until one does, they do not count as on duty.\n"
            "WARNING: nobody on duty can be reached. Nobody is asked to anything, and reports wait.\n",
        ),
        (
            "es",
            "AVISO: a ROBIN no le llega ningún aviso (no quiere textos). Mientras tanto no cuenta como responsable en "
            "turno.\nAVISO: a nadie en turno se le puede avisar. No se pregunta a nadie y los reportes esperan.\n",
        ),
    ],
)
def test_duty_of_somebody_who_cannot_be_reached_is_taken_with_a_warning(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, warnings: str
) -> None:
    robin = DutyHolder(callsign="ROBIN", volunteer_id=id_of("ROBIN"), position="lead", unreachable="opted_out")
    fake.replies["POST /v1/networks/la/duty"] = DutyAnswer(callsign="ROBIN", on=True, changed=True, duty=(robin,))

    code, _, warned = run(capsys, "duty", "on", "ROBIN", "--lang", language)

    assert (code, warned) == (0, warnings)


def test_whoever_comes_on_call_and_cannot_be_reached_is_named(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(
        callsigns=("HERON",),
        on=True,
        until=None,
        unreachable=(UnreachableVolunteer(callsign="HERON", unreachable="no_consent"),),
    )

    code, printed, warned = run(capsys, "on", "heron")

    assert (code, printed) == (0, "On call: HERON.\n")
    assert warned == (
        "HERON is on call and cannot be reached (has not agreed to texts): no mission is offered to them.\n"
    )


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"level": Level.TRAINEE}, "HERON is a trainee: on call, and no mission is offered to a trainee."),
        ({"roles": ("duty_lead",), "duty": "lead"}, "HERON is on duty: no mission is offered to them"),
        ({"roles": ("duty_lead",)}, "HERON is on call for missions, and not on duty"),
        ({}, ""),
    ],
)
def test_who_comes_on_call_reads_what_that_means_for_them(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], changed: dict[str, Any], told: str
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON", **changed),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=True, until=None)

    code, _, warned = run(capsys, "on", "heron")

    assert code == 0
    assert warned.startswith(told)
    assert bool(warned) is bool(told)


def test_a_roster_of_thousands_is_asked_for_in_pages(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),), more=True)
    fake.replies[f"{ROSTER}&after=HERON"] = VolunteerList(volunteers=(a_volunteer("MAPLE"),))

    _, document, _ = run(capsys, "volunteers", "list", "--json")

    assert [person["callsign"] for person in json.loads(document)["volunteers"]] == ["HERON", "MAPLE"]


def test_off_call_is_off_call(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/networks/la/on-call"] = OnCallAnswer(callsigns=("HERON",), on=False, until=None)
    assert run(capsys, "off", "heron") == (0, "Off call: HERON.\n", "")
    assert fake.bodies("POST /v1/networks/la/on-call") == [OnCallRequest(callsigns=["HERON"], on=False)]


def test_the_roster_says_who_is_on_call_on_a_mission_and_on_duty(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    until = datetime.now(UTC) + timedelta(hours=2)
    fake.replies[ROSTER] = VolunteerList(
        volunteers=(
            a_volunteer("HERON", on_call=True, on_call_until=until, assigned=True),
            a_volunteer("ROBIN", roles=("duty_lead",), level=Level.LEAD, duty="lead", on_call=True),
            a_volunteer("OTTER", unreachable="undelivered"),
        )
    )
    code, printed, _ = run(capsys, "volunteers", "list", "--lang", "es")
    heron, robin, otter = printed.splitlines()[-4:-1]
    assert code == 0
    assert re.split(r"\s{2,}", heron.strip())[-3:] == [
        f"hasta {'la' if in_la(until).startswith('01') else 'las'} {in_la(until)}",
        "sí",
        "texto",
    ]
    assert "responsable de turno" in robin
    assert re.split(r"\s{2,}", robin.strip())[-2:] == ["responsable", "texto"]
    assert re.split(r"\s{2,}", otter.strip())[-3:] == ["no", "no", "últimamente no le llegan los textos"]
    assert len(json.loads(run(capsys, "volunteers", "list", "--on-call", "--json")[1])["volunteers"]) == 2


def test_a_test_text_goes_to_the_person_with_the_call_sign(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies[ROSTER] = VolunteerList(volunteers=(a_volunteer("HERON"),))
    fake.replies["POST /v1/messages/test"] = PhoneTestAnswer(message_id=OTHER)
    code, printed, _ = run(capsys, "text-me", "heron")
    assert (code, printed) == (0, "A test text to HERON is on its way.\n")
    assert fake.bodies("POST /v1/messages/test") == [PhoneTestRequest(person_id=id_of("HERON"))]


# --- network


def _known_network(file: dict[str, Any]) -> NetworkDetail:
    return NetworkDetail(**a_network().model_dump(), file=AppliedNetworkFile.model_validate(file))


def test_a_network_is_shown_with_what_changes(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = CHECKOUT / "deploy/local/network.toml"
    fake.replies["PUT /v1/networks/la"] = NetworkApplied(network_id="la", revision=1, changed=True)
    code, printed, _ = run(capsys, "network", "apply", str(file), "--json")
    assert (code, json.loads(printed)["new"]) == (0, True)
    [sent] = fake.bodies("PUT /v1/networks/la")

    old = sent.content()
    old["policy"]["wave_seconds"] = 60
    fake.replies["GET /v1/networks/la"] = _known_network(old)
    code, printed, _ = run(capsys, "network", "apply", str(file), "--dry-run", "--json")
    assert json.loads(printed)["differences"] == [{"where": "policy.wave_seconds", "before": 60, "after": 180}]
    assert len(fake.bodies("PUT /v1/networks/la")) == 1, "a dry run sends nothing"

    bad = tmp_path / "bad.toml"
    bad.write_text(file.read_text(encoding="utf-8").replace("observers = 2", "observers = 1"), encoding="utf-8")
    code, _, complained = run(capsys, "network", "apply", str(bad))
    assert code == 1
    assert "policy.observers" in complained


def test_a_refusal_says_who_refused_and_what_is_wrong(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["PUT /v1/networks/la"] = problem(
        422, "invalid", "The network file does not fit", ("/zones/0", "there twice")
    )
    code, _, complained = run(capsys, "network", "apply", str(CHECKOUT / "deploy/local/network.toml"))
    assert code == 1
    assert complained == "dispatch refused (422): The network file does not fit · /zones/0: there twice.\n"


# --- reports


def test_a_report_is_posted_with_a_sources_key_and_an_idempotency_key(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["POST /v1/reports"] = AcceptedReport(
        report_id=REPORT, ref="482193", state="held", missing=("age", "residence"), status_url="x"
    )
    code, printed, _ = run(capsys, "report", "--place", "Soto & 1st", "--language", "es", "--key", "desk-0001")
    assert code == 0
    assert "Report 482193: held" in printed
    assert "seen too long ago" in printed
    assert "a home" in printed
    [asked] = fake.asked
    assert asked.headers["authorization"] == "Bearer hl_source_" + "y" * 30
    assert asked.headers["idempotency-key"] == "desk-0001"
    assert asked.body.place.text == "Soto & 1st"
    assert asked.body.place.is_residence is None


def _a_report(**changed: Any) -> ReportStatus:
    report = ReportStatus(
        report_id=REPORT,
        ref="482193",
        state="held",
        incident_code=None,
        missing=("age",),
        status="waiting",
        outcome=None,
        agency=None,
        seen_at=None,
        went=None,
        reviewed=False,
    )
    return report.model_copy(update=changed)


def _reports(*reports: ReportStatus) -> ReportStatusList:
    return ReportStatusList(reports=reports)


def test_a_ref_that_two_reports_share_asks_for_the_id(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/reports?ref=482193"] = _reports(_a_report(), _a_report(report_id=OTHER))
    code, _, complained = run(capsys, "status", "482193")
    assert code == 1
    assert str(REPORT) in complained
    assert str(OTHER) in complained
    fake.replies["GET /v1/reports?ref=482193"] = _reports()
    assert run(capsys, "status", "482193")[0] == 1
    assert run(capsys, "status", "K7Q")[0] == 1
    fake.replies[f"GET /v1/reports/{REPORT}"] = _a_report(state="joined", status="checking")
    code, printed, _ = run(capsys, "status", str(REPORT), "--lang", "es")
    assert code == 0
    assert "se está verificando" in printed


def _release_of(order: ReportReleaseRequest) -> ReportReleaseResult:
    return ReportReleaseResult(
        released=not order.preview, ref="482193", revision=2, will=ReleaseEffect.OPEN_OR_JOIN, missing=("age",)
    )


def test_release_shows_the_content_and_asks_first(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies["GET /v1/reports?ref=482193"] = _reports(_a_report())
    fake.replies[f"GET {path}/content"] = ReportContent(
        report_id=REPORT,
        ref="482193",
        place=ReportPlace(text="Soto & 1st"),
        narrative="vans",
        salute=ReportSalute(uniform="vests"),
    )
    fake.replies[f"POST {path}/release"] = _release_of

    code, printed, _ = run(capsys, "release", "482193", "--not-residence")
    assert code == 1, "nobody said yes"
    assert "vans" in printed
    assert "uniform: vests" in printed
    assert "Released, it will: open or join an incident." in printed, "more is not known: dispatch did not answer"
    assert "Nothing was done" in printed
    assert fake.bodies(f"POST {path}/release") == [
        ReportReleaseRequest(corrections=ReportCorrections(is_residence=False), preview=True)
    ]

    code, printed, _ = run(capsys, "release", "482193", "--yes", "--json")
    assert (code, json.loads(printed)["done"]) == (0, True)
    assert [body.preview for body in fake.bodies(f"POST {path}/release")] == [True, True, False]


def _beside(**changed: Any) -> ReportBeside:
    incident = IncidentBeside(
        incident_id=OTHER,
        code="K7Q",
        state="finding_reviewed",
        zone="Boyle Heights",
        metres=120,
        opened_at=datetime.now(UTC) - timedelta(minutes=31),
        team=("HERON", "MAPLE"),
        found=Outcome.NOTHING_SEEN,
        outcome=Outcome.NOTHING_SEEN,
        why_not=None,
    )
    beside = ReportBeside(report_id=REPORT, will="join", joins="K7Q", near=(incident,))
    return beside.model_copy(update=changed)


def test_a_report_is_split_off_after_its_texts_were_shown(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    offer = StepText(person_id=id_of("OTTER"), callsign="OTTER", template="V2", params={"code": "M4T"})
    fake.replies["GET /v1/incidents/K7Q"] = _mission()
    fake.replies["POST /v1/incidents/K7Q/split"] = StepAnswer(
        incident_id=OTHER, code="M4T", state="dispatching", texts=(offer,)
    )
    fake.replies[PREVIEW] = _worded

    code, printed, _ = run(capsys, "split", "K7Q", "571204", "--yes")

    assert code == 0
    assert "V2 [('code', 'M4T')]" in printed
    assert "Report 571204 is out of K7Q" in printed
    assert fake.bodies("POST /v1/incidents/K7Q/split") == [
        SplitRequest(report="571204", preview=True),
        SplitRequest(report="571204", preview=False),
    ]


def test_before_a_release_a_person_reads_what_it_joins_and_may_choose_otherwise(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    fake.replies[f"POST {path}/beside"] = _beside()

    _, joins, _ = run(capsys, "release", str(REPORT), "--yes", "--residence")
    assert "It joins K7Q: reviewed, opened 31 min ago, 120 m away." in joins
    assert "open or join" not in joins, "what it does is said once"
    assert "HERON, MAPLE" in joins
    assert "saw nothing" in joins or "nothing seen" in joins
    assert fake.bodies(f"POST {path}/beside") == [BesideRequest(is_residence=True)]

    _, apart, _ = run(capsys, "release", str(REPORT), "--yes", "--apart")
    assert "an incident of its own, as you chose" in apart
    _, chosen, _ = run(capsys, "release", str(REPORT), "--yes", "--join", "k7q")
    assert "It joins K7Q, as you chose" in chosen
    code, far, refused = run(capsys, "release", str(REPORT), "--yes", "--join", "M4T", "--lang", "es")
    assert "M4T no está abierto, o no está a menos de 1 km" in far
    assert (code, "--apart" in refused) == (1, True), "a mistyped code sends nobody a second time to one place"
    choices = [(body.join, body.apart) for body in fake.bodies(f"POST {path}/release") if not body.preview]
    assert choices == [(None, False), (None, True), ("K7Q", False)]
    assert run(capsys, "release", str(REPORT), "--join", "K7Q", "--apart")[0] == 2


def test_a_report_that_was_released_before_is_said_so(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"POST {path}/beside"] = _beside()
    fake.replies[f"POST {path}/release"] = ReportReleaseResult(
        released=True, ref="482193", revision=2, will=ReleaseEffect.NOTHING, missing=()
    )

    code, again, _ = run(capsys, "release", str(REPORT), "--yes")
    assert (code, again.splitlines()[-1]) == (0, "Report 482193 was released before; this changes nothing.")
    for choice in (["--join", "K7Q"], ["--apart"]):
        code, _, refused = run(capsys, "release", str(REPORT), "--yes", *choice)
        assert code == 1
        assert "Report 482193 was released before" in refused


def test_a_home_is_said_to_join_only_by_choice_and_what_cannot_be_joined_says_why(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    fake.replies[f"POST {path}/beside"] = _beside(will="ask")
    _, home, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "With --join K7Q it joins K7Q" in home

    left = _beside().near[0].model_copy(update={"why_not": "team_left"})
    fake.replies[f"POST {path}/beside"] = _beside(will="open", joins=None, near=(left,))
    _, alone, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "It opens an incident of its own." in alone
    assert "nobody there can look again" in alone
    _, chosen, _ = run(capsys, "release", str(REPORT), "--preview", "--yes", "--join", "K7Q")
    assert "K7Q cannot be joined: nobody there can look again." in chosen

    waits = _beside().near[0].model_copy(update={"state": "dispatching", "waits_for_place": True})
    fake.replies[f"POST {path}/beside"] = _beside(near=(waits,))
    _, waiting, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "team waits for a meeting point" in " ".join(waiting.split())
    assert "asking volunteers" not in waiting

    del fake.replies[f"POST {path}/beside"]
    _, unheard, _ = run(capsys, "release", str(REPORT), "--preview", "--yes")
    assert "dispatch has not heard of it" in unheard


def test_a_release_carries_what_is_known_better(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"POST {path}/release"] = _release_of
    before = datetime.now(UTC)
    options = ("--ago", "5", "--place", "Soto & 1st", "--lat", "34.04", "--lon", "-118.2", "--accuracy", "intersection")
    assert run(capsys, "release", str(REPORT), "--yes", *options)[0] == 0
    corrections = fake.bodies(f"POST {path}/release")[-1].corrections
    assert corrections.place == CorrectedPlace(text="Soto & 1st", lat=34.04, lon=-118.2)
    assert corrections.accuracy is Accuracy.INTERSECTION
    assert timedelta(0) <= corrections.observed_at - before + timedelta(minutes=5) < timedelta(minutes=1)
    assert run(capsys, "release", str(REPORT), "--place", "Soto & 1st")[0] == 2, "a place needs its coordinates"


def test_content_that_cannot_be_had_is_no_reason_to_release_unread(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"GET {path}/content"] = problem(503, "unavailable", "Try again")
    code, _, complained = run(capsys, "release", str(REPORT))
    assert (code, complained) == (1, "intake refused (503): Try again.\n")
    assert fake.bodies(f"POST {path}/release") == []


def test_what_nobody_may_release_is_refused(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[f"GET {path}/content"] = problem(403, "forbidden", "Not with this key")
    fake.replies[f"POST {path}/release"] = ReportReleaseResult(
        released=False, ref="482193", revision=1, will=ReleaseEffect.NOTHING, missing=("request",)
    )
    code, printed, complained = run(capsys, "release", str(REPORT))
    assert code == 1
    assert "not for this key" in printed
    assert "cannot be released" in complained


def test_the_queue_says_what_each_report_lacks(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/queue"] = ReportQueue(
        total=1,
        reports=(
            QueuedReport(
                report_id=REPORT,
                ref="482193",
                priority=1,
                request=Request.OBSERVE,
                channel=Channel.VOICEMAIL,
                received_at=AT,
                age_s=4000,
                missing=("trust", "duty"),
                cell=None,
                accuracy=Accuracy.NEIGHBORHOOD,
                source="Desk",
                exercise=True,
                languages=("es", "quc"),
                state="held",
                texts_waiting=2,
            ),
        ),
    )
    code, printed, _ = run(capsys, "queue", "--lang", "es")
    assert code == 0
    assert re.split(r"\s{2,}", printed.splitlines()[-2].strip()) == [
        "482193 SIMULACRO",
        "1 h 6 min",
        "observar",
        "buzón",
        "solo el barrio",
        "español, k'iche'",
        "Desk",
        "la fuente no puede enviar por sí sola; sin responsable localizable; mensajes de quien llamó por leer: 2",
    ]
    fake.replies["GET /v1/queue"] = ReportQueue(total=12, reports=())
    assert "And 12 more." in run(capsys, "queue")[1]
    assert "Y 12 más." in run(capsys, "queue", "--lang", "es")[1]
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    assert run(capsys, "queue")[1] == "Nothing waits for a person.\n"


# --- incidents


def _mission(**changed: Any) -> IncidentDetail:
    incident = IncidentDetail(
        incident_id=OTHER,
        code="K7Q",
        network_id="la",
        state="finding_submitted",
        zone="Boyle Heights",
        opened_at=AT,
        reports=1,
        wave=1,
        needs=IncidentNeeds(observers=2, level=Level.VERIFIED, languages=("es",)),
        offers=OfferCounts(accepted=2, expired=1),
        team=("HERON", "MAPLE"),
        finding=FindingDetail(
            outcome=Outcome.CONFIRMED_ONGOING,
            people=4,
            vehicles=1,
            submitted_by="HERON",
            submitted_at=AT,
            decision=None,
            words="dos vans",
        ),
        outcome=None,
        agency=None,
        reviewed_by=None,
        closed_at=None,
        exercise=True,
        report_ids=(REPORT,),
        assignments=(),
        asked=(),
        timeline=(TimelineLine(at=AT, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"}),),
        excluded=(ExcludedVolunteer(callsign="OTTER", reason="cooling"),),
    )
    return incident.model_copy(update=changed)


def _worded(order: TextPreviewsRequest) -> TextPreviewsAnswer:
    return TextPreviewsAnswer(
        texts=tuple(
            WordedText(
                body=f"{'EXERCISE ' if text.exercise else ''}{text.template} {sorted(text.params.items())}",
                segments=1,
                encoding="gsm7",
                language=text.language or "es",
            )
            for text in order.texts
        )
    )


def _reviewed(order: ReviewRequest) -> ReviewAnswer:
    """A finding that is rejected goes to no caller."""
    step = _done(StepText(person_id=REPORT, callsign="HERON", template="V9C", params={"code": "K7Q"}))
    if order.decision == "reject":
        return ReviewAnswer(**step.model_dump())
    return ReviewAnswer(
        **step.model_dump(exclude={"report_ids"}),
        report_ids=(REPORT,),
        outcome=Outcome.CONFIRMED_ONGOING,
        agency=None,
        went=True,
        seen_by=2,
        seen_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC),
        place="Soto & 1st",
    )


FINDING = UUID("019ab5c3-5a10-7000-8000-000000000031")


def _waiting(callsign: str, outcome: Outcome, *seen_by: str, waits: bool = True) -> WaitingFinding:
    return WaitingFinding(
        finding_id=FINDING,
        outcome=outcome,
        people=4,
        vehicles=1,
        words="dos vans",
        submitted_by=callsign,
        submitted_at=AT,
        seen_by=seen_by or ("HERON", "MAPLE"),
        waits=waits,
        decision=None,
    )


def _page(*findings: WaitingFinding) -> ReviewPage:
    report = ReviewedReport(
        report_id=REPORT, ref="482193", channel=Channel.PHONE, received_at=AT, seen_at=AT, metres=0, is_residence=False,
        answers=True, left_out_at=None, answered_at=None, answered_by=None,
    )  # fmt: skip
    return ReviewPage(
        incident_id=OTHER, code="K7Q", network_id="la", state="finding_submitted", findings=findings,
        findings_differ=len({each.outcome for each in findings if each.waits}) > 1, reports=(report,),
    )  # fmt: skip


def _done(*texts: StepText) -> StepAnswer:
    return StepAnswer(incident_id=OTHER, code="K7Q", state="finding_submitted", texts=texts)


@pytest.fixture
def mission(fake: FakeServices) -> FakeServices:
    incident = _mission()
    fake.replies["GET /v1/incidents/K7Q"] = incident
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(incident.model_dump()),)
    )
    fake.replies[PREVIEW] = _worded
    fake.replies["POST /v1/incidents/K7Q/review"] = _reviewed
    fake.replies["GET /v1/incidents/K7Q/review"] = _page(_waiting("HERON", Outcome.CONFIRMED_ONGOING))
    fake.replies["POST /v1/notices/preview"] = NoticePreview(
        texts=(CallerNoticePreview(ref="482193", template="C4", language="es", params={"ref": "482193"}),),
        unreachable=2,
    )
    return fake


@pytest.mark.parametrize(
    ("language", "words"), [("en", "team waits for a meeting point"), ("es", "equipo espera punto de encuentro")]
)
def test_a_team_that_waits_for_a_place_is_not_said_to_be_looked_for(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    waiting = _mission(state="dispatching", waits_for_place=True)
    mission.replies["GET /v1/incidents/K7Q"] = waiting
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(waiting.model_dump()),)
    )

    for command in (("incidents",), ("incident", "K7Q")):
        _, printed, _ = run(capsys, *command, "--lang", language)
        assert words in " ".join(printed.split())


def test_a_review_shows_the_finding_and_every_text_before_it_asks(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "review", "k7q")
    assert code == 1
    assert "HERON found: CONFIRMED, going on (4 people, 1 vehicle)" in printed
    assert "dos vans" in printed
    assert "EXERCISE V9C" in printed
    assert "EXERCISE C4" in printed
    assert "Callers who gave no number, or did not say that texts are safe: 2." in printed
    assert [body.preview for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(
            report_ids=(REPORT,),
            incident_id=OTHER,
            outcome=Outcome.CONFIRMED_ONGOING,
            went=True,
            seen_by=2,
            seen_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC),
            place="Soto & 1st",
        )
    ]


def test_a_review_lists_each_report_with_what_its_caller_reads(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    told = _page(_waiting("HERON", Outcome.CONFIRMED_ONGOING))
    [first] = told.reports
    later = first.model_copy(update={"report_id": OTHER, "ref": "571204", "metres": 340, "answers": False})
    mission.replies["GET /v1/incidents/K7Q/review"] = told.model_copy(update={"reports": (first, later)})

    def notices(order: NoticePreviewRequest) -> NoticePreview:
        texts = [
            CallerNoticePreview(report_id=each, ref="482193", template="C4", language="es", params={"ref": "482193"})
            for each in order.report_ids
        ]
        return NoticePreview(texts=tuple(texts), unreachable=0)

    mission.replies["POST /v1/notices/preview"] = notices

    _, printed, _ = run(capsys, "review", "K7Q", "--leave-out", "571204")
    _, document, _ = run(capsys, "review", "K7Q", "--preview", "--json")

    listed, _, _ = printed.partition("These texts go out")
    [row] = [line for line in listed.splitlines() if line.lstrip().startswith("482193")]
    [other] = [line for line in listed.splitlines() if line.lstrip().startswith("571204")]
    assert "EXERCISE C4" in row
    assert "es" in row
    assert "340" in other
    assert "it came after what was found" in other
    reports = json.loads(document)["reports"]
    assert [(each["ref"], each["told_now"], each["language"]) for each in reports] == [
        ("482193", True, "es"),
        ("571204", False, "es"),
    ]
    assert mission.bodies("POST /v1/incidents/K7Q/review")[0].leave_out == ("571204",)


def test_yes_does_it_and_json_tells_what_went_out(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "review", "K7Q", "--yes", "--json")
    document = json.loads(printed)
    assert (code, document["done"]) == (0, True)
    assert [body.preview for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True, False]
    code, printed, _ = run(capsys, "review", "K7Q", "--preview", "--json")
    texts = json.loads(printed)["texts"]
    assert [(text["to"], text["template"], text["segments"]) for text in texts] == [
        ("HERON", "V9C", 1),
        ("482193", "C4", 1),
    ]


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ([], ReviewRequest(decision="accept", finding=str(FINDING))),
        (["--finding", "maple"], ReviewRequest(decision="accept", finding="MAPLE")),
        (
            ["--outcome", "unfounded_other", "--agency", "fare_inspectors"],
            ReviewRequest(
                decision="correct", finding=str(FINDING), outcome=Outcome.UNFOUNDED_OTHER, agency="fare_inspectors"
            ),
        ),
        (
            ["--agency-en", "parcel delivery", "--agency-es", "reparto", "--new-look"],
            ReviewRequest(
                decision="accept",
                finding=str(FINDING),
                agency="other_agency",
                agency_words=OwnWords(en="parcel delivery", es="reparto"),
                corrects=False,
            ),
        ),
        (
            ["--outcome", "unable", "--why", "no-access", "--corrects"],
            ReviewRequest(
                decision="correct",
                finding=str(FINDING),
                outcome=Outcome.UNABLE,
                why=UnableWhy.NO_ACCESS,
                corrects=True,
            ),
        ),
        (
            ["--reject", "--note", "too dark"],
            ReviewRequest(decision="reject", finding=str(FINDING), note="too dark"),
        ),
    ],
)
def test_a_review_says_what_was_decided(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], options: list[str], body: ReviewRequest
) -> None:
    assert run(capsys, "review", "K7Q", "--yes", *options)[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/review")[-1] == body
    asked = [order for order in mission.bodies("POST /v1/notices/preview") if order.outcome is not None]
    assert bool(asked) is (body.decision != "reject"), "a rejected finding tells no caller"


def test_a_rejected_finding_leaves_no_caller_out(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "review", "K7Q", "--reject", "--preview")

    assert (code, "left out" in printed, "not taken" in printed) == (0, False, True)


def test_a_reviewer_reads_who_cried_there_and_what_was_said_before(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    page = _page(
        _waiting("MAPLE", Outcome.NOTHING_SEEN, waits=False), _waiting("MAPLE", Outcome.CONFIRMED_ONGOING, "MAPLE")
    )
    mission.replies["GET /v1/incidents/K7Q/review"] = page.model_copy(update={"cried": ("HERON",)})

    _, printed, _ = run(capsys, "review", "K7Q", "--preview")

    assert "SOS was called here by HERON" in printed
    assert "Said before: MAPLE: " in printed


def test_two_findings_that_differ_are_both_shown_and_none_is_named_for_the_reviewer(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.replies["GET /v1/incidents/K7Q/review"] = _page(
        _waiting("HERON", Outcome.CONFIRMED_ONGOING, "HERON"),
        _waiting("MAPLE", Outcome.NOTHING_SEEN),
        _waiting("OTTER", Outcome.UNABLE, waits=False),
    )

    _, printed, _ = run(capsys, "review", "K7Q", "--yes")

    assert "What they found DIFFERS." in printed
    assert "HERON found: CONFIRMED, going on (4 people, 1 vehicle)\n  Seen by HERON alone.\n" in printed
    assert "MAPLE found: nothing seen (4 people, 1 vehicle)\n  “dos vans”" in printed
    assert "Said before: OTTER: could not be checked" in printed
    assert "OTTER found" not in printed
    assert mission.bodies("POST /v1/incidents/K7Q/review")[-1] == ReviewRequest(decision="accept")


@pytest.mark.parametrize(("answers", "told"), [(["perhaps", "stopped", "y"], Ending.STOPPED), (["", "y"], None)])
def test_a_stand_down_asks_what_the_callers_are_told(
    mission: FakeServices,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    answers: list[str],
    told: Ending | None,
) -> None:
    mission.replies["GET /v1/incidents/K7Q"] = _mission(finding=None, callers_waiting=1)
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = _done()
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: answers.pop(0))

    assert run(capsys, "stand-down", "K7Q")[0] == 0

    assert mission.bodies("POST /v1/incidents/K7Q/stand-down")[-1] == StandDownRequest(tell=told)
    assert answers == []


def test_callers_whom_nothing_answers_wait_for_a_choice_and_hear_it(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = _done().model_copy(update={"state": "stood_down", "callers_waiting": 2})
    told = _done().model_copy(update={"report_ids": (REPORT,), "ending": "not_checked"})
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = waiting
    mission.replies["POST /v1/incidents/K7Q/tell"] = told

    _, stood_down, _ = run(capsys, "stand-down", "K7Q", "--yes")
    code, printed, _ = run(capsys, "tell", "K7Q", "not-checked", "--report", "482193", "--yes")
    unknown, _, complained = run(capsys, "tell", "K7Q", "stopped", "--report", "111111", "--yes")

    assert "Callers who wait to hear how it ended: 2 (hotline tell K7Q)." in stood_down
    assert (code, printed.splitlines()[-1]) == (0, "Callers who are told by text: 1; who cannot be: 2.")
    assert "EXERCISE C4" in printed, "as intake would word it"
    orders = mission.bodies("POST /v1/incidents/K7Q/tell")
    assert orders == [
        TellRequest(ending=Ending.NOT_CHECKED, reports=(REPORT,), preview=True),
        TellRequest(ending=Ending.NOT_CHECKED, reports=(REPORT,)),
    ]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(report_ids=(REPORT,), incident_id=OTHER, ending=Ending.NOT_CHECKED)
    ]
    assert (unknown, "111111" in complained) == (1, True)


@pytest.mark.parametrize(
    ("command", "route", "options"),
    [("tell", "tell", ["stopped"]), ("stand-down", "stand-down", ["--tell", "stopped"])],
)
def test_who_texted_stop_is_not_said_to_be_told(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], command: str, route: str, options: list[str]
) -> None:
    notices = tuple(
        CallerNoticePreview(report_id=each, ref=ref, template="C18", language="es", params={"ref": ref})
        for each, ref in ((REPORT, "482193"), (OTHER, "571204"))
    )
    mission.replies["POST /v1/notices/preview"] = NoticePreview(texts=notices, unreachable=0)
    mission.replies["POST /v1/callers/reach"] = CallersReach(
        unreachable=(UnreachableCaller(report_id=OTHER, reason="opted_out"),)
    )
    told = _done().model_copy(update={"report_ids": (REPORT, OTHER), "ending": "stopped"})
    mission.replies[f"POST /v1/incidents/K7Q/{route}"] = told

    _, printed, _ = run(capsys, command, "K7Q", *options, "--yes")
    _, document, _ = run(capsys, command, "K7Q", *options, "--preview", "--json")

    assert "571204" not in printed, "no text goes there"
    assert "Callers whom no text reaches (wants no texts): 1." in printed
    assert printed.splitlines()[-1] == "Callers who are told by text: 1; who cannot be: 1."
    assert json.loads(document)["callers"] == {
        "told": 1,
        "cannot_be_told": 1,
        "out_of_reach": {str(OTHER): "opted_out"},
    }


def test_a_preview_of_findings_that_differ_shows_them_and_the_reports(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.replies["GET /v1/incidents/K7Q/review"] = _page(
        _waiting("HERON", Outcome.CONFIRMED_ONGOING, "HERON"), _waiting("MAPLE", Outcome.NOTHING_SEEN)
    )
    differ = "The findings differ: say whose it is, or give the outcome yourself"
    mission.replies["POST /v1/incidents/K7Q/review"] = problem(409, "findings-differ", differ)
    mission.replies["POST /v1/notices/preview"] = NoticePreview(
        texts=(CallerNoticePreview(report_id=REPORT, ref="482193", template="C6b", language="es", params={}),),
        unreachable=0,
    )

    code, printed, _ = run(capsys, "review", "K7Q", "--preview")
    accepting, listed, complained = run(capsys, "review", "K7Q", "--yes")
    _, document, _ = run(capsys, "review", "K7Q", "--preview", "--json")

    assert code == 0
    for shown in (printed, listed):
        assert "HERON found" in shown
        assert "MAPLE found" in shown
        [row] = [line for line in shown.splitlines() if line.lstrip().startswith("482193")]
        assert "what you decide" in row
        assert "es" in row.split()
    assert printed.splitlines()[-1] == f"Nothing can be accepted yet: {differ}."
    assert (accepting, complained) == (1, f"dispatch refused (409): {differ}.\n")
    read = json.loads(document)
    assert (read["done"], read["needs"]) == (False, "findings-differ")
    assert [each["submitted_by"] for each in read["findings"]] == ["HERON", "MAPLE"]
    assert [each["ref"] for each in read["reports"]] == ["482193"]


def test_a_meeting_point_is_one_of_the_networks_by_the_beginning_of_its_name(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = [
        {"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196},
        {"name": "Pershing Square", "lat": 34, "lon": -118},
    ]
    file = read_network(CHECKOUT / "deploy/local/network.toml").content()
    mission.replies["GET /v1/networks/la"] = _known_network({**file, "meeting_points": spots})
    mission.replies["POST /v1/incidents/K7Q/meeting-point"] = _done()
    assert run(capsys, "meeting-point", "K7Q", "--name", "mariachi", "--yes")[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/meeting-point")[-1] == MeetingPointRequest(
        name="Mariachi Plaza", lat=34.047, lon=-118.2196
    )
    assert run(capsys, "meeting-point", "K7Q", "--name", "Nowhere", "--yes")[0] == 1
    assert run(capsys, "meeting-point", "K7Q", "--name", "x", "--lat", "1")[0] == 2


def test_a_name_that_fits_two_meeting_points_or_none_is_asked_again(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = [{"name": name, "lat": 34.047, "lon": -118.2196} for name in ("Mariachi Plaza", "Mariachi Square")]
    file = read_network(CHECKOUT / "deploy/local/network.toml").content()
    mission.replies["GET /v1/networks/la"] = _known_network({**file, "meeting_points": spots})
    for name in ("mariachi", "pershing"):
        code, _, complained = run(capsys, "meeting-point", "K7Q", "--name", name, "--yes")
        assert (code, complained) == (1, f"The network has no meeting point {name}; give --lat and --lon.\n")


def test_a_lead_sees_the_place_before_a_team_is_told_to_look_there(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    told = LookAtAnswer(incident_id=OTHER, code="K7Q", state="team_ready", texts=(), place="1234 E 1st St")
    mission.replies["POST /v1/incidents/K7Q/look-at"] = told

    code, printed, _ = run(capsys, "look-at", "k7q", "--place", "the corner of Soto & 1st", "--yes")

    orders = mission.bodies("POST /v1/incidents/K7Q/look-at")
    assert [order.preview for order in orders] == [True, True, False]
    assert orders[-1] == LookAtRequest(place="the corner of Soto & 1st")
    assert (code, printed.splitlines()[-1]) == (0, "The team of K7Q hears where to look as soon as all are there.")


def test_a_stand_down_says_why_and_tells_no_caller(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    mission.replies["POST /v1/incidents/K7Q/stand-down"] = _done()
    code, printed, _ = run(capsys, "stand-down", "K7Q", "--reason", "safety", "--yes", "--lang", "es")
    assert (code, printed) == (0, "No sale ningún texto.\nK7Q se retira.\n")
    assert mission.bodies("POST /v1/incidents/K7Q/stand-down") == [
        StandDownRequest(reason="safety", preview=True),
        StandDownRequest(reason="safety"),
    ]
    assert mission.bodies("POST /v1/notices/preview") == []


def test_a_close_shows_what_its_callers_are_told(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    mission.replies["POST /v1/incidents/K7Q/close"] = ReviewAnswer(
        **_done().model_dump(exclude={"report_ids"}), report_ids=(REPORT,), outcome=Outcome.UNABLE, went=False
    )
    code, printed, _ = run(capsys, "close", "K7Q", "--preview")
    assert code == 0
    assert "EXERCISE C4" in printed
    assert "found" not in printed, "nobody decides on a finding here"
    assert mission.bodies("POST /v1/incidents/K7Q/close") == [CloseRequest(preview=True)]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(report_ids=(REPORT,), incident_id=OTHER, outcome=Outcome.UNABLE, went=False)
    ]


@pytest.mark.parametrize(
    ("went", "why", "asked"), [(True, None, True), (True, "no_access", False), (False, None, False)]
)
def test_who_closes_after_a_team_went_is_asked_why(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], went: bool, why: str | None, asked: bool
) -> None:
    mission.replies["POST /v1/incidents/K7Q/close"] = ReviewAnswer(
        **_done().model_dump(exclude={"report_ids"}),
        report_ids=(REPORT,),
        outcome=Outcome.UNABLE,
        went=went,
        why=why,
    )

    _, printed, _ = run(capsys, "close", "K7Q", "--preview")

    assert ("--why" in printed) is asked


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (["out", "K7Q", "heron", "--why", "she called"], OutRequest(callsign="HERON", why="she called")),
    ],
)
def test_what_is_said_for_somebody_is_asked_first(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], command: list[str], body: BaseModel
) -> None:
    name = f"POST /v1/incidents/K7Q/{command[0]}"
    mission.replies[name] = _done()
    assert run(capsys, *command)[0] == 1
    assert mission.bodies(name) == []
    assert run(capsys, *command, "--yes")[0] == 0
    assert mission.bodies(name) == [body]


def test_incidents_and_their_timeline_are_told_in_the_readers_language(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "incidents")
    assert code == 0
    assert "K7Q EXERCISE" in printed
    assert "finding to be reviewed" in printed
    assert "yes 2 silent 1" in printed
    assert "HERON MAPLE" in printed
    code, printed, _ = run(capsys, "incident", "K7Q", "--lang", "es")
    assert "Abierto por el reporte 482193, Boyle Heights." in printed
    assert "OTTER (recién vuelto de una misión)" in printed
    assert json.loads(run(capsys, "incident", "K7Q", "--json")[1])["code"] == "K7Q"


def test_every_text_that_waits_is_shown_opened(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(
        texts=(
            UnreadTextSummary(
                reply_id=REPORT, callsign="HERON", network_id="la", code="K7Q", guess="EnRoute 10 min", received_at=AT,
                text="ya casi llego, hay otra van",
            ),
            UnreadTextSummary(
                reply_id=OTHER, callsign="OTTER", network_id="la", code=None, guess=None, received_at=AT, text=None,
            ),
        )
    )  # fmt: skip
    code, printed, _ = run(capsys, "unread")
    heron, otter = printed.splitlines()[-3:-1]
    assert code == 0
    short, age, *rest = re.split(r"\s{2,}", heron.strip())
    assert str(REPORT).endswith(short)
    assert age.endswith("min")
    assert rest == ["HERON", "K7Q", "not understood", "ya casi llego, hay otra van", "under way 10 min"]
    assert "OTTER" in otter
    texts = json.loads(run(capsys, "unread", "--json")[1])["texts"]
    assert [(text["callsign"], text["text"]) for text in texts] == [
        ("HERON", "ya casi llego, hay otra van"),
        ("OTTER", None),
    ]
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=())
    assert run(capsys, "unread", "--lang", "es")[1] == "Ningún texto espera a que se entienda.\n"


def test_a_held_report_is_dismissed_with_the_text_its_caller_gets_shown_first(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    path = f"/v1/reports/{REPORT}"
    text = CallerNoticePreview(ref="482193", template="C18c", language="es", params={"ref": "482193"})
    fake.replies[f"GET {path}"] = _a_report()
    fake.replies[PREVIEW] = _worded
    fake.replies[f"POST {path}/dismiss"] = lambda order: DismissalResult(
        dismissed=not order.preview, ref="482193", texts=(text,)
    )

    code, printed, _ = run(capsys, "dismiss", str(REPORT), "--tell", "duplicate", "--yes")

    assert (code, "C18c" in printed) == (0, True)
    assert printed.splitlines()[-1].startswith("Report 482193 is dismissed")
    assert [(body.tell, body.preview) for body in fake.bodies(f"POST {path}/dismiss")] == [
        ("duplicate", True),
        ("duplicate", False),
    ]


# --- cries for help, and texts that wait for a person

SOS = SosSummary(
    call_id=OTHER,
    code="K7Q",
    network_id="la",
    callsign="HERON",
    volunteer_id=REPORT,
    incident_id=REPORT,
    zone="Boyle Heights",
    raised_at=AT,
    repeated_at=None,
    cries=2,
    team=(SosTeammate(callsign="MAPLE", state="on_scene"),),
    paged=("ROBIN",),
    is_paged=True,
    acknowledged_by=None,
    acknowledged_at=None,
    notes=0,
    cleared_by=None,
    cleared_at=None,
    exercise=False,
)
CLEARED = SosCleared(
    call_id=OTHER,
    code="K7Q",
    callsign="HERON",
    texts=(StepText(person_id=REPORT, callsign="HERON", template="V36", params={"code": "K7Q"}),),
)


@pytest.mark.parametrize("command", ["incidents", "queue", "unread", "sos"])
def test_who_is_in_danger_stands_first_in_every_list(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS,))
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(sos=(SOS,), incidents=())
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=())

    code, printed, _ = run(capsys, command)

    assert code == 0
    title, row = printed.splitlines()[0], next(line for line in printed.splitlines() if "HERON" in line)
    assert title.strip() == "SOS"
    assert "K7Q" in row
    assert "MAPLE (there)" in row
    assert "NOBODY" in row


async def test_the_foot_of_watch_begins_with_who_is_in_danger(fake: FakeServices) -> None:
    zones = NetworkZones()
    zones.learn("la", "America/Los_Angeles")
    session = CommandSession(Output("en", zones=lambda: zones), Environment.read())
    raised_at = datetime.now(UTC) - timedelta(minutes=4)
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS.model_copy(update={"raised_at": raised_at}),))

    said = await sos_line(session)
    fake.replies["GET /v1/sos?state=open"] = problem(503, "unavailable", "Not now")
    unsaid = await sos_line(session)

    assert said == f"SOS HERON K7Q since {in_la(raised_at)}, taken by NOBODY"
    assert unsaid == ""


def test_a_list_is_shown_where_nobody_says_who_is_in_danger(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    fake.replies["GET /v1/sos?state=open"] = problem(503, "unavailable", "Not now")

    code, printed, complained = run(capsys, "queue")

    assert (code, printed) == (0, "Nothing waits for a person.\n")
    assert complained == "Whether anybody is in danger is not known: dispatch did not say.\n"


def test_an_sos_is_shown_with_words_place_and_what_was_done(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/sos/K7Q"] = SosDetail(
        **dict(SOS),
        meeting_point="Soto St & E 3rd St",
        place="Soto St & E 1st St",
        entries=(SosEntryLine(at=AT, kind="text", author="HERON", words="SOS nos siguen"),),
    )

    code, printed, _ = run(capsys, "sos", "show", "k7q")

    assert code == 0
    assert "Reported place: Soto St & E 1st St. Meeting point: Soto St & E 3rd St." in printed
    assert "SOS nos siguen" in printed


A_PAGE = OpenPageSummary(
    page_id=OTHER,
    code="K7Q",
    network_id="la",
    reason="sos",
    about="HERON",
    incident_id=REPORT,
    zone="Boyle Heights",
    since=AT,
    times_asked=3,
    asked=("ROBIN", "WREN"),
    next_asked=("ROBIN", "WREN", "PINE"),
    next_by="text",
    next_at=AT,
    take="ACK SOS K7Q",
    exercise=False,
)


def cells(line: str) -> list[str]:
    return re.split(r"\s{2,}", line.strip())


def test_every_open_page_is_shown_with_who_is_next_and_how_to_take_it(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    page = A_PAGE.model_copy(update={"since": now, "next_at": now})
    talk = {"code": "M4T", "reason": "talk", "about": "OTTER", "incident_id": None, "zone": "RRN", "take": "ACK M4T"}
    ended = page.model_copy(update={**talk, "exercise": True, "next_asked": (), "next_by": None, "next_at": None})
    fake.replies["GET /v1/pages"] = OpenPageList(total=502, pages=(page, ended))
    at = in_la(now)

    code, printed, _ = run(capsys, "pages")
    document = json.loads(run(capsys, "pages", "--json")[1])
    spanish = run(capsys, "pages", "--lang", "es")[1]

    sos, other = next(each for each in printed.splitlines() if "K7Q" in each), printed.splitlines()[-4]
    assert code == 0
    assert cells(sos) == [
        *("K7Q", "SOMEBODY IS IN DANGER", "HERON", "Boyle Heights", at, "3", "ROBIN WREN"),
        *(f"ROBIN WREN PINE, {at}", "ACK SOS K7Q"),
    ]
    assert cells(other)[:4] == ["M4T EXERCISE", "asks for a call", "OTTER", "RRN (no mission)"]
    assert cells(other)[-2:] == ["nobody any more", "ACK M4T"]
    assert "And 500 more." in printed
    assert [page["take"] for page in document["pages"]] == ["ACK SOS K7Q", "ACK M4T"]
    assert "para tomarlo, mande" in spanish


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"next_asked": ("PINE",), "next_by": "mail"}, "PINE by mail, {at}"),
        ({"next_asked": (), "next_by": None}, "NOBODY can be reached; tried again {at}"),
    ],
)
def test_whom_no_text_reaches_is_said(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], facts: dict[str, Any], said: str
) -> None:
    now = datetime.now(UTC)
    unheard = A_PAGE.model_copy(update={"asked": (), "next_at": now, **facts})
    fake.replies["GET /v1/pages"] = OpenPageList(total=1, pages=(unheard,))

    printed = run(capsys, "pages")[1]

    row = next(line for line in printed.splitlines() if "K7Q" in line)
    assert cells(row)[-3:] == ["NOBODY", said.format(at=in_la(now)), "ACK SOS K7Q"]


def test_a_code_out_of_a_text_is_found_also_when_it_was_taken(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    report = {"reason": "unserved", "about": None, "incident_id": None, "report": "482193", "next_at": None}
    taken = A_PAGE.model_copy(update={**report, "open": False, "taken_by": "WREN", "taken_at": now})
    over = taken.model_copy(update={"taken_by": None, "taken_at": None})
    fake.replies["GET /v1/pages?code=K7Q"] = OpenPageList(total=2, pages=(taken, over))
    fake.replies["GET /v1/pages?code=M4T"] = OpenPageList(total=0, pages=())

    first, second = [line for line in run(capsys, "pages", "k7q")[1].splitlines() if "K7Q" in line]

    assert cells(first)[2] == "482193"
    assert (cells(first)[-1], cells(second)[-1]) == (f"taken by WREN, {in_la(now)}", "over")
    assert run(capsys, "pages", "M4T")[1] == "No page has the code M4T.\n"


def test_no_page_is_open(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/pages"] = OpenPageList(total=0, pages=())

    assert run(capsys, "pages")[1] == "No page is open.\n"


def test_what_was_done_about_an_sos_is_written_down(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["POST /v1/sos/K7Q/notes"] = SosNoted(call_id=OTHER, code="K7Q", callsign="HERON")

    code, printed, _ = run(capsys, "sos", "note", "k7q", "called twice")

    assert (code, printed) == (0, "Written down for the SOS of HERON (K7Q).\n")
    assert fake.bodies("POST /v1/sos/K7Q/notes") == [SosNoteRequest(note="called twice")]


def test_an_sos_is_cleared_by_saying_that_one_spoke(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    clear = f"POST /v1/sos/{OTHER}/clear"
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS,))
    fake.replies[clear] = CLEARED
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="K7Q: thank you ...", language="en", encoding="gsm7", segments=1),)
    )

    unsaid = run(capsys, "sos-clear", "K7Q")
    tried = fake.bodies(clear)
    said, printed, _ = run(capsys, "sos-clear", "K7Q", "heron", "--spoke", "--note", "safe at home")

    assert unsaid[0] == 1
    assert tried == [SosSpokenRequest(spoken=True, preview=True)]
    assert said == 0
    assert "The SOS of HERON on K7Q is over." in printed
    assert fake.bodies(clear)[-1] == SosSpokenRequest(spoken=True, note="safe at home")


def test_of_two_in_danger_on_one_mission_the_person_says_which(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    other = SOS.model_copy(update={"call_id": REPORT, "callsign": "MAPLE"})
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS, other))

    code, _, complained = run(capsys, "sos-clear", "K7Q", "--spoke")

    assert code == 1
    assert complained == "More than one is in danger on K7Q; name who it is: HERON | MAPLE.\n"


def test_an_sos_is_cleared_by_the_call_sign_alone(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    other = SOS.model_copy(update={"call_id": REPORT, "callsign": "MAPLE"})
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS, other))
    fake.replies[f"POST /v1/sos/{OTHER}/clear"] = CLEARED
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="K7Q: thank you ...", language="en", encoding="gsm7", segments=1),)
    )

    code, printed, _ = run(capsys, "sos-clear", "heron", "--spoke")

    assert code == 0
    assert "The SOS of HERON on K7Q is over." in printed


def test_a_text_that_waits_is_answered_after_it_was_shown(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = f"POST /v1/unread/{REPORT}/answer"
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=(A_TEXT,))
    fake.replies[answer] = UnreadSettled(
        reply_id=REPORT,
        callsign="HERON",
        settled_as="answered",
        texts=(StepText(person_id=OTHER, callsign="HERON", template="answer", params={"words": "Atras"}),),
    )
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="RRN: Atras", language="es", encoding="gsm7", segments=1),)
    )

    unsure = run(capsys, "unread", "answer", "heron", "Atrás")
    tried = fake.bodies(answer)
    code, printed, _ = run(capsys, "unread", "answer", str(REPORT)[-6:], "Atrás", "--yes")

    assert unsure[0] == 1
    assert "RRN: Atras" in unsure[1]
    assert tried == [UnreadAnswerRequest(text="Atrás", preview=True)]
    assert code == 0
    assert "Sent to HERON; the text waits no more." in printed
    assert fake.bodies(answer)[-1] == UnreadAnswerRequest(text="Atrás")


def test_a_text_that_waits_is_read_and_closed_with_a_word(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    close = f"POST /v1/unread/{REPORT}/close"
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=(A_TEXT,))
    fake.replies[f"GET /v1/unread/{REPORT}"] = A_TEXT
    fake.replies[close] = UnreadSettled(reply_id=REPORT, callsign="HERON", settled_as="closed", texts=())

    read = run(capsys, "unread", "read", "HERON")
    code, printed, _ = run(capsys, "unread", "close", "HERON", "called")
    nobody = run(capsys, "unread", "read", "OTTER")

    assert "ya casi llego" in read[1]
    assert (code, printed) == (0, "The text of HERON is closed.\n")
    assert fake.bodies(close) == [UnreadCloseRequest(note="called")]
    assert nobody[::2] == (1, "No text that waits is called OTTER.\n")


A_TEXT = UnreadTextSummary(
    reply_id=REPORT,
    callsign="HERON",
    network_id="la",
    code="K7Q",
    guess="EnRoute",
    received_at=AT,
    text="ya casi llego",
)


# --- moments


def test_every_moment_is_told_in_the_zone_of_its_own_network(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    here, yesterday = now - timedelta(hours=1), now - timedelta(hours=30)
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network(), a_network("ny", "America/New_York")))
    summary = IncidentSummary.model_validate(_mission(opened_at=here).model_dump())
    eastern = {"code": "M4T", "network_id": "ny", "opened_at": yesterday}
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(summary, summary.model_copy(update=eastern)), sos=(SOS.model_copy(update={"raised_at": here}),)
    )

    _, english, _ = run(capsys, "incidents")
    _, spanish, _ = run(capsys, "incidents", "--lang", "es")

    in_ny = yesterday.astimezone(ZoneInfo("America/New_York"))
    spoken = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")[in_ny.weekday()]
    assert english.count(f" {in_la(here)} ") == spanish.count(f" {in_la(here)} ") == 2, "an SOS and an incident"
    assert f" {in_ny:%a %H:%M %Z} " in english
    assert f" {spoken} {in_ny:%H:%M %Z} " in spanish
    assert len(fake.bodies("GET /v1/networks")) == 2, "once a command"


@pytest.mark.parametrize(("language", "mark"), [("en", "here"), ("es", "aquí")])
def test_where_dispatch_does_not_say_the_zone_it_is_this_machines_and_said_so(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, mark: str
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    line = TimelineLine(at=at, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"})
    fake.replies["GET /v1/networks"] = problem(503, "unavailable", "Not now")
    fake.replies["GET /v1/incidents/K7Q"] = _mission(timeline=(line,))

    code, printed, complained = run(capsys, "incident", "K7Q", "--lang", language)

    assert (code, complained) == (0, "")
    assert f" {at.astimezone():%H:%M:%S %Z} {mark} " in f" {printed}"


def test_what_happened_is_told_to_the_second_and_json_keeps_utc(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime.now(UTC) - timedelta(hours=1)
    line = TimelineLine(at=at, kind="opened", params={"ref": "482193", "zone": "Boyle Heights"})
    out = AssignmentSummary(
        assignment_id=OTHER, callsign="HERON", state="on_scene", held_at=at, confirmed_at=at, on_scene_at=at,
        eta_minutes=None, sos_at=None, out_at=None, released_at=None, still_out_since=at,
    )  # fmt: skip
    fake.replies["GET /v1/incidents/K7Q"] = _mission(timeline=(line,), assignments=(out,))

    _, printed, _ = run(capsys, "incident", "K7Q")
    _, document, _ = run(capsys, "incident", "K7Q", "--json")

    assert re.search(f"{at.astimezone(ZoneInfo('America/Los_Angeles')):%H:%M:%S %Z} +.*Opened by", printed)
    assert f"Still out there: HERON since {in_la(at)}" in printed
    assert json.loads(document)["timeline"][0]["at"] == rfc3339(at)


def test_what_a_caller_texted_is_told_on_the_clock_of_the_reports_network(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    at = datetime.now(UTC) - timedelta(minutes=9)
    fake.replies["GET /v1/networks"] = NetworkList(networks=(a_network("ny", "America/New_York"), a_network()))
    fake.replies["GET /v1/reports?ref=482193"] = _reports(_a_report())
    fake.replies[f"GET /v1/reports/{REPORT}/content"] = ReportContent(
        report_id=REPORT, ref="482193", network_id="la", place=None, narrative="vans", salute=ReportSalute(),
        texts=(CallerTextRead(received_at=at, words="gone now"),),
    )  # fmt: skip

    _, printed, _ = run(capsys, "read", "482193")

    assert f"{in_la(at)}, the caller texted: gone now" in printed


def test_a_review_tells_when_reports_came_and_were_answered_on_the_networks_clock(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    came, answered = datetime.now(UTC) - timedelta(hours=2), datetime.now(UTC) - timedelta(minutes=5)
    page = _page(_waiting("HERON", Outcome.CONFIRMED_ONGOING))
    later = page.reports[0].model_copy(
        update={"report_id": OTHER, "received_at": came, "seen_at": came, "answers": False, "answered_at": answered}
    )
    mission.replies["GET /v1/incidents/K7Q/review"] = page.model_copy(update={"reports": (later,)})

    _, printed, _ = run(capsys, "review", "K7Q", "--preview", "--lang", "es")

    assert re.search(rf"{in_la(came)} +{in_la(came)}", printed)
    assert f"nada ahora: ya se le respondió ({in_la(answered)})" in printed


# --- operations


def _set_aside(order: ReplayOrder) -> ReplayOutcome:
    event = SetAsideEvent(
        kind="parked",
        number=1,
        event_id=REPORT,
        subject="s",
        topic="t",
        reason="KeyError",
        outcome="waiting" if order.dry_run else "failed: KeyError",
    )
    return ReplayOutcome(dry_run=order.dry_run, events=(event,))


def test_replay_lists_first_and_runs_when_told(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["POST /v1/operations/replay"] = _set_aside
    code, printed, _ = run(capsys, "replay", "--service", "dispatch", "--subject", "s")
    assert code == 0
    assert "Run them again with --run" in printed
    code, printed, _ = run(capsys, "replay", "--run", "--json")
    assert code == 1, "one failed again"
    assert [event["service"] for event in json.loads(printed)["events"]] == ["intake", "dispatch", "notify"]
    assert fake.bodies("POST /v1/operations/replay") == [
        ReplayOrder(subject="s"),
        *[ReplayOrder(dry_run=False)] * 3,
    ]


def test_a_replay_after_which_nothing_is_left_is_well(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    def all_well(order: ReplayOrder) -> ReplayOutcome:
        [event] = _set_aside(order).events
        outcomes = (event.model_copy(update={"outcome": outcome}) for outcome in ("handled", "gone"))
        return ReplayOutcome(dry_run=order.dry_run, events=tuple(outcomes))

    fake.replies["POST /v1/operations/replay"] = all_well
    code, printed, _ = run(capsys, "replay", "--run", "--service", "intake")
    assert code == 0
    assert printed.endswith("2 were run again.\n")


def test_without_kafka_the_services_still_say_how_far_behind_they_are(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:9")
    fake.replies["GET /v1/operations"] = OperationsFigures(
        outbox=3, outbox_oldest_s=1.25, awaiting=4, unacknowledged=5, parked=6, dead_letters=7, deadlines_due=8,
        offset_gaps=9,
    )  # fmt: skip
    code, printed, _ = run(capsys, "lag", "--lang", "es")
    assert code == 0
    assert printed.startswith("Kafka no responde\n")
    rows = [re.split(r"\s{2,}", line.strip()) for line in printed.splitlines()[-4:-1]]
    assert rows == [[name, "3", "1.2 s", "4", "5", "6", "7", "8", "9"] for name in ("intake", "dispatch", "notify")]
    document = json.loads(run(capsys, "lag", "--json")[1])
    assert document["groups"] is None
    assert document["services"]["notify"]["dead_letters"] == 7


def test_what_is_no_id_is_refused_before_anybody_is_asked(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _, complained = run(capsys, "replay", "--id", "7")
    assert code == 1
    assert complained.startswith("Not taken: /event_id: ")
    assert fake.asked == []


def test_an_answer_of_another_release_is_named(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    class Renamed(ReportQueue):
        """What a release that renamed a field would send."""

        def model_dump_json(self, **_: Any) -> str:
            return '{"amount": 0, "reports": []}'

    fake.replies["GET /v1/queue"] = Renamed(total=0, reports=())
    code, _, complained = run(capsys, "queue")
    assert code == 1
    assert complained == "intake answered what this release cannot read: /total: Field required.\n"


def _new_source(order: SourceSettings) -> SourceCredentials:
    return SourceCredentials(
        source_id=OTHER,
        name=order.name,
        network_id=order.network_id,
        trust=order.trust,
        key="hl_new_key" if order.rotate else None,
        signing_secret="z" if order.rotate else None,
    )


def test_a_source_key_is_shown_once_or_kept_here(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    fake.replies["POST /v1/sources"] = _new_source
    code, printed, _ = run(capsys, "source", "add", "Desk", "--trust", "operator", "--rotate")
    assert code == 0
    assert "hl_new_key" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk")
    assert "--rotate makes a new one" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk", "--rotate", "--keep")
    assert "hl_new_key" not in printed
    assert (tmp_path / "source-key").read_text(encoding="utf-8") == "hl_new_key\n"
    assert fake.bodies("POST /v1/sources")[0] == SourceSettings(
        name="Desk", network_id="la", trust=Trust.OPERATOR, rate_per_minute=600, burst=1200, rotate=True
    )


def test_sources_are_listed_without_their_keys(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/sources"] = SourceList(
        sources=(
            SourceSummary(
                source_id=OTHER, name="Desk", network_id="la", trust=Trust.PARTNER, rate_per_minute=600, burst=1200,
                live_keys=1, open_incidents=0,
            ),
        )
    )  # fmt: skip
    code, printed, _ = run(capsys, "source", "list", "--lang", "es")
    assert code == 0
    assert re.split(r"\s{2,}", printed.splitlines()[-2].strip()) == ["Desk", "la", "aliado", "600"]


def test_the_list_shows_what_was_decided_rather_than_what_was_found_last(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    decided = _mission(outcome=Outcome.UNFOUNDED_OTHER, state="finding_reviewed")
    mission.replies["GET /v1/incidents?state=open"] = IncidentList(
        incidents=(IncidentSummary.model_validate(decided.model_dump()),)
    )

    _, printed, _ = run(capsys, "incidents")

    assert "NOT immigration" in printed
    assert "CONFIRMED" not in printed


def test_who_is_not_trained_enough_was_not_asked_for_that(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/incidents/K7Q"] = _mission(excluded=(ExcludedVolunteer(callsign="ALDER", reason="level"),))

    _, printed, _ = run(capsys, "incident", "K7Q")

    assert "Not asked: ALDER (not trained enough for this)" in printed


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "A phone number is written with + and its country code, like +12135550111"),
        ("es", "Un teléfono se escribe con + y la clave del país, como +12135550111"),
    ],
)
def test_a_report_with_a_number_that_is_none_says_how_one_is_written(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    given = ("--place", "Soto & 1st", "--phone", "5550101", "--safe-to-text")

    code, _, complained = run(capsys, "report", *given, "--lang", language)

    assert code != 0
    assert told in " ".join(complained.split())
    assert "5550101" not in complained
    assert fake.bodies("POST /v1/reports") == []
