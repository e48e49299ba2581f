"""Each word has one home, and each home its reader: no entry is missing where the code asks, none lies there unread."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from schemas.agencies import Agency
from schemas.language.catalogue import catalogue
from schemas.topics import EVENTS
from services.console.cli.help_texts import name_of
from services.console.cli.main import app, main
from services.console.language.timeline import timeline_sentence
from services.console.language.words import listed, said, word

CONSOLE = Path(__file__).parents[3] / "services/console"


def calls() -> Iterator[tuple[str, ast.Call]]:
    for file in sorted(CONSOLE.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                yield str(getattr(called, "attr", None) or getattr(called, "id", "")), node


def constants() -> set[str]:
    """Every string in the console's code; what is put together with f"…" stands as a pattern."""
    found: set[str] = set()
    for file in CONSOLE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                found.add(pattern_of(node))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(re.escape(node.value))
    return found - {".*"}


def pattern_of(text: ast.JoinedStr) -> str:
    return "".join(re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*" for part in text.values)


def asked_for(name: str, place: int = 0) -> set[str]:
    given = [call.args[place] for called, call in calls() if called == name and len(call.args) > place]
    return {str(argument.value) for argument in given if isinstance(argument, ast.Constant)}


def test_every_sentence_that_a_command_asks_for_is_there() -> None:
    keys = set(catalogue("console", "en").keys_of("command"))
    asked = (
        asked_for("text")
        | asked_for("say")
        | asked_for("sure")
        | asked_for("confirm")
        | asked_for("CommandRefused")
        | asked_for("_LineFault")
    )
    asked |= asked_for("said", 1)
    for called, call in calls():
        if called == "table":
            asked |= {
                column.value
                for column in getattr(call.args[0], "elts", ())
                if isinstance(column, ast.Constant) and isinstance(column.value, str)
            }
            asked |= {str(option.value.value) for option in call.keywords if isinstance(option.value, ast.Constant)}
    assert len(asked) > 120, "the search finds what it is for"
    assert asked - {"command", "help", "usage", "misuse", "day", "clock"} - keys == set()


def test_no_sentence_lies_there_unread() -> None:
    patterns = [re.compile(pattern) for pattern in constants()]
    unread = [
        key
        for key in catalogue("console", "en").keys_of("command")
        if not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert unread == []


def test_the_parts_of_event_sentences_are_those_that_the_code_puts_together() -> None:
    literal = {constant.replace("\\", "") for constant in constants()}
    keys = set(catalogue("console", "en").keys_of("event"))
    own_words = {event for event in EVENTS if not event.endswith("receipt.noted.v1")}
    assert asked_for("phrase") <= keys
    assert keys - own_words <= literal
    assert own_words <= keys


SPEAKS_FOR_ITSELF = {
    "report --lat",
    "report --lon",
    "report --accuracy",
    "report --channel",
    "report --people",
    "report --vehicles",
    "release --lat",
    "release --lon",
    "release --accuracy",
    "release --residence",
    "meeting-point --lat",
    "meeting-point --lon",
    "stand-down --reason",
    "out CALLSIGN",
    "staff remove CALLSIGN",
    "staff networks CALLSIGN",
    "duty on CALLSIGN",
    "duty off CALLSIGN",
}


def test_every_command_and_option_has_its_help_and_no_help_is_for_nothing() -> None:
    keys = set(catalogue("console", "en").keys_of("help"))
    read = {"hotline", "hotline epilog", "--help"}
    silent: set[str] = set()

    def walk(command: Any, path: str) -> None:
        read.add(path or "hotline")
        for parameter in command.params:
            own, common = f"{path} {name_of(parameter)}".strip(), name_of(parameter)
            if found := {own, common} & keys:
                read.add(own if own in found else common)
            else:
                silent.add(own)
        for name, below in getattr(command, "commands", {}).items():
            walk(below, f"{path} {name}".strip())

    walk(get_command(app), "")
    assert silent == SPEAKS_FOR_ITSELF
    assert read == keys


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["queue", "--help", "--lang", "es"], ["--lang=es", "queue", "-h"]):
        with pytest.raises(SystemExit):
            main(arguments)
        told = capsys.readouterr().out
        assert "Los reportes que esperan a una persona" in told
        assert "Muestra esta ayuda y termina." in told
    with pytest.raises(SystemExit):
        main(["release", "--help", "--lang", "en"])
    assert "Correct the cross streets; needs --lat and" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ([], ["Uso: hotline [OPCIONES] ORDEN [ARGUMENTOS]...", "Opciones:", "Órdenes:"]),
        (["volunteers", "import"], ["Uso: hotline volunteers import [OPCIONES] FILE", "Argumentos:"]),
        (["review"], ["[obligatorio]", "[si falta: accept]"]),
        (["report"], ["[si falta: unknown]", "[-90<=x<=90]"]),
    ],
)
def test_a_page_of_help_has_no_word_of_english(
    capsys: pytest.CaptureFixture[str], command: list[str], told: list[str]
) -> None:
    with pytest.raises(SystemExit):
        main([*command, "--help", "--lang", "es"])
    page = capsys.readouterr().out

    assert [words for words in told if words not in page] == []
    for english in ("Usage", "Options", "OPTIONS", "Arguments", "ARGS", "Commands", "COMMAND", "required", "[default"):
        assert english not in page
    with pytest.raises(SystemExit):
        main([*command, "--help", "--lang", "en"])
    assert "Usage: hotline" in capsys.readouterr().out


