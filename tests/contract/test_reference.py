"""The reference is written from what it describes: routes and problems of an interface, fields of events, commands."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.contracts.docs import commands, events, routes
from deploy.contracts.docs.__main__ import OPENAPI
from deploy.contracts.docs.markdown import between, table
from schemas.topics import TOPICS
from services.chassis.http_server import app_of_routes
from services.chassis.operations_api import router

ROOT = Path(__file__).resolve().parents[2]
PUBLISHED = routes.published(OPENAPI)


def kinds_in_the_code() -> Iterator[tuple[str, str]]:
    """Of every `Problem(status, "kind", ..)` whose kind is written there."""
    for folder, _, files in os.walk(ROOT / "services"):
        for path in (Path(folder) / name for name in files if name.endswith(".py")):
            for node in ast.walk(ast.parse(path.read_text())):
                match node:
                    case ast.Call(
                        func=ast.Name(id="Problem"), args=[ast.Constant(), ast.Constant(value=str(kind)), *_]
                    ):
                        yield kind, str(path.relative_to(ROOT))


def test_every_route_is_told_with_its_answers_and_problems():
    document = app_of_routes(title="trial", routers=[router]).openapi()

    text = routes.reference("trial", document)

    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert f"`{method.upper()} {path}`" in text
            assert f"## {operation['operationId']}" in text
    assert "[`unauthorized`](problems.md)" in text
    assert "### OperationsFigures" in text


def test_a_problem_of_every_route_is_told_so():
    text = routes.problems({"trial": app_of_routes(title="trial", routers=[router]).openapi()})

    assert "| `bug` | 500 | A fault of ours | every route |" in text


def test_every_problem_of_the_code_is_told():
    raised = {
        (kind, where) for kind, where in kinds_in_the_code() if "webhooks" not in where
    }  # the provider's, in no document

    assert len(raised) > 15
    assert not {(kind, where) for kind, where in raised if kind not in routes.kinds(PUBLISHED)}


def test_every_event_is_told_with_its_fields():
    text = events.document()

    for topic in TOPICS:
        for event in topic.events:
            section = text.partition(f"### {event.__name__}\n")[2].partition("\n#")[0]
            assert [name for name in event.model_fields if f"| `{name}` |" not in section] == []


def test_every_command_is_told():
    text = commands.document()

    for command in ("report", "release", "review", "network apply", "duty on", "topics apply"):
        assert f"\n## {command}\n" in text
    assert "--safe-to-text" in text


def test_a_cell_stays_in_its_cell():
    assert table(("a", "b"), [("x|y", "two\nlines")]).splitlines()[-1] == "| x\\|y | two lines |"


def test_a_section_without_its_marks_is_a_mistake():
    with pytest.raises(ValueError, match="codes"):
        between("nothing here", "codes", "")


def test_the_picture_of_the_road_shows_every_topic():
    picture = (ROOT / "docs/road.svg").read_text()

    for topic in TOPICS:
        shown = topic.name.removeprefix("hotline.").rsplit(".", 1)[0]
        assert f">{shown}</text>" in picture or shown.endswith(".receipt"), topic.name
