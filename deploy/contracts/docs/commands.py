"""docs/reference/commands.md: every command of `hotline` with its arguments and options, from the typer app."""

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

import typer

from deploy.contracts.docs.markdown import table
from schemas.language.catalogue import catalogue
from services.console.cli.help_texts import tell_help
from services.console.cli.main import app

HEAD = """# Commands of `hotline` / Comandos de `hotline`

Written by `make docs` from the command line itself.

- {en}
- {es}

Which variables it reads: [for operators](../operators.md#settings).

"""
HIDDEN = {"--help", "--install-completion", "--show-completion"}
CommandTexts = tuple[str, Any, Any]
"""A command by its words after `hotline`: as English tells it, and as Spanish does."""


def document() -> str:
    english, spanish = (dict(_commands(_told(language), ())) for language in ("en", "es"))
    commands: list[CommandTexts] = [(name, english[name], spanish[name]) for name in english]
    overview = table(
        ("command", "what it does", "qué hace"),
        [
            (
                f"[`{name}`](#{name.replace(' ', '-')})",
                _first_sentence(in_english.help),
                _first_sentence(in_spanish.help),
            )
            for name, in_english, in_spanish in commands
        ],
    )
    epilogs = {language: catalogue("console", language).text("help", "hotline epilog") for language in ("en", "es")}
    return HEAD.format_map(epilogs) + overview + "".join(_section(*each) for each in commands)


def _told(language: str) -> Any:
    command = typer.main.get_command(app)
    tell_help(command, language)
    return command


def _commands(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every command that does something."""
    below = getattr(command, "commands", None)
    if below is None or (path and command.invoke_without_command):
        yield " ".join(path), command
    for name, each in (below or {}).items():
        yield from _commands(each, (*path, name))


def _section(name: str, english: Any, spanish: Any) -> str:
    shown = [pair for pair in zip(english.params, spanish.params, strict=True) if not HIDDEN.intersection(pair[0].opts)]
    parameters = [pair[0] for pair in shown]
    arguments = " ".join(_placeholder(each) for each in parameters if each.param_type_name == "argument")
    usage = " ".join(filter(None, ("hotline", name, arguments, "[options]" if _options(parameters) else "")))
    rows = [
        (f"`{_spelling(each)}`", "required" if each.required else "", each.help or "", other.help or "")
        for each, other in shown
    ]
    told = "\n\n".join(" ".join((command.help or "").split()) for command in (english, spanish))
    heads = ("", "", "meaning", "significado")
    return f"\n## {name}\n\n```\n{usage}\n```\n\n{told}\n" + (f"\n{table(heads, rows)}" if rows else "")


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
