"""What somebody wishes of us in words that no list explains: a call, a language, on or off call, a page taken. Pure.

Each wish has a module of its own with its vocabulary; here is when it may be one at all. They cost little when wrong:
the answer says what was understood.
"""

from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import CALL_SIGNS
from services.dispatch.grammar.calls_wished import wishes_for_a_call
from services.dispatch.grammar.languages import language_wished
from services.dispatch.grammar.pages_taken import takes_a_page
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.shifts import shift_told


def wished(clauses: tuple[tuple[str, ...], ...], situation: Situation, *, asks: bool) -> Verb | None:
    """The verb of what is wished for, in a situation where it can be."""
    mission = situation.assignment
    spoken = tuple(" ".join(clause) for clause in clauses)
    if situation.duty_pages and mission is None and not asks and takes_a_page(of_pages(clauses, situation)):
        return Verb.ACK
    if (mission is None or mission.stage is not Stage.ON_SCENE) and (language := language_wished(spoken)) is not None:
        return language
    if wishes_for_a_call(spoken):
        return Verb.TALK
    if mission is None and not (situation.open_offers or situation.duty_pages or asks):
        return shift_told(spoken)
    return None


def of_pages(clauses: tuple[tuple[str, ...], ...], situation: Situation) -> str:
    """What is said of pages, with marks for codes, call signs and the cry itself."""
    codes = {page.code for page in situation.duty_pages}
    told = []
    for clause in clauses:
        for word in clause:
            mark = "CODE_" if word in codes else "SIGN_" if word in CALL_SIGNS else "SOS_" if word == "SOS" else word
            told.append(mark)
    return " ".join(told).replace("THE SOS_", "SOS_").replace("EL SOS_", "SOS_").replace("SOS_ CODE_", "SOS_")
