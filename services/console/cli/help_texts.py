"""What `--help` says, in the reader's language: a command, an option or an argument is found by its name."""

from typing import Any, Final

import typer

from schemas.language.catalogue import Catalogue, catalogue

HELP_OPTIONS: Final = ("-h", "--help")


def tell_help(command: Any, language: str) -> None:
    """Put the catalogue's sentences on the command and on all below it. Typer's own words stay English.

    Typer names the types of what it builds in no public place; it is asked for attributes alone.
    """
    words = catalogue("console", language)
    command.epilog = words.text("help", "hotline epilog")
    _tell(command, "", words)


def _tell(command: Any, path: str, words: Catalogue) -> None:
    command.help = words.text("help", path or "hotline")
    for parameter in command.params:
        parameter.help = _found(words, path, name_of(parameter))
    help_option = command.get_help_option(typer.Context(command, help_option_names=list(HELP_OPTIONS)))
    help_option.help = words.text("help", "--help")
    for name, below in getattr(command, "commands", {}).items():
        _tell(below, f"{path} {name}".strip(), words)


def _found(words: Catalogue, path: str, name: str) -> str | None:
    """What is the same for several commands stands there once, by its own name."""
    return words.find("help", f"{path} {name}".strip()) or words.find("help", name)


def name_of(parameter: Any) -> str:
    """`--network` of an option, `CODE` of an argument."""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name).upper()
