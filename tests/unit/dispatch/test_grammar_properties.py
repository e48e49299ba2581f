"""What may stand beside a grave sentence, and what may befall a cry: properties over the sentences of all corpora.

Seeded, so that a failure is the same for everybody.
"""

import random
import unicodedata
from collections.abc import Callable
from typing import Any

import pytest

from schemas.language.catalogue import LANGUAGES, catalogue
from tests.unit.dispatch.corpus.score import SHOWN, lines_of, read

Line = dict[str, Any]
LINES: list[Line] = [line for name in SHOWN for line in lines_of(name) if "\n" not in line["text"]]


def kind_of(line: Line, text: str) -> str:
    return str(read(line | {"text": text})["kind"])


def read_as(kind: str) -> list[Line]:
    """Sentences of more than two words that are wanted as this kind, and read as it."""
    wanted = [line for line in LINES if line["want"]["kind"] == kind and len(line["text"].split()) > 2]
    return [line for line in wanted if kind_of(line, line["text"]) == kind]


GRAVE = {kind: read_as(kind) for kind in ("optout", "release", "accept", "finding_confirmed")}
HEARSAY = ("she said", "he told me", "dicen que", "me dijo que", "somebody said")


@pytest.mark.parametrize("kind", ["accept", "finding_confirmed", "release"])
@pytest.mark.parametrize("before", [*HEARSAY, "what if", "maybe"])
def test_hearsay_and_doubt_before_a_grave_sentence_take_it_back(kind: str, before: str):
    done = [text for line in GRAVE[kind] if kind_of(line, text := f"{before} {line['text']}") == kind]

    assert done == []


@pytest.mark.parametrize("before", HEARSAY)
def test_what_somebody_else_said_is_no_opt_out(before: str):
    sentences = [line for line in GRAVE["optout"] if not {".", ",", "!", ";"} & set(line["text"])]

    done = [text for line in sentences if kind_of(line, text := f"{before} {line['text']}") == "optout"]

    assert done == []


@pytest.mark.parametrize("kind", ["accept", "finding_confirmed", "release"])
def test_a_question_is_no_grave_sentence(kind: str):
    sentences = [line for line in GRAVE[kind] if line["text"][-1].isalnum()]

    assert [line["text"] for line in sentences if kind_of(line, f"{line['text']}?") == kind] == []


CRIES = [
    line
    for line in LINES
    if line["want"]["kind"] == "sos" and "?" not in line["text"] and kind_of(line, line["text"]) == "sos"
]


def accents_lost(text: str, _: random.Random) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def letter_doubled(text: str, chance: random.Random) -> str:
    letters = [at for at, each in enumerate(text) if each.isalpha()]
    if not letters:
        return text
    at = chance.choice(letters)
    return text[: at + 1] + text[at : at + 1] * 2 + text[at + 1 :]


def letters_swapped(text: str, chance: random.Random) -> str:
    """Two neighbours inside one long word."""
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 6 and word.isalpha() and word.isascii()]
    if not long:
        return text
    which = chance.choice(long)
    word = words[which]
    at = chance.randrange(1, len(word) - 2)
    words[which] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return " ".join(words)


WAYS: dict[str, Callable[[str, random.Random], str]] = {
    "courtesy before": lambda text, _: f"hi, {text}",
    "courtesy behind": lambda text, _: f"{text} please",
    "gracias": lambda text, _: f"{text}, gracias",
    "signature": lambda text, _: f"{text}\n- Wren",
    "call sign": lambda text, _: f"wren here. {text}",
    "emoji": lambda text, _: f"{text} 😭🙏",
    "emoji before": lambda text, _: f"🚨 {text}",
    "phone": lambda text, _: f"{text}\nSent from my iPhone",
    "shouted": lambda text, _: text.upper() + "!!!",
    "accents lost": accents_lost,
    "letter doubled": letter_doubled,
    "letters swapped": letters_swapped,
}


LOST_AT_MOST = {"letter doubled": 0.02, "letters swapped": 0.06, "call sign": 0.005}
"""Of slips, many stand in texts that hold one already."""


@pytest.mark.parametrize("way", WAYS)
def test_no_plain_cry_is_lost_in_how_it_is_written(way: str):
    chance = random.Random(9)
    written = [(line, WAYS[way](line["text"], chance)) for line in CRIES]

    lost = [text for line, text in written if kind_of(line, text) != "sos"]

    assert len(lost) <= LOST_AT_MOST.get(way, 0.0) * len(CRIES), lost


WRAPPERS = (
    "{}", "Liked “{}”", "Le encantó “{}”", "Emphasized “{}”", "> {}", "Fwd: {}", "you sent: {}", "mira: {}",
    "{} 👍", "❤️ to “{}”", "Reaccionó con 👍 a “{}”",
)  # fmt: skip
OURS = [
    form.replace("$$", "$")
    for words in (catalogue("texts", language) for language in LANGUAGES)
    for group, key in words
    if group == "text"
    for form in words.forms(group, key)
    if len(form.split()) > 8
]


@pytest.mark.parametrize("wrapper", WRAPPERS)
@pytest.mark.parametrize("stage", [None, "confirmed", "on_scene"])
def test_our_own_texts_mean_nothing_in_any_wrapper(wrapper: str, stage: str | None):
    line: Line = {"mission": {"code": "K7Q", "stage": stage} if stage else None, "offers": [] if stage else ["K7Q"]}
    texts = [" ".join("K7Q" if "$" in word else word for word in ours.split()) for ours in OURS]

    done = {wrapper.format(text): kind_of(line, wrapper.format(text)) for text in texts}

    assert {text: kind for text, kind in done.items() if kind not in ("nothing", "human")} == {}
