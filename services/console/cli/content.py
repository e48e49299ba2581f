"""What people said is no argument: whoever may list processes, and the shell's history, would have it (rule R65).

An option or argument that takes content is given as `-` (asked for, or a line of what is piped in) or as `@FILE`.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from services.console.errors import CommandRefused

POINT: Final = frozenset({"place", "lat", "lon"})
CONTENT: Final[dict[tuple[str, ...], frozenset[str]]] = {
    ("report",): POINT | {"narrative", "phone"},
    ("release",): POINT,
    ("spoke",): frozenset({"note"}),
    ("sos", "note"): frozenset({"note"}),
    ("sos-clear",): frozenset({"note"}),
    ("unread", "answer"): frozenset({"words"}),
    ("unread", "close"): frozenset({"note"}),
    ("review",): frozenset({"agency_en", "agency_es", "note"}),
    ("out",): frozenset({"why"}),
    ("look-at",): frozenset({"place"}),
    ("erase", "caller"): frozenset({"phone"}),
    ("meeting-point",): frozenset({"name", "lat", "lon"}),
}
"""Of each command, by the names of its parameters."""


def with_content(typed: Sequence[str], root: Any) -> list[str]:
    """What was typed, with the content that its `-` and `@FILE` stand for.

    Raises:
        CommandRefused: content was typed, or a file cannot be read.
    """
    path, command = _meant(typed, root)
    wanted = CONTENT.get(path)
    if wanted is None:
        return list(typed)
    return list(_expanded(typed, path, command, wanted))


def _meant(typed: Sequence[str], root: Any) -> tuple[tuple[str, ...], Any]:
    path: list[str] = []
    command = root
    for word in typed:
        found = getattr(command, "commands", {}).get(word)
        if found is not None:
            path.append(word)
            command = found
    return tuple(path), command


def _expanded(typed: Sequence[str], path: tuple[str, ...], command: Any, wanted: frozenset[str]) -> Iterator[str]:
    options = {name: param for param in command.params for name in (*param.opts, *param.secondary_opts)}
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    left, of_path = iter(typed), list(path)
    for word in left:
        name, has_value, value = word.partition("=")
        param = options.get(name) if word.startswith("-") and len(word) > 1 else None
        if param is not None and has_value:
            yield f"{name}={_said(value, name)}" if param.name in wanted else word
        elif param is not None and not getattr(param, "is_flag", False):
            yield word
            yield from (_said(each, name) if param.name in wanted else each for each in _next_of(left))
        elif word.startswith("-") and len(word) > 1:
            yield word
        elif of_path and word == of_path[0]:
            yield of_path.pop(0)
        else:
            param = arguments.pop(0) if arguments else None
            yield _said(word, param.name.upper()) if param is not None and param.name in wanted else word


def _next_of(left: Iterator[str]) -> list[str]:
    return [value for value in [next(left, None)] if value is not None]


def _said(value: str, name: str) -> str:
    ask: Callable[[], str] = (lambda: input(f"{name.lstrip('-')}: ")) if sys.stdin.isatty() else sys.stdin.readline
    if value == "-":
        return ask().strip()
    if value.startswith("@"):
        file = Path(value[1:])
        try:
            return file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise CommandRefused("file_unreadable", file=file, why=error.strerror) from None
        except ValueError as error:
            raise CommandRefused("file_invalid", file=file, faults=str(error)) from None
    raise CommandRefused("content_typed", name=name)
