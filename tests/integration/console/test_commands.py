"""Commands against services over real HTTP: what is sent, what is asked first, and what a refusal looks like."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.console.cli.main import main
from tests.support.console_doubles import Double, problem

CHECKOUT = Path(__file__).parents[3]
VOLUNTEERS = "POST /v1/networks/la/volunteers"
CONTACTS = "PUT /v1/contacts"
PREVIEW = "POST /v1/messages/preview"
REPORT = "0192e000-0000-7000-8000-000000000001"


@pytest.fixture
def double(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Double]:
    double = Double()
    double.start()
    for service in ("INTAKE", "DISPATCH", "NOTIFY"):
        monkeypatch.setenv(f"HOTLINE_{service}_URL", double.url)
    monkeypatch.setenv("HOTLINE_STAFF_KEY", "hl_abcdef_" + "x" * 30)
    monkeypatch.setenv("HOTLINE_SOURCE_KEY", "hl_source_" + "y" * 30)
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    monkeypatch.setenv("HOTLINE_LANG", "en")
    double.replies["GET /v1/networks"] = (200, {"networks": [{"network_id": "la", "name": "RRN"}]})
    yield double
    double.stop()


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


# --- volunteers


def _saved(body: Any) -> tuple[int, Any]:
    people = body["volunteers"]
    if any(person["callsign"] == "OTTER" for person in people):
        return 422, problem(422, "invalid", "Some fields do not fit", ("/volunteers/0/home", "not in this world"))
    return 200, {
        "volunteers": [
            {"callsign": p["callsign"], "volunteer_id": f"id-{p['callsign']}", "created": p["callsign"] != "MAPLE"}
            for p in people
        ]
    }


def _enrolled(body: Any) -> tuple[int, Any]:
    return 200, {
        "contacts": [
            {"person_id": c["person_id"], "state": None, "problem": "no such prefix"}
            if c["callsign"] == "FINCH"
            else {"person_id": c["person_id"], "state": "opted_in" if c["consent"] else "invited", "problem": None}
            for c in body["contacts"]
        ]
    }


CSV = """callsign,roles,level,languages,lat,lon,phone,consent
HERON,observer,verified,es,34.04,-118.2,+12135550101,form 2026-11-02
MAPLE,observer,observer,es,34.04,-118.2,+12135550102,
bad name,observer,observer,es,34.04,-118.2,+12135550103,
OTTER,observer,observer,es,34.04,-118.2,+12135550104,
FINCH,observer,observer,es,34.04,-118.2,+12135550105,form 2026-11-02
ROBIN,duty_lead,lead,en,,,,
"""


def test_a_bad_line_stops_no_other(double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    double.replies[VOLUNTEERS] = _saved
    double.replies[CONTACTS] = _enrolled

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
    problems = {row["callsign"]: row["problem"] for row in report["rows"] if row["problem"]}
    assert "not in this world" in problems["OTTER"]
    assert problems["FINCH"] == "no such prefix"
    sent_to_dispatch = json.dumps(double.bodies(VOLUNTEERS))
    assert "+1213555" not in sent_to_dispatch
    assert double.bodies(CONTACTS)[0]["contacts"][0] == {
        "person_id": "id-HERON",
        "network_id": "la",
        "org": "RRN",
        "callsign": "HERON",
        "phone": "+12135550101",
        "email": None,
        "language": "es",
        "consent": {"how": "form", "at": "2026-11-02T00:00:00+00:00"},
    }


def test_who_has_no_phone_is_not_said_to_be_asked_by_text(
    double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    lines = "callsign,roles,level,languages,lat,lon,email\nPINE,coordinator,lead,en,34.05,-118.25,pine@example.org\n"
    file.write_text(lines, encoding="utf-8")
    double.replies[VOLUNTEERS], double.replies[CONTACTS] = _saved, _enrolled

    _, printed, _ = run(capsys, "volunteers", "import", str(file))

    assert "by mail" in printed
    assert "0 asked by text" in printed


def test_the_report_on_a_screen_is_no_phone_book(
    double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "volunteers.csv"
    file.write_text(CSV, encoding="utf-8")
    double.replies[VOLUNTEERS], double.replies[CONTACTS] = _saved, _enrolled
    _, printed, complained = run(capsys, "volunteers", "import", str(file))
    assert "555" not in printed + complained
    assert "…01" in printed


def test_a_dry_run_sends_nothing(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "volunteers", "import", str(CHECKOUT / "deploy/local/volunteers.csv"), "--dry-run")
    assert code == 0
    assert "Nothing was sent" in printed
    assert double.asked == []


def test_a_thousand_volunteers_go_in_bodies_that_the_services_take(
    double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    lines = [
        f"B-{n},observer,observer,es,34.04,-118.2,+1{300 + n // 100}55501{n % 100:02},form 2026-11-02"
        for n in range(1000)
    ]
    file.write_text("callsign,roles,level,languages,lat,lon,phone,consent\n" + "\n".join(lines), encoding="utf-8")
    double.replies[VOLUNTEERS], double.replies[CONTACTS] = _saved, _enrolled

    code, printed, _ = run(capsys, "volunteers", "import", str(file), "--json")

    assert (code, json.loads(printed)["created"]) == (0, 1000)
    for name in (VOLUNTEERS, CONTACTS):
        bodies = double.bodies(name)
        assert sum(len(next(iter(body.values()))) for body in bodies) == 1000
        assert all(len(json.dumps(body)) < 64 * 1024 for body in bodies)


def test_which_network_is_asked_when_there_are_several(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    double.replies["GET /v1/networks"] = (200, {"networks": [{"network_id": "la"}, {"network_id": "sf"}]})
    code, _, complained = run(capsys, "volunteers", "list")
    assert (code, complained) == (1, "Which network? --network la | sf\n")


def test_on_call_is_for_people_who_exist(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    double.replies["GET /v1/networks/la/volunteers"] = (200, {"volunteers": [{"callsign": "HERON"}]})
    double.replies["POST /v1/networks/la/on-call"] = (200, {})
    assert run(capsys, "on", "heron", "--for", "4h")[0] == 0
    assert double.bodies("POST /v1/networks/la/on-call") == [{"callsigns": ["HERON"], "on": True, "hours": 4}]
    code, _, complained = run(capsys, "on", "HERON", "NOBODY")
    assert code == 1
    assert "NOBODY" in complained
    assert len(double.bodies("POST /v1/networks/la/on-call")) == 1, "all or none"


# --- network


def test_a_network_is_shown_with_what_changes(
    double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = CHECKOUT / "deploy/local/network.toml"
    double.replies["PUT /v1/networks/la"] = (200, {"network_id": "la", "revision": 1, "changed": True})
    code, printed, _ = run(capsys, "network", "apply", str(file), "--json")
    assert (code, json.loads(printed)["new"]) == (0, True)
    [sent] = double.bodies("PUT /v1/networks/la")

    old = json.loads(json.dumps(sent))
    old["policy"]["wave_seconds"] = 60
    double.replies["GET /v1/networks/la"] = (200, {"network_id": "la", "revision": 1, "file": old})
    code, printed, _ = run(capsys, "network", "apply", str(file), "--dry-run", "--json")
    assert json.loads(printed)["differences"] == [{"where": "policy.wave_seconds", "before": 60, "after": 180}]
    assert len(double.bodies("PUT /v1/networks/la")) == 1, "a dry run sends nothing"

    bad = tmp_path / "bad.toml"
    bad.write_text(file.read_text(encoding="utf-8").replace("observers = 2", "observers = 1"), encoding="utf-8")
    code, _, complained = run(capsys, "network", "apply", str(bad))
    assert code == 1
    assert "policy.observers" in complained


def test_a_refusal_says_who_refused_and_what_is_wrong(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    double.replies["PUT /v1/networks/la"] = (
        422,
        problem(422, "invalid", "The network file does not fit", ("/zones/0", "there twice")),
    )
    code, _, complained = run(capsys, "network", "apply", str(CHECKOUT / "deploy/local/network.toml"))
    assert code == 1
    assert complained == "dispatch refused (422): The network file does not fit · /zones/0: there twice.\n"


# --- reports


def test_a_report_is_posted_with_a_sources_key_and_an_idempotency_key(
    double: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    double.replies["POST /v1/reports"] = (
        202,
        {"report_id": REPORT, "ref": "482193", "state": "held", "missing": ["age", "residence"], "status_url": "x"},
    )
    code, printed, _ = run(capsys, "report", "--place", "Soto & 1st", "--language", "es", "--key", "desk-0001")
    assert code == 0
    assert "Report 482193: held" in printed
    assert "seen too long ago" in printed
    assert "a home" in printed
    [(_, body, sent)] = [asked for asked in double.asked if asked[0] == "POST /v1/reports"]
    assert sent["authorization"] == "Bearer hl_source_" + "y" * 30
    assert sent["idempotency-key"] == "desk-0001"
    assert body["place"]["is_residence"] is None


def _a_report(**changed: Any) -> dict[str, Any]:
    return {
        "report_id": REPORT,
        "ref": "482193",
        "state": "held",
        "status": "waiting",
        "missing": ["age"],
        "incident_code": None,
        "outcome": None,
        **changed,
    }


def test_a_ref_that_two_reports_share_asks_for_the_id(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    double.replies["GET /v1/reports?ref=482193"] = (200, {"reports": [_a_report(), _a_report(report_id="other")]})
    code, _, complained = run(capsys, "status", "482193")
    assert code == 1
    assert REPORT in complained
    double.replies["GET /v1/reports?ref=482193"] = (200, {"reports": []})
    assert run(capsys, "status", "482193")[0] == 1
    assert run(capsys, "status", "K7Q")[0] == 1
    double.replies[f"GET /v1/reports/{REPORT}"] = (200, _a_report(state="joined", status="checking"))
    code, printed, _ = run(capsys, "status", REPORT, "--lang", "es")
    assert code == 0
    assert "se está verificando" in printed


def test_release_shows_the_content_and_asks_first(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    double.replies["GET /v1/reports?ref=482193"] = (200, {"reports": [_a_report()]})
    double.replies[f"GET {path}/content"] = (
        200,
        {"place": {"text": "Soto & 1st"}, "narrative": "vans", "salute": {"uniform": "vests"}},
    )
    answer = {"released": False, "ref": "482193", "will": "open_or_join_incident", "missing": ["age"]}
    double.replies[f"POST {path}/release"] = lambda body: (200, {**answer, "released": not body["preview"]})

    code, printed, _ = run(capsys, "release", "482193", "--not-residence")
    assert code == 1, "nobody said yes"
    assert "vans" in printed
    assert "uniform: vests" in printed
    assert "Nothing was done" in printed
    assert double.bodies(f"POST {path}/release") == [{"corrections": {"is_residence": False}, "preview": True}]

    code, printed, _ = run(capsys, "release", "482193", "--yes", "--json")
    assert (code, json.loads(printed)["done"]) == (0, True)
    assert [body["preview"] for body in double.bodies(f"POST {path}/release")] == [True, True, False]


def test_what_nobody_may_release_is_refused(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    path = f"/v1/reports/{REPORT}"
    double.replies[f"GET {path}"] = (200, _a_report())
    double.replies[f"GET {path}/content"] = (403, problem(403, "forbidden", "Not with this key"))
    double.replies[f"POST {path}/release"] = (
        200,
        {"released": False, "ref": "482193", "will": "change_nothing", "missing": ["request"]},
    )
    code, printed, complained = run(capsys, "release", REPORT)
    assert code == 1
    assert "not for this key" in printed
    assert "cannot be released" in complained


# --- incidents


def _mission(**changed: Any) -> dict[str, Any]:
    return {
        "incident_id": "i",
        "code": "K7Q",
        "network_id": "la",
        "zone": "Boyle Heights",
        "state": "finding_submitted",
        "opened_at": "2026-11-24T14:45:00Z",
        "reports": 1,
        "wave": 1,
        "offers": {"open": 0, "accepted": 2},
        "team": ["HERON", "MAPLE"],
        "exercise": True,
        "finding": {
            "outcome": "confirmed_ongoing",
            "people": 4,
            "vehicles": 2,
            "submitted_by": "HERON",
            "words": "dos vans",
        },
        "timeline": [{"at": "2026-11-24T14:45:00Z", "kind": "opened", "params": {"ref": "482193", "zone": "Soto"}}],
        "excluded": [{"callsign": "OTTER", "reason": "cooling"}],
        **changed,
    }


def _worded(body: Any) -> tuple[int, Any]:
    return 200, {
        "texts": [
            {
                "body": f"{'EXERCISE ' if t['exercise'] else ''}{t['template']} {sorted(t['params'].items())}",
                "segments": 1,
                "encoding": "GSM-7",
                "language": t.get("language", "es"),
            }
            for t in body["texts"]
        ]
    }


@pytest.fixture
def mission(double: Double) -> Double:
    double.replies["GET /v1/incidents/K7Q"] = (200, _mission())
    double.replies["GET /v1/incidents?state=open"] = (200, {"incidents": [_mission()]})
    double.replies[PREVIEW] = _worded
    double.replies["POST /v1/incidents/K7Q/review"] = (
        200,
        {
            "texts": [{"person_id": REPORT, "callsign": "HERON", "template": "V9C", "params": {"code": "K7Q"}}],
            "report_ids": [REPORT],
            "outcome": "confirmed_ongoing",
            "agency": None,
            "went": True,
            "seen_at": "2026-11-24T15:02:00Z",
            "place": "Soto & 1st",
        },
    )
    double.replies["POST /v1/notices/preview"] = (
        200,
        {
            "texts": [{"ref": "482193", "template": "C4", "language": "es", "params": {"ref": "482193"}}],
            "unreachable": 2,
        },
    )
    return double


def test_a_review_shows_the_finding_and_every_text_before_it_asks(
    mission: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "review", "k7q")
    assert code == 1
    assert "HERON found: CONFIRMED, going on (4 people, 2 vehicles)" in printed
    assert "dos vans" in printed
    assert "EXERCISE V9C" in printed
    assert "EXERCISE C4" in printed
    assert "2 callers gave no number" in printed
    assert [body["preview"] for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True]
    [notices] = mission.bodies("POST /v1/notices/preview")
    assert notices == {
        "report_ids": [REPORT],
        "outcome": "confirmed_ongoing",
        "agency": None,
        "went": True,
        "seen_at": "2026-11-24T15:02:00Z",
        "place": "Soto & 1st",
    }


def test_yes_does_it_and_json_tells_what_went_out(mission: Double, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "review", "K7Q", "--yes", "--json")
    document = json.loads(printed)
    assert (code, document["done"]) == (0, True)
    assert [body["preview"] for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True, False]
    code, printed, _ = run(capsys, "review", "K7Q", "--preview", "--json")
    texts = json.loads(printed)["texts"]
    assert [(text["to"], text["template"], text["segments"]) for text in texts] == [
        ("HERON", "V9C", 1),
        ("482193", "C4", 1),
    ]


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ([], {"decision": "accept", "outcome": None, "agency": None, "note": None}),
        (
            ["--outcome", "unfounded_other", "--agency", "fare_inspectors"],
            {"decision": "correct", "outcome": "unfounded_other", "agency": "fare_inspectors", "note": None},
        ),
        (
            ["--reject", "--note", "too dark"],
            {"decision": "reject", "outcome": None, "agency": None, "note": "too dark"},
        ),
    ],
)
def test_a_review_says_what_was_decided(
    mission: Double, capsys: pytest.CaptureFixture[str], options: list[str], body: dict[str, Any]
) -> None:
    assert run(capsys, "review", "K7Q", "--yes", *options)[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/review")[-1] == {**body, "preview": False}
    asked = mission.bodies("POST /v1/notices/preview")
    assert bool(asked) is (body["decision"] != "reject"), "a rejected finding tells no caller"


def test_a_meeting_point_is_one_of_the_networks_by_the_beginning_of_its_name(
    mission: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    spots = [
        {"name": "Mariachi Plaza", "lat": 34.047, "lon": -118.2196},
        {"name": "Pershing Square", "lat": 34, "lon": -118},
    ]
    mission.replies["GET /v1/networks/la"] = (200, {"network_id": "la", "file": {"meeting_points": spots}})
    mission.replies["POST /v1/incidents/K7Q/meeting-point"] = (200, {"texts": [], "report_ids": []})
    assert run(capsys, "meeting-point", "K7Q", "--name", "mariachi", "--yes")[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/meeting-point")[-1] == {**spots[0], "preview": False}
    assert run(capsys, "meeting-point", "K7Q", "--name", "Nowhere", "--yes")[0] == 1
    assert run(capsys, "meeting-point", "K7Q", "--name", "x", "--lat", "1")[0] == 2


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (["out", "K7Q", "heron", "--why", "she called"], {"callsign": "HERON", "why": "she called"}),
        (["sos-clear", "K7Q", "heron"], {"callsign": "HERON"}),
    ],
)
def test_what_is_said_for_somebody_is_asked_first(
    mission: Double, capsys: pytest.CaptureFixture[str], command: list[str], body: dict[str, Any]
) -> None:
    name = f"POST /v1/incidents/K7Q/{command[0]}"
    mission.replies[name] = (200, {"texts": []})
    assert run(capsys, *command)[0] == 1
    assert mission.bodies(name) == []
    assert run(capsys, *command, "--yes")[0] == 0
    assert mission.bodies(name) == [body]


def test_incidents_and_their_timeline_are_told_in_the_readers_language(
    mission: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "incidents")
    assert code == 0
    assert "K7Q EXERCISE" in printed
    assert "finding to be reviewed" in printed
    code, printed, _ = run(capsys, "incident", "K7Q", "--lang", "es")
    assert "Abierto por el reporte 482193, Soto." in printed
    assert "OTTER (recién vuelto de una misión)" in printed
    assert json.loads(run(capsys, "incident", "K7Q", "--json")[1])["code"] == "K7Q"


def test_texts_that_nobody_understood_are_shown_with_who_sent_them_and_the_best_guess(
    double: Double, capsys: pytest.CaptureFixture[str]
) -> None:
    text = {
        "reply_id": REPORT,
        "callsign": "HERON",
        "network_id": "la",
        "code": "K7Q",
        "guess": "EnRoute",
        "received_at": "2026-11-24T14:45:00Z",
        "text": "voy en camino",
    }
    double.replies["GET /v1/unread"] = (200, {"texts": [text]})

    code, printed, _ = run(capsys, "unread")

    assert code == 0
    for shown in ("HERON", "K7Q", "voy en camino", "EnRoute"):
        assert shown in printed
    assert json.loads(run(capsys, "unread", "--json")[1]) == {"texts": [text]}


# --- operations


def test_replay_lists_first_and_runs_when_told(double: Double, capsys: pytest.CaptureFixture[str]) -> None:
    aside = {"kind": "parked", "number": 1, "event_id": "e", "subject": "s", "topic": "t", "reason": "KeyError"}
    outcome = {True: "waiting", False: "failed: KeyError"}
    double.replies["POST /v1/operations/replay"] = lambda body: (
        200,
        {"dry_run": body["dry_run"], "events": [{**aside, "outcome": outcome[body["dry_run"]]}]},
    )
    code, printed, _ = run(capsys, "replay", "--service", "dispatch", "--subject", "s")
    assert code == 0
    assert "Run them again with --run" in printed
    assert run(capsys, "replay", "--run", "--json")[0] == 1, "one failed again"
    assert double.bodies("POST /v1/operations/replay") == [
        {"subject": "s", "event_id": None, "dry_run": True},
        *[{"subject": None, "event_id": None, "dry_run": False}] * 3,
    ]


def test_a_source_key_is_shown_once_or_kept_here(
    double: Double, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    double.replies["POST /v1/sources"] = lambda body: (
        200,
        {
            "source_id": "s",
            "name": body["name"],
            "key": "hl_new_key" if body["rotate"] else None,
            "signing_secret": "z",
        },
    )
    code, printed, _ = run(capsys, "source", "add", "Desk", "--trust", "operator", "--rotate")
    assert code == 0
    assert "hl_new_key" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk")
    assert "--rotate makes a new one" in printed
    code, printed, _ = run(capsys, "source", "add", "Desk", "--rotate", "--keep")
    assert "hl_new_key" not in printed
    assert (tmp_path / "source-key").read_text(encoding="utf-8") == "hl_new_key\n"
    assert double.bodies("POST /v1/sources")[0] == {
        "name": "Desk",
        "network_id": "la",
        "trust": "operator",
        "rate_per_minute": 600,
        "burst": 1200,
        "rotate": True,
    }
