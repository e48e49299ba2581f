"""docs/reference/commands.md: every command of `hotline` with its arguments and options, from the typer app."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import typer

from deploy.contracts.docs.markdown import table
from services.console.cli.main import EVERYWHERE, app

HEAD = f"""# Commands of `hotline`

Written by `make docs` from the command line itself. {EVERYWHERE}

What reads the environment, and which variables: [for operators](../operators.md#settings).

"""
HIDDEN = {"--help", "--install-completion", "--show-completion"}


def document() -> str:
    commands = list(_commands(typer.main.get_command(app), ()))
    overview = table(
        ("command", "what it does"),
        [(f"[`{name}`](#{name.replace(' ', '-')})", _first_sentence(command.help)) for name, command in commands],
    )
    return HEAD + overview + "".join(_section(name, command) for name, command in commands)


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every command that does something, by its words after `hotline`."""
    below = getattr(command, "commands", None)
    if below is None:
        yield " ".join(path), command
        return
    for name, each in below.items():
        yield from _commands(each, (*path, name))


def _section(name: str, command: Any) -> str:
    parameters = [each for each in command.params if not HIDDEN.intersection(each.opts)]
    arguments = " ".join(_placeholder(each) for each in parameters if each.param_type_name == "argument")
    usage = " ".join(filter(None, ("hotline", name, arguments, "[options]" if _options(parameters) else "")))
    rows = [(f"`{_spelling(each)}`", "required" if each.required else "", each.help or "") for each in parameters]
    text = " ".join((command.help or "").split())
    return f"\n## {name}\n\n```\n{usage}\n```\n\n{text}\n" + (f"\n{table(('', '', 'meaning'), rows)}" if rows else "")


def _options(parameters: list[Any]) -> list[Any]:
    return [each for each in parameters if each.param_type_name == "option"]


def _placeholder(argument: Any) -> str:
    return f"<{argument.name}>" + (" ..." if argument.nargs == -1 else "")


def _spelling(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"<{parameter.name}>"
    value = "" if parameter.is_flag else f" <{_kind(parameter.type_descriptor.annotation)}>"
    return ", ".join((*parameter.opts, *parameter.secondary_opts)) + value


def _kind(annotation: Any) -> str:
    if get_origin(annotation) is Literal:
        return "|".join(map(str, get_args(annotation)))
    (inner,) = get_args(annotation) or (annotation,)
    name = str(inner.__name__)
    return {"str": "text", "int": "number", "float": "number", "Path": "file"}.get(name, name)


def _first_sentence(text: str | None) -> str:
    return " ".join((text or "").split()).split(". ", 1)[0].rstrip(".")
