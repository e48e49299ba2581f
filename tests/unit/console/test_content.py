"""Content is no argument: it is asked for, piped in or read from a file, and typed it is refused in both languages."""

import io
from pathlib import Path

import pytest
import typer

from services.console.cli.content import CONTENT, with_content
from services.console.cli.main import app, main
from services.console.errors import CommandRefused

COMMAND = typer.main.get_command(app)
TYPED = [
    ("report", "--narrative", "agents at the bus stop"),
    ("report", "--phone", "2135550101"),
    ("report", "--phone=2135550101"),
    ("report", "--language", "es", "--place", "Soto & 1st"),
    ("report", "--lat", "34.0437"),
    ("release", "482193", "--lon", "-118.21"),
    ("spoke", "482193", "--note", "safe now"),
    ("sos", "note", "K7Q", "called twice"),
    ("sos-clear", "K7Q", "HERON", "--note", "safe at home"),
    ("unread", "answer", "HERON", "entrada norte"),
    ("unread", "close", "HERON", "called"),
    ("review", "K7Q", "--agency-en", "parcels"),
    ("review", "K7Q", "--note=too dark"),
    ("out", "K7Q", "HERON", "--why", "she called"),
    ("look-at", "K7Q", "--place", "the corner"),
    ("meeting-point", "K7Q", "--name", "the plaza"),
]


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_what_people_said_is_refused_as_an_argument(typed: tuple[str, ...]) -> None:
    with pytest.raises(CommandRefused) as refused:
        with_content(typed, COMMAND)

    assert refused.value.key == "content_typed"


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_it_is_read_from_a_file_or_from_what_is_piped_in(
    typed: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *before, last = typed
    option, equals, said = last.partition("=") if last.startswith("--") else ("", "", last)
    file = tmp_path / "said"
    file.write_text(f"{said}\n")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{said}\nmore\n"))

    from_file = with_content([*before, f"{option}{equals}@{file}"], COMMAND)
    piped = with_content([*before, f"{option}{equals}-"], COMMAND)

    assert from_file == piped == list(typed)


def test_in_a_terminal_it_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    asked: list[str] = []

    def answer(question: str) -> str:
        asked.append(question)
        return " Soto & 1st "

    monkeypatch.setattr("sys.stdin", Terminal())
    monkeypatch.setattr("builtins.input", answer)

    assert with_content(["report", "--place", "-"], COMMAND) == ["report", "--place", "Soto & 1st"]
    assert asked == ["place: "]


@pytest.mark.parametrize(
    "typed",
    [
        ("report", "--file", "-"),
        ("report", "--ago", "5", "--people", "3", "--accuracy", "exact"),
        ("review", "K7Q", "HERON", "--why", "no-access", "--yes"),
        ("--lang", "es", "queue"),
        ("sos", "show", "K7Q"),
        ("nonsense", "--place", "x"),
        (),
    ],
)
def test_whatever_says_nothing_of_anybody_is_typed_as_ever(typed: tuple[str, ...]) -> None:
    assert with_content(typed, COMMAND) == list(typed)


def test_every_command_and_parameter_of_the_list_is_there() -> None:
    for path, names in CONTENT.items():
        command = COMMAND
        for word in path:
            command = command.commands[word]  # type: ignore[attr-defined]
        assert names <= {param.name for param in command.params}, path


@pytest.mark.parametrize(
    ("language", "told"), [("en", "--phone is what people said"), ("es", "--phone es lo que dijo")]
)
def test_the_refusal_says_what_to_do_and_repeats_nothing(
    language: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["hotline", "--lang", language, "report", "--phone", "2135550101"])

    with pytest.raises(SystemExit) as ended:
        main()

    complained = capsys.readouterr().err
    assert ended.value.code == 1
    assert told in complained
    assert "@" in complained
    assert "2135550101" not in complained


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandRefused, match="file_unreadable"):
        with_content(["spoke", "482193", "--note", f"@{tmp_path / 'none'}"], COMMAND)
