"""The command as a person meets it: languages, exit codes, one clear line when something is missing."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from schemas.api.common import OperationsFigures
from services.chassis.auth import Role
from services.chassis.staff_keys import StaffKeys
from services.console.cli.backlog import Backlog, backlog_line
from services.console.cli.main import main, options_first
from services.console.cli.output import Output, clean
from services.console.cli.volunteers import hours_in
from services.console.client.environment import Environment, default_home, language_of
from services.console.errors import CommandRefused

CHECKOUT = Path(__file__).parents[3]
NOBODY = "http://127.0.0.1:9"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No instance, no language, no keys but those that a test gives."""
    for name in list(os.environ):
        if name.startswith(("HOTLINE_", "LC_")) or name == "LANG":
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOTLINE_HOME", str(tmp_path))
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out, printed.err


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys; from services.console.cli.main import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'textual', 'httpx', 'aiokafka', 'pydantic', 'rich', 'asyncpg', 'phonenumbers'} & set(sys.modules)\n"
        "print('heavy:', sorted(heavy))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert "heavy: []" in done.stdout
    assert "stand-down" in done.stdout


@pytest.mark.parametrize(
    ("given", "ordered"),
    [
        (["queue", "--json"], ["--json", "queue"]),
        (["queue", "--lang", "es", "--json"], ["--lang", "es", "--json", "queue"]),
        (["--lang=es", "review", "K7Q", "--yes"], ["--lang=es", "review", "K7Q", "--yes"]),
        (["report", "--place", "x", "--", "--json"], ["report", "--place", "x", "--", "--json"]),
        (["queue", "--lang"], ["--lang", "queue"]),
        ([], []),
    ],
)
def test_what_holds_for_every_command_may_stand_anywhere(given: list[str], ordered: list[str]) -> None:
    assert options_first(given) == ordered


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "es_MX.UTF-8"}, "es"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "es_MX.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "HOTLINE_LANG": "es"}, "es"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_language_is_asked_of_hotline_lang_then_the_locale(variables: dict[str, str], language: str) -> None:
    assert language_of(variables) == language


def test_a_service_that_is_not_there_is_named_with_how_to_start_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_STAFF_KEY", "hl_abcdef_" + "x" * 30)
    monkeypatch.setenv("HOTLINE_INTAKE_URL", NOBODY)
    code, printed, complained = run(capsys, "queue")
    assert (code, printed) == (3, "")
    assert complained == (f"intake does not answer at {NOBODY}. Start it with `make up`, or set HOTLINE_INTAKE_URL.\n")
    code, _, complained = run(capsys, "queue", "--json", "--lang", "es")
    assert code == 3
    assert json.loads(complained)["error"] == "unreachable"
    assert "no responde" in json.loads(complained)["detail"]


def test_kafka_that_is_not_there_is_named_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOTLINE_KAFKA__BOOTSTRAP_SERVERS", "127.0.0.1:9")
    for arguments in (("topics", "list"), ("watch", "--plain")):
        code, _, complained = run(capsys, *arguments)
        assert code == 3
        assert "Kafka does not answer at 127.0.0.1:9" in complained
        assert "HOTLINE_KAFKA__BOOTSTRAP_SERVERS" in complained


