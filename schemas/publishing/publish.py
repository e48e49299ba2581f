"""Write what others read of our events: JSON Schemas, golden examples, asyncapi.yaml; `--check` fails where they drift.

python -m schemas.publishing             write them
python -m schemas.publishing --check     change nothing; exit 1 when a file is not as the models say, or breaks readers
python -m schemas.publishing --release   the schemas of now become the ones that later versions are compared with
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from schemas.envelope import Envelope, EventData, encode, source_of
from schemas.publishing import asyncapi, golden
from schemas.publishing.compatibility import breaking_changes
from schemas.topics import BY_NAME, EVENTS

FOLDER: Final = Path(__file__).parent.parent
PUBLISHED: Final = FOLDER / "published"
BASELINE: Final = FOLDER / "baseline"
"""The schemas as last released. What breaks their readers needs a V2 beside V1 (docs/how-to/add-an-event.md)."""
EXAMPLES: Final = FOLDER / "examples"
MAC: Final = (
    "Who said it, proven to each reader of the topic: <reader>:<key's generation>.<HMAC-SHA256 in base64url>, separated"
    " by commas. Always last. It covers the topic's name, a NUL and all bytes before it (docs/adr/0020). Check it over"
    " those bytes, before anything in them is read."
)
EXAMPLE_MAC: Final = f"dispatch:1.{'x' * 43},console:1.{'x' * 43}"
DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


def schema_of(event: type[EventData]) -> dict[str, Any]:
    """Of the whole record value: the CloudEvents envelope with this event's data in it."""
    envelope = Envelope[event]  # type: ignore[valid-type]  # a generic model made at run time, one per event type
    schema = envelope.model_json_schema(mode="serialization")
    schema["properties"]["type"] = {"const": event.TYPE}
    schema["properties"]["specversion"] = {"const": "1.0"}
    schema["properties"]["source"] = {"const": source_of(event.TYPE)}
    schema["properties"]["mac"] = {"type": "string", "description": MAC, "examples": [EXAMPLE_MAC]}
    schema["title"] = event.__name__
    schema["description"] = (event.__doc__ or "").strip()
    return {"$schema": DIALECT, "$id": f"urn:hotline:schema:{event.TYPE}", **schema}


def example_of(data: EventData, *, whole: bool) -> dict[str, Any]:
    """As it lies on the topic; `whole` with every optional attribute of the envelope too."""
    subject = golden.subject_of(data)
    value = encode(
        data,
        event_id=golden.EVENT_ID,
        subject=subject,
        at=golden.AT,
        key=subject if whole and BY_NAME[data.TOPIC].key != "none" else None,
        correlation_id=golden.CORRELATION_ID if whole else None,
        traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" if whole else None,
    )
    document: dict[str, Any] = json.loads(value)
    return document


def wanted() -> Iterator[tuple[Path, str]]:
    """Every generated file and its text."""
    for event in EVENTS.values():
        yield PUBLISHED / f"{event.TYPE}.schema.json", _json(schema_of(event))
    yield FOLDER / "asyncapi.yaml", asyncapi.as_yaml(asyncapi.document())
    for full in golden.FULL:
        folder = EXAMPLES / full.TYPE
        yield folder / "full.json", _json(example_of(full, whole=True))
        yield folder / "minimal.json", _json(example_of(golden.minimal(full), whole=False))


def breaks() -> list[str]:
    """What the models of now would do to readers of the released schemas, and released events that are gone."""
    found: list[str] = []
    for file in sorted(BASELINE.glob("*.schema.json")):
        name = file.name.removesuffix(".schema.json")
        if name not in EVENTS:
            found.append(f"{name}: removed; publish its successor beside it until every consumer has moved")
            continue
        old = json.loads(file.read_text(encoding="utf-8"))
        found += [f"{name}: {change}" for change in breaking_changes(old, schema_of(EVENTS[name]))]
    return found


def write() -> list[str]:
    """Write what differs; an example that changes is kept under another name: old messages must stay readable."""
    changed: list[str] = []
    for path, text in wanted():
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if path.exists() and path.is_relative_to(EXAMPLES):
            number = len(list(path.parent.glob(f"{path.stem}-*.json"))) + 1
            path.rename(path.with_name(f"{path.stem}-{number}.json"))
        path.write_text(text, encoding="utf-8")
        changed.append(str(path.relative_to(FOLDER)))
    for event in EVENTS.values():
        released = BASELINE / f"{event.TYPE}.schema.json"
        if not released.exists():
            BASELINE.mkdir(exist_ok=True)
            released.write_text(_json(schema_of(event)), encoding="utf-8")
            changed.append(str(released.relative_to(FOLDER)))
    return changed


def drift() -> list[str]:
    """Generated files that are missing, or not as the models say."""
    found = [
        str(path.relative_to(FOLDER))
        for path, text in wanted()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    known = {f"{name}.schema.json" for name in EVENTS}
    return found + [f"published/{f.name}" for f in sorted(PUBLISHED.glob("*.json")) if f.name not in known]


def release() -> list[str]:
    """Move the baseline forward. Refuses to when readers of the old one would break."""
    if broken := breaks():
        return broken
    for event in EVENTS.values():
        (BASELINE / f"{event.TYPE}.schema.json").write_text(_json(schema_of(event)), encoding="utf-8")
    return []


def main(arguments: list[str]) -> int:
    match arguments:
        case ["--check"]:
            stale, broken = drift(), breaks()
            for name in stale:
                print(
                    f"schemas/{name} is not as the models say: run `python -m schemas.publishing`",
                    file=sys.stderr,
                )
            for change in broken:
                print(f"breaks its readers: {change}", file=sys.stderr)
            return 1 if stale or broken else 0
        case ["--release"]:
            refused = release()
            for change in refused:
                print(f"breaks its readers: {change}", file=sys.stderr)
            return 1 if refused else 0
        case []:
            for name in write():
                print(f"wrote schemas/{name}")
            return 0
        case _:
            print(__doc__, file=sys.stderr)
            return 2


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
