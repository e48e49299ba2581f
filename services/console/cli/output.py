"""How the command speaks: tables and sentences in the reader's language, or one JSON document with --json."""

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final, TextIO

import typer

from services.console.errors import REFUSED
from services.console.language.moments import NetworkZones, Told, WallClock
from services.console.language.words import said, word

if TYPE_CHECKING:
    from pydantic import BaseModel
    from rich.console import Console

WIDTH_WITHOUT_TERMINAL: Final = 200
LOOSE: Final = 3
TIGHT: Final = 1
"""Between two columns, where there is room and where there is not."""
BIDI: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


def clean(value: object) -> str:
    """As it may be shown: without what could steer a terminal or turn the reading direction (rule R60)."""
    text = "" if value is None else str(value)
    return "".join(c for c in text if c not in BIDI and (unicodedata.category(c) != "Cc" or c in "\n\t"))


def as_document(answer: "BaseModel") -> dict[str, Any]:
    """A service's answer as it came, for `Output.document`."""
    return answer.model_dump(mode="json")


@dataclass(frozen=True, slots=True)
class Output:
    """One command's voice. With `as_json`, only `document` reaches standard output."""

    language: str
    as_json: bool = False
    zones: Callable[[], NetworkZones] = NetworkZones
    """Asked when the first moment is shown."""

    def text(self, key: str, **facts: Any) -> str:
        return said(self.language, key, **facts)

    def say(self, key: str, **facts: Any) -> None:
        """A sentence of the catalogue, unless JSON was asked for."""
        self.line(self.text(key, **facts))

    def line(self, text: str) -> None:
        if not self.as_json:
            print(clean(text))

    def warn(self, text: str) -> None:
        """On standard error: a person who pipes the JSON elsewhere still reads it."""
        print(clean(text), file=sys.stderr)

    def document(self, value: Any) -> None:
        """The whole answer, for machines."""
        if self.as_json:
            print(json.dumps(value, ensure_ascii=False, indent=2, default=str))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str | None = None) -> None:
        """`columns` and `title` name words of the catalogue."""
        if self.as_json:
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text

        console, headings = self._console(), [self.text(column) for column in columns]
        cells = [[clean(cell) for cell in row] for row in rows]
        columns_of = list(zip(headings, *cells, strict=True))
        rooms = {between: console.width + 1 - between * len(headings) for between in (LOOSE, TIGHT)}
        between = LOOSE if sum(map(_longest_word, columns_of)) <= rooms[LOOSE] else TIGHT
        widths = _widths(columns_of, rooms[between])
        if widths is None:
            self._one_below_the_other(headings, cells, console.width, title)
            return
        table = Table(box=box.SIMPLE_HEAD, title=title and self.text(title), title_justify="left", pad_edge=False)
        if between == TIGHT:
            table.padding, table.show_edge = (0, 0), False
        for heading, width in zip(headings, widths, strict=True):
            table.add_column(heading, overflow="fold", width=width)
        for row in cells:
            table.add_row(*map(Text, row))
        console.print(table)

    def _one_below_the_other(
        self, headings: Sequence[str], rows: Sequence[Sequence[str]], width: int, title: str | None
    ) -> None:
        """Where a terminal is too narrow for a table, which would break words: each row as its filled cells."""
        if title is not None:
            self.say(title)
        for first, *rest in rows:
            self.line(first)
            for heading, cell in zip(headings[1:], rest, strict=True):
                if cell:
                    told = f"{heading}: {cell}"
                    self.line(fill(told, width, initial_indent="  ", subsequent_indent="    "))
        self.line("")

    def more(self, total: int | None, shown: int) -> None:
        """How many a list leaves out; a service of a release before does not count them."""
        if total is not None and total > shown:
            self.say("and_more", count=total - shown)

    def words(self, group: str, code: object) -> str:
        """A code in words, where the catalogue knows it; else the code itself."""
        return word(group, code, self.language)

    def clock(self, moment: datetime, network_id: str | None, *, how: Told = "moment", seconds: bool = False) -> str:
        """As the clocks of the network show it that the moment belongs to."""
        return self.wall_clock(network_id).tell(moment, self.language, how=how, seconds=seconds)

    def wall_clock(self, network_id: str | None) -> WallClock:
        return WallClock(datetime.now(UTC), self.zones().zone_of(network_id))

    def yes_or_no(self, value: object) -> str:
        return self.text("yes" if value else "no")

    def confirm(self, key: str, document: Mapping[str, Any], **facts: Any) -> None:
        """Ask, or end the command with nothing done; `document`: what was shown before.

        Raises:
            typer.Exit: nobody said yes.
        """
        if not self.sure(key, **facts):
            self.say("not_done")
            self.document({"done": False, **document})
            raise typer.Exit(REFUSED)

    def sure(self, key: str, **facts: Any) -> bool:
        """Ask; only a clear yes counts, and nobody to answer is a no."""
        if not sys.stdin.isatty():
            return False
        answer = input(f"{self.text(key, **facts)} [{self.text('yes_letter')}/N] ")
        return answer.strip().lower() in ("y", "yes", "s", "si", "sí")

    def _console(self, stream: TextIO | None = None) -> "Console":
        from rich.console import Console

        out = stream or sys.stdout
        return Console(file=out, width=None if out.isatty() else WIDTH_WITHOUT_TERMINAL, highlight=False)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """No word of any column is broken, and what is left goes to whichever column lacks most; None: there is no room."""
    widths = [_longest_word(column) for column in columns]
    wanted = [max((_width(line) for cell in column for line in cell.splitlines()), default=1) for column in columns]
    if sum(widths) > room:
        return None
    for _ in range(room - sum(widths)):
        lacking = [want - width for want, width in zip(wanted, widths, strict=True)]
        if max(lacking) <= 0:
            break
        widths[lacking.index(max(lacking))] += 1
    return widths


def _longest_word(cells: Iterable[str]) -> int:
    return max((_width(word) for cell in cells for word in cell.split()), default=1)


def _width(text: str) -> int:
    from rich.cells import cell_len

    return cell_len(text)
