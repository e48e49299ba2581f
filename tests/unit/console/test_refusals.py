"""What a service refuses is told in the reader's language, each title and known sentence of the services."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas.api.common import FieldFault, ProblemDocument
from schemas.field_faults import SENTENCES
from services.console.language.refusals import complaint, why_refused

OPENAPI = Path(__file__).parents[3] / "schemas/published/openapi"


def a_problem(title: str, detail: str | None = None, *errors: tuple[str, str]) -> ProblemDocument:
    faults = tuple(FieldFault(pointer=pointer, detail=told) for pointer, told in errors)
    return ProblemDocument(type="urn:hotline:problem:x", title=title, status=409, detail=detail, errors=faults)


def titles_in(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if str(node.get("type", "")).startswith("urn:hotline:problem:") and "title" in node:
            yield node["title"]
        yield from (title for each in node.values() for title in titles_in(each))
    elif isinstance(node, list):
        yield from (title for each in node for title in titles_in(each))


PUBLISHED = sorted({title for file in OPENAPI.glob("*.json") for title in titles_in(json.loads(file.read_text()))})


@pytest.mark.parametrize("title", PUBLISHED)
def test_every_title_that_the_services_publish_is_told_in_spanish(title: str) -> None:
    assert why_refused("es", a_problem(title)) != title
    assert why_refused("en", a_problem(title)) == title


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_a_correction_lacks_is_told_with_the_options_that_say_it(language: str) -> None:
    lacking = next(title for title in PUBLISHED if title.startswith("Callers were told something else"))
    problem = a_problem(lacking).model_copy(update={"type": "urn:hotline:problem:correction-unsaid"})
    told = why_refused(language, problem)

    assert "--corrects" in told
    assert "--new-look" in told


@pytest.mark.parametrize("sentence", SENTENCES.values())
def test_what_a_field_should_be_is_told_in_spanish(sentence: str) -> None:
    told = why_refused("es", a_problem("Some fields do not fit", None, ("/caller/phone", sentence)))
    assert sentence not in told


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (
            a_problem("It is over already", "Its state is stood_down."),
            "Ya terminó · Su estado es: retirándose",
        ),
        (
            a_problem("Not with this key", "This needs the role duty_lead or operator."),
            "Con esta clave no · Hace falta el papel de responsable de turno u operador",
        ),
        (
            a_problem("Nobody by that call sign", None, ("/callsigns/0", "HERON is not on the roster")),
            "No hay nadie con ese nombre clave · /callsigns/0: HERON no está en la lista",
        ),
        (a_problem("A thing of tomorrow", "Nobody knows it."), "A thing of tomorrow · Nobody knows it"),
    ],
)
def test_known_sentences_are_told_in_spanish_and_others_as_they_came(problem: ProblemDocument, told: str) -> None:
    assert why_refused("es", problem) == told


def test_a_command_is_refused_in_spanish() -> None:
    facts = {"service": "dispatch", "status": 409, "kind": "own-finding"}
    problem = a_problem("Nobody decides on their own finding")
    assert complaint("es", "service_refused", {**facts, "problem": problem}) == (
        "dispatch se negó (409): Nadie decide sobre su propio hallazgo."
    )
