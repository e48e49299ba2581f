"""Whether a new version of an event's JSON Schema breaks those who read or wrote the old one. Pure.

Both ways count: deployed consumers read what a newer producer writes, and new consumers read what still lies on the
topics. So a field may be added when it is optional, and nothing else; anything more is a V2 beside V1.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

LIMITS: Final = (
    "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "minItems", "maxItems", "const",
)  # fmt: skip
"""Tighter ones refuse old messages, looser ones let through what old consumers refuse."""


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Each says where, as a path from the top, and what would go wrong; empty: the change is safe."""
    return list(_compare(old, new, "", _Roots(old, new)))


class _Roots:
    """The two documents, in which local `$ref`s are looked up; pairs seen once are not walked again."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self.old = old
        self.new = new
        self.seen: set[tuple[str, str]] = set()


def _compare(old: Schema, new: Schema, at: str, roots: _Roots) -> Iterator[str]:
    pair = (str(old.get("$ref", "")), str(new.get("$ref", "")))
    if all(pair):
        if pair in roots.seen:
            return
        roots.seen.add(pair)
    old, new = _resolved(old, roots.old), _resolved(new, roots.new)
    olds, news = _variants(old, roots.old), _variants(new, roots.new)
    if olds.keys() != news.keys():
        yield from _types(olds.keys(), news.keys(), at)
    for kind in olds.keys() & news.keys():
        yield from _same_kind(olds[kind], news[kind], at, roots)


def _same_kind(old: Schema, new: Schema, at: str, roots: _Roots) -> Iterator[str]:
    yield from _enum(old, new, at)
    for limit in LIMITS:
        if old.get(limit) != new.get(limit):
            yield f"{_at(at)}: {limit} was {old.get(limit)!r}, is {new.get(limit)!r}"
    yield from _properties(old, new, at, roots)
    for part in ("items", "additionalProperties"):
        before, after = old.get(part), new.get(part)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _compare(before, after, f"{at}[]", roots)
        elif before != after:
            yield f"{_at(at)}: {part} was {before!r}, is {after!r}"


def _properties(old: Schema, new: Schema, at: str, roots: _Roots) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        yield f"{_at(at)}: {name} was removed or renamed; consumers may read it"
    for name in sorted(needed_after - needed_before):
        if name in after:
            yield f"{_at(at)}: {name} is required now; messages on the topics do not have it"
    for name in sorted((needed_before - needed_after) & after.keys()):
        yield f"{_at(at)}: {name} may be left out now; deployed consumers need it"
    for name in sorted(before.keys() & after.keys()):
        yield from _compare(before[name], after[name], f"{at}/{name}", roots)


def _enum(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is None:
        return
    if before is None or after is None:
        yield f"{_at(at)}: a list of values was {'added' if before is None else 'taken away'}"
        return
    for value in before:
        if value not in after:
            yield f"{_at(at)}: the value {value!r} was removed; messages on the topics may have it"
    for value in after:
        if value not in before:
            yield f"{_at(at)}: the value {value!r} is new; deployed consumers refuse it"


def _types(old: Any, new: Any, at: str) -> Iterator[str]:
    gone, come = sorted(old - new), sorted(new - old)
    if gone and not come:
        yield f"{_at(at)}: narrowed, no longer {', '.join(gone)}; messages on the topics may be that"
    elif come and not gone:
        yield f"{_at(at)}: widened to {', '.join(come)}; deployed consumers refuse it"
    else:
        yield f"{_at(at)}: was {', '.join(gone)}, is {', '.join(come)}"


def _variants(schema: Schema, root: Schema) -> dict[str, Schema]:
    """The schema by JSON type. "X or null" has two; an untyped one is looked at as its values say."""
    parts = schema.get("anyOf") or schema.get("oneOf")
    if parts:
        found: dict[str, Schema] = {}
        for part in parts:
            found |= _variants(_resolved(part, root), root)
        return found
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return {kind: schema for kind in kinds}
    if kinds is None:
        values = [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
        kinds = "string" if values and all(isinstance(value, str) for value in values) else "any"
    return {kinds: schema}


def _resolved(schema: Schema, root: Schema) -> Schema:
    while (reference := schema.get("$ref")) is not None:
        target: Any = root
        for step in str(reference).removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        schema = target
    return schema


def _at(at: str) -> str:
    return at or "/"
