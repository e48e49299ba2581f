"""asyncapi.yaml is valid by AsyncAPI's own schema, and every `$ref` in it, near and far, leads somewhere."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from jsonschema import Draft7Validator
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from schemas.publishing import asyncapi, publish
from schemas.topics import EVENTS, TOPICS, dead_letter_topics

BASE = "file:///schemas/"
OFFICIAL = publish.FOLDER.parent / f"node_modules/@asyncapi/specs/schemas/{asyncapi.SPECIFICATION}.json"


@cache
def written() -> Any:
    return yaml.safe_load((publish.FOLDER / "asyncapi.yaml").read_text(encoding="utf-8"))


@cache
def official() -> Draft7Validator:
    assert OFFICIAL.is_file(), "AsyncAPI's own schema is an npm package: `make contract` installs it first"
    return Draft7Validator(json.loads(OFFICIAL.read_text(encoding="utf-8")))


def references(value: Any, at: str = "#") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "$ref" and isinstance(item, str):
                yield at, item
            yield from references(item, f"{at}/{key}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from references(item, f"{at}/{number}")


def registry(document: Any) -> Registry[Any]:
    """The document and the published schemas, as if they lay side by side in one folder."""
    documents = {f"{BASE}asyncapi.yaml": document}
    for path in publish.PUBLISHED.glob("*.json"):
        schema = json.loads(path.read_text(encoding="utf-8"))
        schema.pop("$id")  # references count from the file's place, which is how tools read them
        documents[f"{BASE}published/{path.name}"] = schema
    resources = [(uri, DRAFT202012.create_resource(document)) for uri, document in documents.items()]
    return Registry().with_resources(resources)


def broken_references(document: Any) -> list[str]:
    found = []
    known = registry(document)
    for uri in list(known):
        resolver = known.resolver(uri)
        for at, reference in references(known[uri].contents):
            try:
                resolver.lookup(unquote(reference))
            except Unresolvable as error:
                found.append(f"{uri}{at} -> {reference}: {type(error).__name__}")
    return found


def test_the_file_is_the_document_that_the_topics_table_gives() -> None:
    assert written() == asyncapi.document()


def test_asyncapis_own_schema_accepts_it() -> None:
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in official().iter_errors(written())]
    assert errors == []


def test_every_reference_leads_somewhere() -> None:
    assert broken_references(written()) == []


def test_a_reference_that_leads_nowhere_is_noticed() -> None:
    document = asyncapi.document()
    first = next(iter(document["components"]["messages"].values()))
    first["payload"]["$ref"] = "./published/none.schema.json"
    document["channels"]["x"] = {"$ref": "#/channels/nothing"}
    assert len(broken_references(document)) == 2


def test_asyncapis_own_schema_refuses_a_document_that_is_wrong() -> None:
    document = asyncapi.document()
    document["operations"]["x"] = {"action": "shout"}
    assert list(official().iter_errors(document))


@pytest.mark.parametrize("word", ["0o7", "1e3", "1.0", "-1", ".5", "~", "2026-11-24"])
def test_a_word_that_some_yaml_reads_as_a_number_is_quoted(word: str) -> None:
    assert asyncapi.as_yaml({"version": word}) == f'version: "{word}"\n'


def test_it_names_every_topic_event_and_key() -> None:
    document = written()
    topics = (*TOPICS, *dead_letter_topics())
    assert list(document["channels"]) == [topic.name for topic in topics]
    assert set(document["components"]["messages"]) == set(EVENTS)
    for topic in topics:
        channel = document["channels"][topic.name]
        assert topic.key in channel["description"]
        assert channel["bindings"]["kafka"]["partitions"] == topic.partitions
        assert list(channel["messages"]) == [event.TYPE for event in topic.events]


@pytest.mark.parametrize(
    "value",
    [
        {"a": "yes", "b": "1.0", "c": "2026-11-24", "d": "", "e": " x", "f": "a: b", "g": "# no", "h": None, "i": "~"},
        {"list": [1, "two", [], {}, {"deep": [True, {"x": "y\nz"}]}], "$ref": "#/a/b", "tilde": "ñ ¿"},
        {"on": "off", "null": "null", "0x1F": "0x1F", "1e3": "1e3", "a.b": "a.b", "0o7": "0o7"},
    ],
)
def test_what_is_written_is_read_back_as_it_was_meant(value: Any) -> None:
    assert yaml.safe_load(asyncapi.as_yaml(value)) == value
