"""What becomes of a text that came in: whom we know is heard, a stranger's flood and bare words go no further."""

import pytest

from schemas.reply_text.consent_words import ConsentWord
from services.notify.inbound.disposition import Disposition, disposition_of, is_bare, says_yes


def test_dispositions_are_the_codes_that_the_database_knows() -> None:
    assert [each.value for each in Disposition] == ["reply", "report", "consent", "silent"]


def test_whom_we_know_is_heard_without_limit() -> None:
    assert disposition_of(known=True, word=None, words=1, recent=500) is Disposition.REPLY
    assert disposition_of(known=True, word=ConsentWord.HELP, words=1, recent=0) is Disposition.REPLY


def test_the_eleventh_text_of_a_stranger_in_ten_minutes_is_stored_silently() -> None:
    assert disposition_of(known=False, word=None, words=5, recent=9) is Disposition.REPORT
    assert disposition_of(known=False, word=None, words=5, recent=10) is Disposition.SILENT


def test_what_cries_or_is_about_a_report_is_heard_longer() -> None:
    """Who is afraid sends many short texts."""
    assert disposition_of(known=False, word=None, words=4, recent=10, matters=True) is Disposition.REPORT
    assert disposition_of(known=False, word=None, words=4, recent=60, matters=True) is Disposition.SILENT


def test_a_strangers_bare_stop_is_no_report_but_a_story_with_one_is() -> None:
    assert disposition_of(known=False, word=ConsentWord.OPT_OUT, words=1, recent=0) is Disposition.CONSENT
    assert disposition_of(known=False, word=ConsentWord.OPT_OUT, words=9, recent=0) is Disposition.REPORT


def test_bare_help_may_be_a_callers_cry_and_goes_on() -> None:
    assert disposition_of(known=False, word=ConsentWord.HELP, words=1, recent=0) is Disposition.REPORT
    assert disposition_of(known=False, word=ConsentWord.HELP, words=1, recent=10) is Disposition.SILENT
    assert is_bare(ConsentWord.HELP, 8)
    assert not is_bare(ConsentWord.HELP, 9)
    assert not is_bare(None, 1)


def test_yes_agrees_only_as_the_whole_text() -> None:
    assert says_yes(("SI",))
    assert not says_yes(("YES", "10"))


@pytest.mark.parametrize("word", [ConsentWord.OPT_IN, ConsentWord.OPT_OUT])
def test_a_bare_consent_word_of_a_stranger_is_no_report_and_a_longer_text_is(word: ConsentWord) -> None:
    assert disposition_of(known=False, word=word, words=8, recent=0) is Disposition.CONSENT
    assert disposition_of(known=False, word=word, words=9, recent=0) is Disposition.REPORT
    assert disposition_of(known=False, word=word, words=9, recent=10) is Disposition.SILENT
    assert disposition_of(known=False, word=word, words=8, recent=500) is Disposition.CONSENT


@pytest.mark.parametrize("words", [("YES",), ("SI",)])
def test_only_a_bare_yes_is_one(words: tuple[str, ...]) -> None:
    assert says_yes(words)
    assert not says_yes((*words, "10"))
    assert not says_yes(())
