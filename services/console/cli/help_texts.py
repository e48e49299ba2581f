"""What `--help` says, in the reader's language: a command, an option or an argument is found by its name."""

import re
from typing import Any, ClassVar, Final

import typer

from schemas.language.catalogue import Catalogue, catalogue

HELP_OPTIONS: Final = ("-h", "--help")


def tell_help(command: Any, language: str, group: str = "help", name: str = "hotline") -> None:
    """Put the catalogue's sentences on the command and on all below it, and the headings of a page in its language.

    The sentences are those of the catalogue's `group`; of the command itself, the one that bears its name.

    Typer names the types of what it builds in no public place; it is asked for attributes alone.
    """
    words = catalogue("console", language)
    command.epilog = words.find(group, f"{name} epilog")
    _tell(command, "", words, group)
    command.help = words.text(group, name)


_PlainPage: Any = typer.Context.formatter_class


class _Page(_PlainPage):  # type: ignore[misc]  # Typer names it in no public place
    """A page of help as Typer lays it out; its own words are those of the catalogue."""

    words: ClassVar[Catalogue]
    within: str = ""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        typed = _REQUIRED.sub(lambda name: name[1].upper(), args)
        super().write_usage(prog, typed, f"{self._own('Usage')}: ")

    def section(self, name: str) -> Any:
        self.within = name
        return super().section(self._own(name))

    def write_dl(self, rows: Any, *columns: int, **spacing: int) -> None:
        told = [(self._typed(name), _MARKS.sub(lambda marks: self._marked(marks[0]), about)) for name, about in rows]
        super().write_dl(told, *columns, **spacing)

    def _typed(self, name: str) -> str:
        """What is typed behind an option in a word, not as a programmer calls it; an argument has its name for that."""
        if self.within == "Commands":
            return name
        if not name.startswith("-"):
            argument, space, choices = _TYPE.sub("", name).partition(" ")
            return f"{argument.upper()}{space}{choices}"
        return _TYPE.sub(lambda kind: f" {self._own(_KINDS[kind[1]])}", name)

    def _marked(self, marks: str) -> str:
        return _MARK.sub(lambda mark: self._own(mark[0]), marks)

    def _own(self, word: str) -> str:
        return self.words.text("usage", word)


_REQUIRED: Final = re.compile(r"\{(\w+)\}")
_KINDS: Final = {
    **dict.fromkeys(("str", "list[str]"), "TEXT"),
    **dict.fromkeys(("int", "float", "int range", "float range"), "NUMBER"),
    "path": "FILE",
}
_TYPE: Final = re.compile(rf" <({'|'.join(map(re.escape, _KINDS))})>")
_MARKS: Final = re.compile(r"\[[^\[\]]*(?:default: |required)[^\[\]]*\]$")
_MARK: Final = re.compile(r"(?<=[\[ ])(?:default(?=: )|required(?=\]))")


def _tell(command: Any, path: str, words: Catalogue, group: str) -> None:
    command.help = words.text(group, path) if path else ""
    command.short_help = re.split(r"(?<=[.;:]) ", command.help, maxsplit=1)[0].rstrip(".;:")
    command.context_class = _context_in(words)
    command.options_metavar = words.text("usage", "[OPTIONS]")
    if hasattr(command, "subcommand_metavar"):
        command.subcommand_metavar = words.text("usage", "COMMAND [ARGS]...")
    for parameter in command.params:
        parameter.help = _found(words, group, path, name_of(parameter))
    help_option = command.get_help_option(typer.Context(command, help_option_names=list(HELP_OPTIONS)))
    help_option.help = words.text("help", "--help")
    for name, below in getattr(command, "commands", {}).items():
        _tell(below, f"{path} {name}".strip(), words, group)


def _context_in(words: Catalogue) -> type[typer.Context]:
    page = type("Page", (_Page,), {"words": words})
    return type("Context", (typer.Context,), {"formatter_class": page})


def _found(words: Catalogue, group: str, path: str, name: str) -> str | None:
    """What is the same for several commands stands there once, by its own name."""
    return words.find(group, f"{path} {name}".strip()) or words.find(group, name)


def name_of(parameter: Any) -> str:
    """`--network` of an option, `CODE` of an argument."""
    if parameter.param_type_name == "option":
        return str(parameter.opts[0])
    return str(parameter.metavar or parameter.name).upper()
