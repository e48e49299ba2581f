"""A table as spreadsheets write it: bytes into rows, each with its line. Nothing is passed over unsaid."""

import csv
import io
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.console.errors import CommandRefused

DELIMITERS: Final = ",;\t"
LONGEST_BYTES: Final = 20_000_000


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A line below the heading; `cells` by column, `beyond`: what stands right of the last column."""

    number: int
    cells: Mapping[str, str]
    beyond: str


@dataclass(frozen=True, slots=True)
class Sheet:
    columns: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    blank: int
    """How many lines have nothing in them."""


def read_sheet(path: Path, names: Mapping[str, str]) -> Sheet:
    """
    Args:
        names: what a column may be called (folded) -> its name.

    Raises:
        CommandRefused: it cannot be read as a table, has a quote that is not closed on its line, or a heading that is
            not known or there twice.
    """
    lines = _text_of(path).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[-1].strip():
        lines.pop()
    at, delimiter = _heading_at(lines)
    heading = _cells_of(path, at + 1, lines[at] if lines else "", delimiter)
    columns = _columns(path, heading, names)
    rows: list[SheetRow] = []
    blank = sum(_is_blank(line) for line in lines[:at])
    for number, line in enumerate(lines[at + 1 :], at + 2):
        found = [_cell(cell) for cell in _cells_of(path, number, line, delimiter)]
        if not any(found):
            blank += 1
            continue
        cells = {column: cell for column, cell in zip(columns, found, strict=False) if column}
        beyond = [cell for place, cell in enumerate(found) if place >= len(columns) or not columns[place]]
        rows.append(SheetRow(number, cells, next((cell for cell in beyond if cell), "")))
    return Sheet(tuple(column for column in columns if column), tuple(rows), blank)


def folded(word: str) -> str:
    """`Teléfono ` as telefono, `Call sign` as call_sign."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", word) if not unicodedata.combining(sign))
    return "_".join(bare.strip().lower().replace("-", " ").split())


def _text_of(path: Path) -> str:
    """UTF-8, UTF-16 (as Excel's Unicode text) or Windows-1252 (as Excel's CSV)."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandRefused("file_unreadable", file=path, why=error.strerror) from None
    if len(content) > LONGEST_BYTES:
        raise CommandRefused("file_invalid", file=path, faults=f"> {LONGEST_BYTES} bytes")
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text.removeprefix("\ufeff")
    raise CommandRefused("file_invalid", file=path, faults="UTF-8?")


def _encodings(content: bytes) -> Sequence[str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    if b"\x00" in content[:200]:
        return ("utf-16-le", "utf-16-be") if content[1:2] == b"\x00" else ("utf-16-be", "utf-16-le")
    return ("utf-8-sig", "cp1252")


def _heading_at(lines: Sequence[str]) -> tuple[int, str]:
    """Which line is the heading, and what parts its cells: a `sep=;` of Excel's says so, else what is there most."""
    at = next((place for place, line in enumerate(lines) if not _is_blank(line)), 0)
    first = lines[at].strip().strip('"').lower() if lines else ""
    if first.startswith("sep=") and len(first.rstrip(DELIMITERS)) == len("sep="):
        delimiter = lines[at].strip().strip('"')[4:5] or "\t"
        below = at + 1
        at = next((place for place, line in enumerate(lines[below:], below) if not _is_blank(line)), at)
        return at, delimiter
    return at, max(DELIMITERS, key=lines[at].count) if lines else ","


def _is_blank(line: str) -> bool:
    return not line.strip(f" {DELIMITERS}")


def _cells_of(path: Path, number: int, line: str, delimiter: str) -> list[str]:
    """Of one line: no column of ours holds a line break, so a quote that is not closed on it swallows what follows."""
    try:
        return next(csv.reader(io.StringIO(line, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        raise CommandRefused("csv_quote_open", file=path, line=number) from None


def _columns(path: Path, heading: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """By their names; "" where nothing is said."""
    known = ", ".join(dict.fromkeys(names.values()))
    columns = [names.get(folded(_cell(name)), "") for name in heading]
    unknown = [_cell(name) for name, column in zip(heading, columns, strict=True) if _cell(name) and not column]
    if unknown:
        raise CommandRefused("csv_unknown_columns", file=path, unknown=", ".join(unknown), known=known)
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise CommandRefused("csv_column_twice", file=path, columns=", ".join(twice))
    return columns


def _cell(text: str) -> str:
    """Without what spreadsheets put around a cell to keep it as text: '+1..., ="+1..."."""
    cell = " ".join(unicodedata.normalize("NFKC", text).split())
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    return cell.removeprefix("'").strip()
