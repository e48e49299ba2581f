"""Consent words at notify's border: no opt-out is missed, and nobody at a scene is cut off by ordinary speech."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reply_text.consent_words import CARRIER_OPT_OUT, ConsentWord
from schemas.reply_text.plain_text import LONGEST_TEXT
from services.notify.inbound.consent import classify
from tests.unit.schemas.opt_outs import ONLY_SOUNDS_LIKE_IT, OPT_OUTS


def test_the_corpus_is_large_enough_to_mean_something() -> None:
    assert len(set(OPT_OUTS)) >= 150


@pytest.mark.parametrize("text", OPT_OUTS)
def test_every_way_to_ask_for_no_more_texts_is_heard(text: str) -> None:
    assert classify(text) is ConsentWord.OPT_OUT


@pytest.mark.parametrize("text", ONLY_SOUNDS_LIKE_IT)
def test_ordinary_speech_cuts_nobody_off(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize("word", sorted(CARRIER_OPT_OUT))
@pytest.mark.parametrize("around", ["{}", "{}.", " {} ", "{} please", "ok {}", "{} gracias", "{}\n", "“{}”", "{} 👍"])
def test_a_carrier_word_beside_a_courtesy_is_an_opt_out(word: str, around: str) -> None:
    assert classify(around.format(word.lower())) is ConsentWord.OPT_OUT


@pytest.mark.parametrize("text", ["START", "start", "Start.", "UNSTOP", "start please", "ＳＴＡＲＴ", "START gracias"])
def test_start_gives_the_number_back(text: str) -> None:
    assert classify(text) is ConsentWord.OPT_IN


@pytest.mark.parametrize(
    "text", ["start?", "start the car", "when do we start", "restart", "YES", "SI", "Y", "ON", "alta"]
)
def test_nothing_but_start_gives_the_number_back(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize("text", ["HELP", "help!", "info", "INFO please", "AYUDA", "ayuda por favor", "¿ayuda?"])
def test_help_words_are_known_at_the_border(text: str) -> None:
    assert classify(text) is ConsentWord.HELP


@pytest.mark.parametrize("text", ["help me", "ayuda, vienen", "I need help at Soto St", "AYUDAME", "info on the raid"])
def test_a_help_word_in_a_sentence_is_left_to_dispatch(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Liked “RRN: you are opted out, no more texts. You can still call 213-555-0142.”",
        "RRN Dispatch: reply START to get on-call texts (up to 15/day). Msg&data rates may apply. HELP for help, "
        "STOP to opt out.",
        "Loved “STOP”",
        "👍 to “STOP”",
        "> STOP\nok",
        "Le gustó “STOP”",
    ],
)
def test_a_copy_of_a_text_is_not_the_senders_wish(text: str) -> None:
    assert classify(text) is None


@pytest.mark.parametrize(
    "text",
    ["STOP to opt out", "Liked “K7Q: understood, thank you.” please stop texting me", "> K7Q: hello\nSTOP"],
)
def test_what_the_sender_adds_to_a_copy_counts(text: str) -> None:
    assert classify(text) is ConsentWord.OPT_OUT


@given(st.text(max_size=2000))
def test_no_text_makes_it_raise(text: str) -> None:
    classify(text)


@given(st.sampled_from(OPT_OUTS), st.sampled_from(["", " ", "\n", "!", "...", "\u200b", "\ufe0f", " 🙏", "\t"]))
def test_an_opt_out_survives_what_phones_add(text: str, tail: str) -> None:
    assert classify(text + tail) is ConsentWord.OPT_OUT


@pytest.mark.parametrize(
    "unit",
    [
        "a ",
        "no ",
        "stop ",
        "please ",
        "stop sending any ",
        "ﷺ",
        "ﷺ ",
        "👍",
        "1",
        "no mas de ",
        "take me off the ",
        ". ",
        "\u0301",
    ],
)
def test_no_pattern_runs_away_with_the_longest_text(unit: str) -> None:
    """It takes some 2 ms of CPU; a pattern that backtracks without end takes minutes, on any machine."""
    start = time.process_time()

    classify((unit * LONGEST_TEXT)[:LONGEST_TEXT])

    assert time.process_time() - start < 2
