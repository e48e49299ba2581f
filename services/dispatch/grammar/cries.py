"""Cries for help: words that mean danger anywhere, and plain words for what is being done to us. Pure.

Nothing is worth a missed cry, and a false one sends people into the street: so a cry is a word of danger
(`danger_words.py`), or harm that has us for its object (`harm.py`), and neither is denied, asked about, supposed, or
about something else. What is said in a copy of a text of ours is nobody's cry.
"""

from schemas.reply_text.plain_text import PlainText
from services.dispatch.grammar.danger_words import asks_for_help, calls_for_help
from services.dispatch.grammar.harm import tells_of_harm
from services.dispatch.grammar.readings import Situation


def in_distress(heard: PlainText, situation: Situation) -> bool:
    """Whether the sender cries for help, for themselves or the one they are with."""
    if not heard.words:
        return False
    on_a_mission = situation.assignment is not None
    paged = bool(situation.duty_pages)
    if calls_for_help(heard, on_a_mission=on_a_mission, paged=paged) or (not on_a_mission and asks_for_help(heard)):
        return True
    return tells_of_harm(heard, situation)
