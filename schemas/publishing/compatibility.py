"""Whether a new version of a JSON Schema breaks those who read what it describes, or those who write it. Pure.

With events both ways count: deployed consumers read what a newer producer writes, and new consumers read what still
lies on the topics. So a field may be added when it is optional, and nothing else; anything more is a V2 beside V1. An
answer of an HTTP interface has deployed readers only, a request deployed writers only.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

JsonSchema = Mapping[str, Any]


class Sides(NamedTuple):
    """Who there is that knows the old version, as a message calls them; None: nobody."""

    readers: str | None
    writers: str | None


EVENTS: Final = Sides("consumers", "messages on the topics")
ANSWERS: Final = Sides("callers", None)
REQUESTS: Final = Sides(None, "requests of deployed callers")

LEAST: Final = ("minLength", "minimum", "exclusiveMinimum", "minItems")
MOST: Final = ("maxLength", "maximum", "exclusiveMaximum", "maxItems")
LIMITS: Final = ("pattern", "format", *LEAST, *MOST, "const")
"""Tighter ones refuse what old writers write, looser ones let through what old readers refuse."""


def breaking_changes(
    old: JsonSchema, new: JsonSchema, sides: Sides = EVENTS, *, within: tuple[JsonSchema, JsonSchema] | None = None
) -> list[str]:
    """Each says where, as a path from the top, and what would go wrong; empty: the change is safe.

    `within`: the documents in which the two schemas' references are looked up; else the schemas themselves.
    """
    return list(_compare(old, new, "", _Roots(*(within or (old, new)), sides)))


class _Roots:
    """The two documents, in which local `$ref`s are looked up; pairs seen once are not walked again."""

    def __init__(self, old: JsonSchema, new: JsonSchema, sides: Sides) -> None:
        self.old = old
        self.new = new
        self.readers, self.writers = sides
        self.seen: set[tuple[str, str]] = set()


def _compare(old: JsonSchema, new: JsonSchema, at: str, roots: _Roots) -> Iterator[str]:
    pair = (str(old.get("$ref", "")), str(new.get("$ref", "")))
    if all(pair):
        if pair in roots.seen:
            return
        roots.seen.add(pair)
    old, new = _resolved(old, roots.old), _resolved(new, roots.new)
    olds, news = _variants(old, roots.old), _variants(new, roots.new)
    if olds.keys() != news.keys():
        yield from _types(olds.keys(), news.keys(), at, roots)
    for kind in olds.keys() & news.keys():
        yield from _same_kind(olds[kind], news[kind], at, roots)


def _same_kind(old: JsonSchema, new: JsonSchema, at: str, roots: _Roots) -> Iterator[str]:
    yield from _enum(old, new, at, roots)
    for limit in LIMITS:
        if _limit_breaks(limit, old.get(limit), new.get(limit), roots):
            yield f"{_at(at)}: {limit} was {old.get(limit)!r}, is {new.get(limit)!r}"
    yield from _properties(old, new, at, roots)
    for part in ("items", "additionalProperties"):
        before, after = old.get(part), new.get(part)
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from _compare(before, after, f"{at}[]", roots)
        elif before != after:
            yield f"{_at(at)}: {part} was {before!r}, is {after!r}"


def _limit_breaks(limit: str, before: Any, after: Any, roots: _Roots) -> bool:
    if before == after:
        return False
    if limit not in (*LEAST, *MOST):
        return True
    if before is None or after is None:
        tighter = before is None
    else:
        tighter = after > before if limit in LEAST else after < before
    return (roots.writers if tighter else roots.readers) is not None


def _properties(old: JsonSchema, new: JsonSchema, at: str, roots: _Roots) -> Iterator[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
    for name in sorted(before.keys() - after.keys()):
        harm = f"{roots.readers} may read it" if roots.readers else f"{roots.writers} may have it"
        yield f"{_at(at)}: {name} was removed or renamed; {harm}"
    for name in sorted(needed_after - needed_before):
        if roots.writers and name in after:
            yield f"{_at(at)}: {name} is required now; {roots.writers} do not have it"
    for name in sorted((needed_before - needed_after) & after.keys()):
        if roots.readers:
            yield f"{_at(at)}: {name} may be left out now; deployed {roots.readers} need it"
    for name in sorted(before.keys() & after.keys()):
        yield from _compare(before[name], after[name], f"{at}/{name}", roots)


def _enum(old: JsonSchema, new: JsonSchema, at: str, roots: _Roots) -> Iterator[str]:
    before, after = old.get("enum"), new.get("enum")
    if before is None and after is None:
        return
    if before is None or after is None:
        if (roots.writers if before is None else roots.readers) is not None:
            yield f"{_at(at)}: a list of values was {'added' if before is None else 'taken away'}"
        return
    for value in before:
        if roots.writers and value not in after:
            yield f"{_at(at)}: the value {value!r} was removed; {roots.writers} may have it"
    for value in after:
        if roots.readers and value not in before:
            yield f"{_at(at)}: the value {value!r} is new; deployed {roots.readers} refuse it"


def _types(old: Any, new: Any, at: str, roots: _Roots) -> Iterator[str]:
    gone, come = sorted(old - new), sorted(new - old)
    if gone and not come:
        if roots.writers:
            yield f"{_at(at)}: narrowed, no longer {', '.join(gone)}; {roots.writers} may be that"
    elif come and not gone:
        if roots.readers:
            yield f"{_at(at)}: widened to {', '.join(come)}; deployed {roots.readers} refuse it"
    else:
        yield f"{_at(at)}: was {', '.join(gone)}, is {', '.join(come)}"


def _variants(schema: JsonSchema, root: JsonSchema) -> dict[str, JsonSchema]:
    """The schema by JSON type. "X or null" has two; an untyped one is looked at as its values say.

    Where several are objects, each goes by its title.
    """
    parts = schema.get("anyOf") or schema.get("oneOf")
    if parts:
        resolved = [_resolved(part, root) for part in parts]
        several = sum("properties" in part for part in resolved) > 1
        found: dict[str, JsonSchema] = {}
        for part in resolved:
            if several and "properties" in part:
                found[f"object {part.get('title', '')}"] = part
            else:
                found |= _variants(part, root)
        return found
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return {kind: schema for kind in kinds}
    if kinds is None:
        values = [schema["const"]] if "const" in schema else list(schema.get("enum", ()))
        kinds = "string" if values and all(isinstance(value, str) for value in values) else "any"
    return {kinds: schema}


def _resolved(schema: JsonSchema, root: JsonSchema) -> JsonSchema:
    while (reference := schema.get("$ref")) is not None:
        target: Any = root
        for step in str(reference).removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        schema = target
    return schema


def _at(at: str) -> str:
    return at or "/"
