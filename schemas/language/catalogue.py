"""Read the words of one domain (words, console, texts) in one language: locales/<language>/<domain>.po, gettext.

An entry is named by a symbol, never by its English: `msgctxt` is its group, `msgid` its key. Both languages hold the
same entries with the same placeholders (tests/contract/test_language.py), so whoever asks need not look for holes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

LOCALES: Final = Path(__file__).parent / "locales"
LANGUAGES: Final = ("en", "es")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The entries of one domain in one language, as they lie in the file: their placeholders are not filled."""

    language: str
    _forms: dict[tuple[str, str], tuple[str, ...]]
    """By (group, key); one form, or two where the wording depends on a number: for one, and for any other."""

    def text(self, group: str, key: str) -> str:
        """
        Raises:
            KeyError: no such entry.
        """
        return self._forms[group, key][0]

    def find(self, group: str, key: str) -> str | None:
        forms = self._forms.get((group, key))
        return None if forms is None else forms[0]

    def counted(self, group: str, key: str, number: int) -> str:
        """The form for this number: English and Spanish know one, and all the others.

        Raises:
            KeyError: no such entry.
        """
        forms = self._forms[group, key]
        return forms[0] if number == 1 else forms[-1]

    def forms(self, group: str, key: str) -> tuple[str, ...]:
        return self._forms[group, key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """(group, key) of every entry, in the file's order."""
        return iter(self._forms)

    def keys_of(self, group: str) -> tuple[str, ...]:
        """The keys of a group, in the file's order."""
        return tuple(key for of, key in self._forms if of == group)


@cache
def catalogue(domain: str, language: str) -> Catalogue:
    """Read once. A language that we do not have reads as English."""
    import polib  # takes 20 ms, which nobody should wait for who asks for no word

    spoken = language if language in LANGUAGES else "en"
    if spoken != language:
        return catalogue(domain, spoken)
    entries = polib.pofile(str(LOCALES / spoken / f"{domain}.po"), encoding="utf-8", check_for_duplicates=True)
    return Catalogue(
        spoken,
        {
            (entry.msgctxt or "", entry.msgid): tuple(entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural))
            or (entry.msgstr,)
            for entry in entries
        },
    )
