"""Which texts stop at the border: opt-out, opt-in and HELP are known before dispatch sees the reply. Pure.

A consent word takes effect at once; the reply still goes on to dispatch, because HELP from a mission is a call for
help, and an opt-out from one leaves a volunteer who can be reached by voice only (rule R22).
"""

from schemas.reply_text.consent_words import ConsentWord, asks_who_this_is, is_opt_in, is_opt_out
from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import plain


def classify(text: str) -> ConsentWord | None:
    """What the text asks of its sender's consent. Never raises; an opt-out wins over everything else in the text."""
    words = without_ours(plain(text))
    if is_opt_out(words):
        return ConsentWord.OPT_OUT
    if is_opt_in(words):
        return ConsentWord.OPT_IN
    if asks_who_this_is(words):
        return ConsentWord.HELP
    return None
