"""Fields of a JSON Schema as rows of a table, and the sentences that stand below fields in the source. Pure."""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping

from pydantic import BaseModel

from deploy.contracts.docs.markdown import table
from schemas.publishing.compatibility import JsonSchema

HEADS = ("field", "type", "", "meaning")


def fields(schema: JsonSchema, told: Mapping[str, str] | None = None) -> str:
    """A table of an object's fields; nothing for an object without any.

    Args:
        schema: an object's, with `properties`.
        told: what each field means, where the schema does not say so.
    """
    needed = set(schema.get("required", ()))
    rows = [
        (
            f"`{name}`",
            kind_of(part),
            "required" if name in needed else _default(part),
            part.get("description") or (told or {}).get(name, ""),
        )
        for name, part in schema.get("properties", {}).items()
    ]
    return table(HEADS, rows) if rows else ""


def kind_of(part: JsonSchema) -> str:
    """What a value is, in few words: `text`, `Outcome`, `list of UUID`, `integer or null`."""
    if "$ref" in part:
        return f"`{str(part['$ref']).rsplit('/', 1)[-1]}`"
    for key in ("anyOf", "oneOf"):
        if key in part:
            return " or ".join(dict.fromkeys(kind_of(each) for each in part[key]))
    if "allOf" in part and len(part["allOf"]) == 1:
        return kind_of(part["allOf"][0])
    if "const" in part:
        return f"`{part['const']}`"
    if "enum" in part:
        return ", ".join(f"`{value}`" for value in part["enum"])
    match part.get("type"):
        case "array":
            return f"list of {kind_of(part.get('items', {}))}"
        case "object":
            values = part.get("additionalProperties")
            return f"map to {kind_of(values)}" if isinstance(values, Mapping) and values else "object"
        case "string":
            return {"date-time": "moment", "uuid": "UUID", "date": "date", "uri": "URL"}.get(
                str(part.get("format")), "text"
            )
        case None:
            return "anything"
        case kind:
            return str(kind)


def told_below_fields(model: type[BaseModel]) -> dict[str, str]:
    """The sentence below each field, of the class and those it stands on."""
    told: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if issubclass(each, BaseModel) and each.model_fields:
            told.update(_below(each))
    return told


def _below(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(model))).body
    assert isinstance(definition, ast.ClassDef)
    for field, after in zip(definition.body, definition.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(after, ast.Expr)
            and isinstance(after.value, ast.Constant)
            and isinstance(after.value.value, str)
        ):
            yield field.target.id, after.value.value


def _default(part: JsonSchema) -> str:
    if "default" not in part or part["default"] in (None, [], {}):
        return ""
    return f"`{part['default']}`".replace("True", "true").replace("False", "false")