def test_what_is_counted_is_there_once() -> None:
    keys = set(catalogue("console", "en").keys_of("count"))
    assert keys == {"events", "people", "vehicles", "reports", "cells"}
    literal = {constant.replace("\\", "") for constant in constants()}
    assert keys <= literal


def test_every_group_of_codes_is_asked_for_and_every_one_asked_for_is_there() -> None:
    words = catalogue("words", "en")
    groups = {group for group, _ in words}
    literal = {constant.replace("\\", "") for constant in constants()}
    assert asked_for("words") | asked_for("word") <= groups | {"language"}  # named by schemas.language.tags
    assert groups <= literal


def test_a_code_is_worded_in_one_group_alone() -> None:
    """What was found, and what it was instead: nobody may change one of two wordings and forget the other."""
    words = catalogue("words", "en")
    for code in (*words.keys_of("outcome"), *Agency):
        assert len([1 for _, key in words if key == code]) == 1, code


def test_every_agency_is_worded() -> None:
    assert set(catalogue("words", "en").keys_of("agency")) == set(Agency)


def test_what_a_caller_may_be_told_is_at_last_what_was_found() -> None:
    assert word("status", "checking", "en") == "being checked"
    assert word("status", "nothing_seen", "es") == word("outcome", "nothing_seen", "es") == "no se vio nada"


def test_a_language_is_named_in_words() -> None:
    assert word("language", "so", "en") == "Somali"
    assert word("reason", "speaks:kek", "es") == "habla q'eqchi'"


def test_a_code_with_a_detail_and_a_code_nobody_knows() -> None:
    assert word("reason", "near:2_to_5km", "es") == "a entre 2 y 5 km"
    assert word("reason", "near:over_10km", "en") == "more than 10 km away"
    assert word("reason", "level:verified", "es") == "verificado"
    assert word("reason", "likes:tea", "en") == "likes:tea"
    assert word("no such group", "tea", "en") == "tea"
    assert word("template", "V9C", "en") == "closed"


@pytest.mark.parametrize(
    ("items", "language", "told"),
    [
        ([], "en", ""),
        (["HERON"], "en", "HERON"),
        (["HERON", "MAPLE", "OTTER"], "en", "HERON, MAPLE and OTTER"),
        (["HERON", "MAPLE"], "es", "HERON y MAPLE"),
    ],
)
def test_lists_read_like_speech(items: list[str], language: str, told: str) -> None:
    assert listed(items, language) == told


def test_a_command_speaks_in_the_readers_language_and_in_english_to_all_others() -> None:
    assert said("es", "released", ref="482193") == "El reporte 482193 está liberado."
    assert said("fr", "released", ref="482193") == "Report 482193 is released."


@pytest.mark.parametrize(
    ("kind", "params", "english", "spanish"),
    [
        (
            "opened",
            {"ref": "482193", "zone": "Boyle Heights"},
            "Opened by report 482193, Boyle Heights.",
            "Abierto por el reporte 482193, Boyle Heights.",
        ),
        (
            "reviewed",
            {"by": "ROBIN", "outcome": "unfounded_other"},
            "ROBIN decided: NOT immigration.",
            "ROBIN decidió: NO era inmigración.",
        ),
        (
            "paged",
            {"to": "ROBIN", "attempt": "2", "reason": "sos"},
            "Paged ROBIN (2): SOMEBODY IS IN DANGER.",
            "Aviso a ROBIN (2): ALGUIEN ESTÁ EN PELIGRO.",
        ),
        (
            "paged",
            {"to": "ROBIN", "attempt": "1", "reason": "caller_cries", "about": "716332"},
            "Paged ROBIN (1): a caller may be in danger (716332).",
            "Aviso a ROBIN (1): quien llamó puede estar en peligro (716332).",
        ),
        (
            "stood_down",
            {"by": "ROBIN", "reason": "sos"},
            "Stood down by ROBIN: somebody is in danger.",
            "Suspendido por ROBIN: alguien está en peligro.",
        ),
        (
            "released",
            {"callsign": "HERON", "why": "no_pair"},
            "HERON is off the mission: no partner was found.",
            "HERON deja la salida: no hubo compañero/a.",
        ),
        (
            "released",
            {"callsign": "HERON", "why": "safety"},
            "HERON is off the mission: for safety.",
            "HERON deja la salida: por seguridad.",
        ),
        (
            "sos_near",
            {},
            "Nobody is asked: the SOS of somebody of another network is open near there.",
            "No se pregunta a nadie: hay un SOS abierto de alguien de otra red cerca de ahí.",
        ),
        (
            "held_up",
            {"team": "OTTER, CEDAR"},
            "OTTER, CEDAR: told to wait, the SOS of somebody of another network is open near there.",
            "OTTER, CEDAR: se pidió esperar, hay un SOS abierto de alguien de otra red cerca de ahí.",
        ),
        (
            "sos_near_team",
            {"team": "OTTER"},
            "OTTER: there, and the SOS of somebody of another network is open near.",
            "OTTER: ahí, y hay un SOS abierto de alguien de otra red cerca.",
        ),
        ("closed", {"outcome": ""}, "Closed: no outcome.", "Cerrado: sin resultado."),
        ("arrived", {}, "- is there.", "- llegó."),
        ("moonrise", {"callsign": "HERON"}, "moonrise", "moonrise"),
    ],
)
def test_a_timeline_is_read_back_in_sentences(kind: str, params: dict[str, str], english: str, spanish: str) -> None:
    assert timeline_sentence(kind, params, "en") == english
    assert timeline_sentence(kind, params, "es") == spanish
