"""Cries for help: words that mean danger anywhere, and plain words for what is being done to us. Pure.

Nothing is worth a missed cry, and a false one sends people into the street: so a cry is a word of danger
(`danger_words.py`), or harm that has us for its object (`harm.py`), and neither is denied, asked about, supposed, or
about something else. What is said in a copy of a text of ours is nobody's cry.
"""

from schemas.reply_text.distress.circumstances import Circumstances
from schemas.reply_text.distress.danger_words import asks_for_help, calls_for_help
from schemas.reply_text.distress.harm import tells_of_harm
from schemas.reply_text.plain_text import PlainText


def cries_for_help(heard: PlainText, of: Circumstances) -> bool:
    """Whether the sender cries for help, for themselves or the one they are with."""
    if not heard.words:
        return False
    if calls_for_help(heard, on_a_mission=of.on_a_mission, paged=of.paged):
        return True
    return (not of.on_a_mission and asks_for_help(heard)) or tells_of_harm(heard, of)