def test_a_misspelt_kafka_setting_is_named(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOTLINE_KAFKA__BOOTSTRAP_SERVER", "127.0.0.1:9")
    code, _, complained = run(capsys, "topics", "list")
    assert code == 1
    assert "HOTLINE_KAFKA__BOOTSTRAP_SERVER." in complained


def test_without_a_staff_key_nobody_is_asked(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    code, _, complained = run(capsys, "incidents")
    assert code == 1
    assert str(home) in complained


@pytest.mark.parametrize(
    "arguments",
    [("review", "K7Q", "--outcome", "maybe"), ("nonsense",), ("release", "1", "--place", "x"), ("report",)],
)
def test_wrong_usage_ends_with_two(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    assert run(capsys, *arguments)[0] == 2


def test_the_instances_file_is_read_and_the_callers_variables_win(home: Path) -> None:
    (home / "env").write_text(
        "# written by the supervisor\nHOTLINE_INTAKE_URL=http://a:1\nHOTLINE_DISPATCH_URL=http://b:2/\nPATH=/x\n",
        encoding="utf-8",
    )
    environment = Environment.read({"HOTLINE_HOME": str(home), "HOTLINE_INTAKE_URL": "http://c:3"})
    assert environment.url("intake") == "http://c:3"
    assert environment.url("dispatch") == "http://b:2"
    assert environment.url("notify") == "http://127.0.0.1:8403"
    assert "PATH" not in environment.values


def test_the_port_base_moves_every_address(home: Path) -> None:
    environment = Environment.read({"HOTLINE_HOME": str(home), "HOTLINE_PORT_BASE": "12000"})
    assert environment.url("notify") == "http://127.0.0.1:12003"
    assert environment.kafka_address == "127.0.0.1:12092"


def test_the_default_home_is_the_one_of_make_up() -> None:
    """Services do not import deploy, so the rule stands twice; here is where the two are held together."""
    from deploy.local.layout import default_home as layouts

    assert default_home(os.environ) == layouts(os.environ)


def test_a_staff_key_is_shown_once_and_works_at_once(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = home / "staff-keys.json"
    keys = StaffKeys(file)
    code, printed, _ = run(capsys, "staff", "add", "robin", "--role", "duty_lead", "--network", "la", "--json")
    assert code == 0
    key = json.loads(printed)["key"]

    staff = keys.who(f"Bearer {key}")

    assert (staff.actor, staff.role, staff.scope.parameter) == ("ROBIN", Role.DUTY_LEAD, ["la"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert key not in file.read_text(encoding="utf-8")

    run(capsys, "staff", "add", "WREN", "--role", "operator", "--network", "sb", "--network", "la")
    code, printed, _ = run(capsys, "staff", "list", "--json")
    listed = [(entry["callsign"], entry["networks"]) for entry in json.loads(printed)["staff"]]
    assert listed == [("ROBIN", ["la"]), ("WREN", ["la", "sb"])]
    assert keys.who(f"Bearer {key}").actor == "ROBIN", "others stay"

    assert run(capsys, "staff", "remove", "ROBIN")[0] == 0
    assert run(capsys, "staff", "remove", "ROBIN")[0] == 1
    assert [entry["actor"] for entry in json.loads(file.read_text(encoding="utf-8"))] == ["WREN"]


def test_the_networks_of_a_key_are_changed_without_a_new_key(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = home / "staff-keys.json"
    keys = StaffKeys(file)
    _, printed, _ = run(capsys, "staff", "add", "ROBIN", "--role", "duty_lead", "--network", "la", "--json")
    bearer = f"Bearer {json.loads(printed)['key']}"

    assert run(capsys, "staff", "networks", "robin", "--network", "sb")[0] == 0

    assert keys.who(bearer).scope.parameter == ["sb"]
    assert run(capsys, "staff", "networks", "HERON", "--network", "sb")[0] == 1


def test_every_network_is_for_an_admin(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    keys = StaffKeys(home / "staff-keys.json")
    for role in ("operator", "duty_lead"):
        assert run(capsys, "staff", "add", "ROBIN", "--role", role, "--network", "*")[0] == 1
    _, printed, _ = run(capsys, "staff", "add", "ROBIN", "--role", "admin", "--network", "*", "--json")
    assert keys.who(f"Bearer {json.loads(printed)['key']}").scope.parameter is None

    run(capsys, "staff", "add", "WREN", "--role", "operator", "--network", "la")
    assert run(capsys, "staff", "networks", "WREN", "--network", "*")[0] == 1
    assert run(capsys, "staff", "add", "WREN", "--role", "operator", "--network", "Los Angeles")[0] == 1


def test_a_staff_file_that_is_something_else_is_left_alone(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    file = home / "staff-keys.json"
    file.write_text('{"a": 1}', encoding="utf-8")
    assert run(capsys, "staff", "add", "ROBIN", "--role", "admin", "--network", "*")[0] == 1
    assert file.read_text(encoding="utf-8") == '{"a": 1}'


def test_many_staff_may_be_added_at_once(home: Path) -> None:
    env = {**os.environ, "HOTLINE_HOME": str(home)}
    options = ("--role", "operator", "--network", "la")
    commands = [
        subprocess.Popen(
            [sys.executable, "-m", "services.console", "staff", "add", f"BIRD-{n}", *options],
            cwd=CHECKOUT,
            env=env,
            stdout=subprocess.DEVNULL,
        )
        for n in range(3)
    ]
    assert [command.wait(30) for command in commands] == [0] * 3
    assert len(json.loads((home / "staff-keys.json").read_text(encoding="utf-8"))) == 3


@pytest.mark.parametrize(("span", "hours"), [(None, None), ("4h", 4), ("4", 4), ("0.5h", 0.5), (" 8H ", 8), ("72", 72)])
def test_hours_are_read_as_people_write_them(span: str | None, hours: float | None) -> None:
    assert hours_in(span) == hours


@pytest.mark.parametrize("span", ["", "0", "-1", "73h", "4 days", "nan", "inf"])
def test_hours_that_make_no_sense_are_refused(span: str) -> None:
    with pytest.raises(CommandRefused):
        hours_in(span)


@pytest.mark.parametrize(
    ("shown", "seen"),
    [
        ("\x1b[31mred\x07", "[31mred"),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("a\x9bb\x00", "ab"),
        ("two\nlines\tñ 👍", "two\nlines\tñ 👍"),
        (None, ""),
    ],
)
def test_nothing_that_is_shown_can_steer_the_terminal(shown: object, seen: str) -> None:
    assert clean(shown) == seen


def test_a_table_shows_markup_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    Output("en").table(("callsign",), [("[bold]HERON[/bold]",)])
    assert "[bold]HERON[/bold]" in capsys.readouterr().out


def test_json_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output("es", as_json=True)
    out.say("not_done")
    out.table(("callsign",), [("HERON",)])
    document: dict[str, Any] = {"callsign": "HERON", "zone": "ñ"}
    out.document(document)
    assert json.loads(capsys.readouterr().out) == document


@pytest.mark.parametrize(
    ("answer", "sure"), [("y", True), (" SÍ ", True), ("yes", True), ("", False), ("n", False), ("ok", False)]
)
def test_only_a_clear_yes_is_a_yes(monkeypatch: pytest.MonkeyPatch, answer: str, sure: bool) -> None:
    asked: list[str] = []

    def reply(question: str) -> str:
        asked.append(question)
        return answer

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", reply)
    assert Output("es").sure("release_sure", ref="482193") is sure
    assert asked == ["¿Liberar el reporte 482193? [s/N] "]


def test_the_foot_says_what_is_behind_and_what_was_set_aside() -> None:
    figures = OperationsFigures(
        outbox=0, outbox_oldest_s=2.04, awaiting=0, unacknowledged=0, parked=1, dead_letters=2, deadlines_due=0,
        offset_gaps=0, clock_skew_s=600.2,
    )  # fmt: skip
    told = backlog_line(Backlog(None, {"intake": figures, "notify": None}), Output("en"))
    assert told == (
        "Kafka does not answer  |  oldest unsent: intake 2.0 s (3 set aside: `hotline replay`) (CLOCK 600 s OFF) · "
        "notify does not answer"
    )
