"""Read a posted report from its bytes, after its sender is known: strictly, and naming what does not fit."""

import json
from typing import Any, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError

from services.chassis.errors import FieldError, Problem

Body = TypeVar("Body", bound=BaseModel)


def read(model: type[Body], body: bytes) -> Body:
    """
    Raises:
        Problem: 400, it is no JSON.
        RequestValidationError: rendered as 422 with a JSON pointer for each fault.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        faults = _faults(error)
    if any(fault["type"] == "json_invalid" for fault in faults):
        faults = _faults_of_readable(model, body)
    raise RequestValidationError(faults)


def _faults_of_readable(model: type[BaseModel], body: bytes) -> list[dict[str, Any]]:
    """pydantic takes JSON with half a surrogate pair for broken; Python reads it, so the field can be named."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise _not_json() from None
    try:
        model.model_validate(document, strict=False)
    except ValidationError as error:
        return _faults(error)
    raise _not_json()


def _faults(error: ValidationError) -> list[dict[str, Any]]:
    faults = error.errors(include_url=False, include_context=False, include_input=False)
    return [{**fault, "loc": ("body", *fault["loc"])} for fault in faults]


def _not_json() -> Problem:
    return Problem(400, "malformed", "This is not JSON", errors=(FieldError("", "not JSON"),))
