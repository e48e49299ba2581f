"""Several pages in one text: which of them it names, and how many more it counts. Pure."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Final
from uuid import UUID

from schemas import text_lengths
from schemas.language.catalogue import LANGUAGES, catalogue
from schemas.pages_in_text import page_in_words, pages_listed
from schemas.text_units import units_in_text
from services.dispatch.escalation.page_texts import Words, by_urgency, is_urgent
from services.dispatch.model.incident import Page, PageReason

DIGEST: Final = "D16"
CALM_DIGEST: Final = "D16c"
"""Nobody is in danger, so it does not say that these come first."""
DIGEST_BY_MAIL: Final = "D16b"
CALM_DIGEST_BY_MAIL: Final = "D16d"
MOST_COUNTED: Final = 999
WORDS_OF_REASONS: Final = {
    language: {reason.value: catalogue("texts", language).text("page", reason) for reason in PageReason}
    for language in LANGUAGES
}
Alike = list[Page]
"""What a text names as one thing, and counts: K7Q unread text x2."""


def digest(pages: Sequence[Page], reader: UUID, *, by_mail: bool) -> Words:
    count = str(min(len(pages), MOST_COUNTED))
    said = {"code": pages[0].code, "open": count, "pages": in_a_text(pages, reader)}
    danger = any(is_urgent(page.reason) for page in pages)
    if by_mail:
        return DIGEST_BY_MAIL if danger else CALM_DIGEST_BY_MAIL, said, {}
    return DIGEST if danger else CALM_DIGEST, said, {}


def in_a_text(pages: Iterable[Page], reader: UUID | None = None) -> str:
    """As the placeholder `pages` takes them: each with its reason, and how many more there are.

    Args:
        reader: who reads about the same pages again and again; None: a list for once, the most urgent first.
    """
    shown, more = _shown(pages, reader)
    return ",".join((*map(_said, chain.from_iterable(shown)), *((f"+{more}",) if more else ())))


def named_in_a_text(pages: Collection[Page], reader: UUID | None = None) -> frozenset[UUID]:
    """Those that a text about all of them names."""
    return frozenset(page.id for page in chain.from_iterable(_shown(pages, reader)[0]))


def in_mails(pages: Sequence[Page], reader: UUID, now: datetime) -> Iterator[Sequence[Page]]:
    """As many mails as name everybody who is in danger: each counts all, and names no more than a text."""
    named: frozenset[UUID] = frozenset()
    while pages and (not named or any(is_urgent(page.reason) and page.id not in named for page in pages)):
        yield pages
        named |= named_in_a_text(pages, reader)
        said = [replace(page, named=(*page.named, reader), named_at=now) for page in pages if page.id in named]
        pages = [*(page for page in pages if page.id not in named), *said]


def _shown(pages: Iterable[Page], reader: UUID | None) -> tuple[Sequence[Alike], int]:
    """What is named, and how many pages are not.

    The last place goes round, so that nothing waits unread. Where who is in danger takes every place, it is theirs in
    one text and somebody else's in the next.
    """
    ordered = sorted(pages, key=by_urgency if reader is None else partial(_in_turn, reader))
    named: dict[str, Alike] = {}
    for page in ordered:
        named.setdefault(_said(page), []).append(page)
    each = list(named.values())
    shown = _as_many_as_fit(each)
    left = each[len(shown) :]
    calm = [alike for alike in left if not is_urgent(alike[0].reason)]
    if reader is not None and calm:
        longest = min(calm, key=partial(_wait, reader))
        all_danger = is_urgent(shown[-1][0].reason)
        for kept in range(len(shown) - 1, 0, -1):
            later = is_urgent(shown[kept][0].reason) or _wait(reader, longest) >= _wait(reader, shown[-1])
            if not _yields(ordered) if all_danger else later:
                break
            more = _count(each[kept:]) - len(longest)
            if _fits([*each[:kept], longest], more):
                return [*each[:kept], longest], more
    return shown, _count(left)


def _yields(pages: Iterable[Page]) -> bool:
    """In every second text, as often as people were asked about whoever is in danger."""
    asked = max(page.attempt for page in pages if is_urgent(page.reason))
    return asked > 0 and asked % 2 == 0


def _in_turn(reader: UUID, page: Page) -> tuple[bool, bool, bool, datetime, datetime, UUID]:
    return page.reason is not PageReason.SOS, not is_urgent(page.reason), *_waits(reader, page), page.raised_at, page.id


def _waits(reader: UUID, page: Page) -> tuple[bool, datetime]:
    """First what no text named to them, then what was named longest ago."""
    return reader in page.named, page.named_at or page.raised_at


def _wait(reader: UUID, alike: Alike) -> tuple[bool, datetime]:
    return min(_waits(reader, page) for page in alike)


def _said(page: Page) -> str:
    """Each caller who may be in danger is told apart by the report that they gave."""
    ref = f":{page.ref}" if page.ref else ""
    return f"{page.code}:{page.reason}{ref}"


def _count(each: Iterable[Alike]) -> int:
    return sum(map(len, each))


def _as_many_as_fit(each: Sequence[Alike]) -> Sequence[Alike]:
    """In either language, so that what notify writes is what was meant to be named."""
    fitting = (each[:shown] for shown in range(len(each), 1, -1) if _fits(each[:shown], _count(each[shown:])))
    return next(fitting, each[:1])


def _fits(shown: Sequence[Alike], more: int) -> bool:
    return all(_length(shown, more, language) <= text_lengths.PAGES for language in LANGUAGES)


def _length(shown: Sequence[Alike], more: int, language: str) -> int:
    words = WORDS_OF_REASONS[language]
    return units_in_text(pages_listed((page_in_words(_said(page), words) for page in chain.from_iterable(shown)), more))
