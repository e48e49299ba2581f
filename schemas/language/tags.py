"""Tags of languages (BCP 47) as people write them: the one form that is kept, which match, and what people call them.

Two tags match as RFC 4647 looks one up (section 3.4): each is what is left of the other when subtags are cut off its
end, so that whoever speaks es-MX speaks es. Regions do not part speakers; scripts do, for they part who reads what,
and zh-TW is zh-Hant. Pure after import.
"""

import csv
import re
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

TABLE: Final = Path(__file__).parent / "languages.csv"
SCRIPT_OF_REGION: Final = {
    **{("zh", region): "Hant" for region in ("TW", "HK", "MO")},
    **{("zh", region): "Hans" for region in ("CN", "SG", "MY")},
    ("pa", "PK"): "Arab",
}
"""Where a region alone says which script is meant (CLDR's likely subtags)."""
ANY_SCRIPT: Final = "*"
_SUBTAG: Final = re.compile(r"[A-Za-z0-9]{1,8}", re.ASCII)


class _Named(NamedTuple):
    en: str
    es: str


def _table() -> tuple[dict[str, _Named], dict[str, str]]:
    """Names by tag, and the tag for whatever else is written for it."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    rows = list(csv.DictReader(lines))
    names = {row["tag"]: _Named(row["en"], row["es"]) for row in rows}
    return names, {also: row["tag"] for row in rows for also in row["also"].split()}


_NAMES, _ALSO = _table()


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """`ES_mx` as es-MX, `spa` as es, `zh-tw` as zh-Hant-TW. What is no tag comes back as it is."""
    subtags = tag.strip().replace("_", "-").split("-")
    if not all(map(_SUBTAG.fullmatch, subtags)):
        return tag
    primary, *rest = (subtag.lower() for subtag in subtags)
    if rest and rest[0].isalpha() and len(rest[0]) == 3:  # an extended language: zh-yue is yue
        primary, *rest = rest
    primary = _ALSO.get(primary, primary)
    written = [primary]
    for at, subtag in enumerate(rest):
        if len(subtag) == 1:
            return "-".join([*written, *rest[at:]])
        if len(subtag) == 4 and subtag.isalpha() and at == 0:
            written.append(subtag.title())
        elif (len(subtag) == 2 and subtag.isalpha()) or (len(subtag) == 3 and subtag.isascii() and subtag.isdigit()):
            region = subtag.upper()
            if len(written) == 1 and (primary, region) in SCRIPT_OF_REGION:
                written.append(SCRIPT_OF_REGION[primary, region])
            written.append(region)
        else:
            written.append(subtag)
    return "-".join(written)


def match(one: str, other: str) -> bool:
    """Whether somebody who speaks the one can be asked for the other."""
    primary, script = _parts(one)
    other_primary, other_script = _parts(other)
    return primary == other_primary and (script == other_script or "" in (script, other_script))


def those_spoken(wanted: Iterable[str], spoken: Iterable[str]) -> tuple[str, ...]:
    """Of the languages that are wanted, those that match one that is spoken."""
    known = tuple(spoken)
    return tuple(tag for tag in wanted if any(match(tag, each) for each in known))


def primary_of(tag: str) -> str:
    """The language alone: es of es-MX."""
    return _parts(tag)[0]


def kept_under(tag: str) -> tuple[str, str]:
    """Under what somebody who speaks it is found: `zh` and `zh-Hant`; without a script `zh` and `zh-*`."""
    primary, script = _parts(tag)
    return primary, f"{primary}-{script or ANY_SCRIPT}"


def looked_up_by(tag: str) -> tuple[str, ...]:
    """Where to look for all who match it."""
    primary, script = _parts(tag)
    return (f"{primary}-{script}", f"{primary}-{ANY_SCRIPT}") if script else (primary,)


@cache
def names_in(language: str) -> dict[str, str]:
    """What each language is called in English or Spanish, by its tag."""
    return {tag: names.es if language == "es" else names.en for tag, names in _NAMES.items()}


def name_of(tag: str, language: str) -> str:
    """What people call it, in English or Spanish; the tag itself where nobody has told us."""
    return names_in(language).get(primary_of(tag), tag)


@lru_cache(maxsize=4096)
def _parts(tag: str) -> tuple[str, str]:
    """The primary language and the script, "" where none is said."""
    primary, *rest = canonical(tag).split("-")
    return primary, rest[0] if rest and len(rest[0]) == 4 and rest[0].isalpha() else ""
