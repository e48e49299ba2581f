"""Whether a new OpenAPI document of a service breaks those who call the old one. Pure.

A caller sends what the old document asks for and reads what it promises: routes, their names in generated clients,
parameters, bodies, statuses, kinds of problem and keys. A route, an optional parameter or field of a request, and a
field of an answer may be added.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from schemas.publishing.compatibility import ANSWERS, REQUESTS, breaking_changes

OpenApiDocument = Mapping[str, Any]
METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options", "trace")


def broken_callers(old: OpenApiDocument, new: OpenApiDocument) -> list[str]:
    """Each names the route and says what would go wrong; empty: the change is safe."""
    found: list[str] = []
    for path, item in old["paths"].items():
        for method in METHODS:
            if method in item:
                changed = new["paths"].get(path, {}).get(method)
                changes = ["was removed"] if changed is None else _changes(item[method], changed, (old, new))
                found += [f"{method.upper()} {path} {change}" for change in changes]
    return found + list(_schemes(old, new))


def _changes(
    old: OpenApiDocument, new: OpenApiDocument, documents: tuple[OpenApiDocument, OpenApiDocument]
) -> Iterator[str]:
    if old.get("operationId") != new.get("operationId"):
        yield f"is {new.get('operationId')} in generated clients, was {old.get('operationId')}"
    yield from _parameters(old, new, documents)
    yield from _body(old.get("requestBody"), new.get("requestBody"), documents)
    yield from _answers(old["responses"], new["responses"], documents)
    yield from _keys(old.get("security", []), new.get("security", []))


def _parameters(
    old: OpenApiDocument, new: OpenApiDocument, documents: tuple[OpenApiDocument, OpenApiDocument]
) -> Iterator[str]:
    before, after = (
        {(each["in"], each["name"].lower() if each["in"] == "header" else each["name"]): each for each in parameters}
        for parameters in (old.get("parameters", ()), new.get("parameters", ()))
    )
    for place, name in before.keys() - after.keys():
        yield f"{place}:{name} was removed or renamed; callers may send it"
    for key, parameter in after.items():
        called = ":".join(key)
        if key not in before:
            if parameter.get("required"):
                yield f"{called} is required now; deployed callers do not send it"
            continue
        if parameter.get("required") and not before[key].get("required"):
            yield f"{called} is required now; deployed callers may leave it out"
        for change in breaking_changes(before[key]["schema"], parameter["schema"], REQUESTS, within=documents):
            yield f"{called} {change}"


def _body(
    old: OpenApiDocument | None, new: OpenApiDocument | None, documents: tuple[OpenApiDocument, OpenApiDocument]
) -> Iterator[str]:
    if old is None or new is None:
        if old is not None:
            yield "takes no body any more"
        elif new is not None and new.get("required"):
            yield "needs a body now; deployed callers send none"
        return
    if new.get("required") and not old.get("required"):
        yield "needs a body now; deployed callers may send none"
    for kind, content in old["content"].items():
        if kind not in new["content"]:
            yield f"does not take {kind} any more"
            continue
        for change in breaking_changes(
            content.get("schema", {}), new["content"][kind].get("schema", {}), REQUESTS, within=documents
        ):
            yield f"request {change}"


def _answers(
    old: OpenApiDocument, new: OpenApiDocument, documents: tuple[OpenApiDocument, OpenApiDocument]
) -> Iterator[str]:
    fine_before, fine_after = (sorted(status for status in each if status < "3") for each in (old, new))
    if fine_before != fine_after:
        yield f"answers {', '.join(fine_after)}, answered {', '.join(fine_before)}"
    for status, answer in old.items():
        if status not in new:
            if status >= "4" and status != "default":
                for kind in sorted(_problems(answer)):
                    yield f"{status}: the problem {kind} was removed; callers may act on it"
            continue
        for kind in sorted(_problems(answer) - _problems(new[status])):
            yield f"{status}: the problem {kind} was removed or renamed; callers may act on it"
        for media, content in answer.get("content", {}).items():
            changed = new[status].get("content", {}).get(media)
            if changed is None:
                yield f"{status}: is not {media} any more"
                continue
            for change in breaking_changes(
                content.get("schema", {}), changed.get("schema", {}), ANSWERS, within=documents
            ):
                yield f"{status} {change}"


def _problems(answer: OpenApiDocument) -> set[str]:
    """The kinds of problem that an answer may be, which its examples are called by."""
    content = answer.get("content", {}).get("application/problem+json", {})
    return set(content.get("examples", ()))


def _keys(old: Any, new: Any) -> Iterator[str]:
    """Each requirement is one way in: the ways of yesterday must still be open, and not to everybody."""
    before, after = ({tuple(sorted(way)) for way in ways} for ways in (old, new))
    if before and not after:
        yield "asks for no key any more"
    elif not before and after:
        yield f"asks for a key now: {_ways(after)}"
    elif before - after:
        yield f"does not take {_ways(before - after)} any more"
    yield from _roles(_by_scheme(old), _by_scheme(new))


def _by_scheme(ways: Any) -> dict[str, set[str]]:
    """The roles of which a key needs one, by kind of key; none: any role will do."""
    return {scheme: set(roles) for way in ways for scheme, roles in way.items()}


def _roles(old: dict[str, set[str]], new: dict[str, set[str]]) -> Iterator[str]:
    for scheme in sorted(old.keys() & new.keys()):
        before, after = old[scheme], new[scheme]
        if after and not before:
            yield f"is for {' or '.join(sorted(after))} only now; it was for every {scheme}"
        elif after:
            for role in sorted(before - after):
                yield f"is not for {role} any more"


def _ways(ways: set[tuple[str, ...]]) -> str:
    return " or ".join(sorted(" and ".join(way) for way in ways))


def _schemes(old: OpenApiDocument, new: OpenApiDocument) -> Iterator[str]:
    before, after = (each.get("components", {}).get("securitySchemes", {}) for each in (old, new))
    for name, scheme in before.items():
        if name in after:
            for part in ("type", "scheme", "in", "name"):
                if scheme.get(part) != after[name].get(part):
                    yield f"{name}: {part} was {scheme.get(part)}, is {after[name].get(part)}"
