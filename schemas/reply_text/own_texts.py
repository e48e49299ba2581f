"""Our own texts, sent back to us: pasted, forwarded, quoted by a phone in a way that nobody listed. Pure after import.

Whatever wraps it, a copy is made of runs of words that are ours. The runs come from the catalogue of texts itself, so
that a new text is known the day it is written.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from schemas.language.catalogue import LANGUAGES, catalogue
from schemas.reply_text.plain_text import PlainText, plain

RUN = 3
"""So many words in a row are ours: people share two with us by chance."""
SHORTEST = 8
"""A shorter text is a copy only word for word: nobody shall be kept from typing a label of ours out."""
MOSTLY = 0.35
_DANGER = frozenset(("DANGER", "PELIGRO"))
_PLACEHOLDER = re.compile(r"\$\w+|\$\{\w+\}")


def without_ours(heard: PlainText) -> PlainText:
    """What is the sender's own in a text that is mostly ours; any other text as it is."""
    if heard.copied and not heard.words:
        return heard
    words = heard.words
    if len(words) < SHORTEST:
        ours = bool(words) and _short_ones().fullmatch(f"{' '.join(words)} ") is not None
        return replace(heard, words=(), clauses=(), origin=(), signature=0, copied=True) if ours else heard
    runs = _runs()
    covered = [False] * len(words)
    for start in range(len(words) - RUN + 1):
        if words[start : start + RUN] in runs:
            covered[start : start + RUN] = [True] * RUN
    for index, word in enumerate(words):
        if word == "SOS" and _is_cried_apart(heard, index):
            covered[index] = False
    _uncover_danger(heard, covered)
    if sum(covered) < max(MOSTLY * len(words), 2 * RUN):
        return heard
    if (answer := _answer_below(heard, covered)) is not None:
        return answer
    clause_of = [index for index, clause in enumerate(heard.clauses) for _ in clause]
    own = [index for index in range(len(words)) if not covered[index]]
    return replace(
        heard,
        words=tuple(words[index] for index in own),
        clauses=tuple(tuple(words[index] for index in of) for _, of in groupby(own, key=lambda at: clause_of[at])),
        origin=tuple(heard.origin[index] for index in own),
        signature=0,
        copied=True,
    )


def _uncover_danger(heard: PlainText, covered: list[bool]) -> None:
    """A clause of theirs with a word of danger stays whole: "gracias por estar al tanto, ya no hay peligro"."""
    start = 0
    for clause in heard.clauses:
        end = start + len(clause)
        if any(word in _DANGER and not of_ours for word, of_ours in zip(clause, covered[start:end], strict=True)):
            covered[start:end] = [False] * len(clause)
        start = end


def _answer_below(heard: PlainText, covered: Sequence[bool]) -> PlainText | None:
    """What is typed on lines of its own below a text of ours answers it, as a mail does."""
    last = max(index for index, of_ours in enumerate(covered) if of_ours)
    if last + 1 == len(covered):
        return None
    between = heard.typed[heard.origin[last] + 1 : heard.origin[last + 1]]
    return plain(" ".join(heard.typed[heard.origin[last + 1] :])) if "\n" in between else None


def _is_cried_apart(heard: PlainText, index: int) -> bool:
    """SOS as an emoji, or alone on its line: so it stands in no text of ours."""
    at = heard.origin[index]
    around = (*heard.typed[at - 1 : at], *heard.typed[at + 1 : at + 2])
    return "🆘" in heard.typed[at] or (at > 0 and all(piece == "\n" for piece in around))


@cache
def _templates() -> tuple[tuple[tuple[str, ...], ...], ...]:
    """Each text as its runs of words between placeholders."""
    texts = (catalogue("texts", language) for language in LANGUAGES)
    return tuple(
        tuple(plain(piece).words for piece in _PLACEHOLDER.split(form))
        for words in texts
        for group, key in words
        if group == "text"
        for form in words.forms(group, key)
    )


@cache
def _runs() -> frozenset[tuple[str, ...]]:
    return frozenset(
        piece[start : start + RUN]
        for pieces in _templates()
        for piece in pieces
        for start in range(len(piece) - RUN + 1)
    )


@cache
def _short_ones() -> re.Pattern[str]:
    """Whole texts of few words, with any one word where a placeholder stands; a placeholder and a word are none."""
    short = []
    for pieces in _templates():
        fixed = sum(map(len, pieces))
        if 2 <= fixed < SHORTEST and len(pieces) > 1:
            parts = [" ".join(map(re.escape, piece)) for piece in pieces]
            short.append(r"(?!SOS|HELP|AYUD|911|PELIGRO)\S+ ".join(f"{part} " if part else "" for part in parts))
    return re.compile("|".join(short) or r"(?!)")
