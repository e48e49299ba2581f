"""Texts as people send them are read as a careful dispatcher would: nothing done that nobody asked for, no cry missed.

`own` was written with the grammar, the others by people who had not seen it, each unread until its round was over.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from services.dispatch.grammar.finding_words import DENIAL, DOUBT
from services.dispatch.grammar.number_words import BETWEEN_RANGE, LEADING_TO_A_NUMBER
from services.dispatch.grammar.turning_words import HARMLESS_IDIOMS, TURNS_A_YES
from tests.unit.dispatch.corpus.score import COMMANDS_NEVER_WRONG, Miss, lines_of, misses_in, read

OF_EACH = {
    "own": 1.0,
    "dev": 0.995,
    "held_out": 0.98,
    "voices": 0.985,
    "many": 0.99,
    "haste": 0.995,
    "streets": 0.995,
    "danger": 0.98,
    "wishes": 0.99,
    "answers": 0.985,
    "scene": 0.98,
    "e1": 0.975,
    "harm": 0.97,
    "d1": 0.97,
    "a2": 0.95,
    "b2": 0.955,
    "c2": 0.965,
    "cries": 0.975,
    "month": 0.99,
    "idioms": 0.98,
    "ordinary": 0.99,
    "contrasts": 0.985,
    "tails": 0.985,
    "week": 0.98,
    "g2": 0.975,
    "h2": 0.975,
    "i2": 0.975,
    "j2": 0.99,
    "k2": 0.975,
    "l2": 0.975,
    "m2": 0.975,
    "close_calls": 0.985,
    "crowd": 0.985,
    "sixth_eyes": 1.0,
    "seventh_eyes": 0.985,
    "o2": 0.975,
    "n2": 0.975,
    "f2": 0.975,
    "errands": 0.985,
    "r2": 0.99,
    "reasons": 0.96,
    "alarms": 0.98,
    "s2": 0.99,
    "u2": 0.99,
    "v2": 0.99,
    "supposed": 0.99,
}
"""The share that is read right, at least."""


def shown(miss: Miss) -> str:
    return f"{miss.wanted} {miss.line['text']!r}: {miss.got}"


@pytest.mark.parametrize("name", OF_EACH)
def test_what_people_write_is_read_as_a_careful_dispatcher_would(name: str):
    lines = lines_of(name)
    misses = list(misses_in(lines))

    assert 1 - len(misses) / len(lines) >= OF_EACH[name], "\n".join(map(shown, misses))


def test_the_own_corpus_is_large_enough_to_mean_something_in_every_kind():
    kinds = Counter(line["want"]["kind"] for line in lines_of("own"))

    assert sum(kinds.values()) >= 2700
    assert min(kinds.values()) >= 4, kinds


@pytest.mark.parametrize("name", OF_EACH)
def test_nothing_grave_is_done_that_nobody_asked_for_and_no_cry_is_missed(name: str):
    assert [shown(miss) for miss in misses_in(lines_of(name)) if miss.is_dangerous] == []


def bare(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


COMMANDS = [line for line in lines_of("own") if line["text"].strip() and not {"\n", "“"} & set(line["text"])]
WAYS_OF_TYPING = {
    "upper": str.upper,
    "lower": str.lower,
    "no accents": bare,
    "wide": lambda text: f"  {text.replace(' ', '   ')} ",
    "phone": lambda text: f"{text}\nSent from my iPhone",
}


@pytest.mark.parametrize("way", WAYS_OF_TYPING.values(), ids=WAYS_OF_TYPING.keys())
def test_how_it_is_typed_changes_nothing(way: Callable[[str], str]):
    changed = [line["text"] for line in COMMANDS if read_as(line, way(line["text"])) != read_as(line, line["text"])]

    assert changed == []


@pytest.mark.parametrize("tail", [" please", ", por favor", " gracias", " thank you", "\n- Maria"])
def test_a_courtesy_or_a_name_below_changes_no_grave_command(tail: str):
    grave = [line for line in COMMANDS if line["want"]["kind"] in COMMANDS_NEVER_WRONG and "-" not in line["text"]]
    grave = [line for line in grave if line["want"]["kind"] != "release"]

    changed = [line["text"] for line in grave if read_as(line, line["text"] + tail) != read_as(line, line["text"])]

    assert changed == []


@pytest.mark.parametrize(
    "around", ["Loved “{}”", "Le encantó “{}”", "A Maria le gustó “{}”", "喜欢了“{}”", "> {}", "Hat „{}“ geliebt"]
)
def test_a_copy_in_any_wrapper_commands_nothing(around: str):
    done = {read_as(line, around.format(line["text"]))[0] for line in COMMANDS if not line.get("unknown")}

    assert done <= {"nothing", "human"}


SENT_FROM = {"iPhone", "Galaxy"}


@cache
def read_as_kind(kind: str) -> list[dict[str, Any]]:
    """The lines of all corpora that are read so: asked for in a test, since to read them all takes half a minute."""
    return [line for name in OF_EACH for line in lines_of(name) if read(line)["kind"] == kind]


@pytest.mark.parametrize("kind", TURNS_A_YES)
def test_a_yes_beside_what_turns_it_round_accepts_nothing(kind: str):
    words = sorted(TURNS_A_YES[kind])
    lines = [line for line in read_as_kind("accept") if not SENT_FROM & set(line["text"].split())]
    accepted = []
    for at, line in enumerate(sorted(lines, key=lambda line: line["text"])):
        typed = line["text"].split()
        word = words[at % len(words)].lower()
        leads = any(word.upper() in phrase for phrase in LEADING_TO_A_NUMBER)  # "yes, maybe 20 min"
        for place in {0} if leads else {0, len(typed) // 2, len(typed)}:
            text = " ".join([*typed[:place], word, *typed[place:]])
            if line.get("mission") or read_as(line, text)[0] != "accept":
                continue
            if not any(" ".join(each) in text.upper() for each in HARMLESS_IDIOMS):  # "nomás agarro las llaves"
                accepted.append(text)

    assert accepted == []


@pytest.mark.parametrize("listed", [DOUBT, DENIAL], ids=["doubted", "denied"])
def test_a_finding_beside_doubt_or_denial_is_confirmed_by_nobody(listed: frozenset[str]):
    words = sorted(listed - BETWEEN_RANGE)
    lines = [line for line in read_as_kind("finding_confirmed") if ":" not in line["text"]]
    beside = [f"{line['text']} {words[at % len(words)].lower()}" for at, line in enumerate(lines)]

    confirmed = [text for text, line in zip(beside, lines, strict=True) if confirms(line, text)]

    assert confirmed == []


def confirms(line: dict[str, Any], text: str) -> bool:
    return bool(read_as(line, text)[0] == "finding_confirmed")


def read_as(line: dict[str, Any], text: str) -> tuple[Any, ...]:
    got = read(line | {"text": text})
    return got["kind"], got["code"], got["minutes"]
