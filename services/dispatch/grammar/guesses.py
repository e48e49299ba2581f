"""What a person who reads an unread text is shown as our guess: right, or absent. Pure."""

import re

from schemas.reply_text.distress.harm_words import MATES
from schemas.reply_text.plain_text import word_set
from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import FINDINGS, HINTS
from services.dispatch.grammar.finding_words import DENIAL, DOUBT
from services.dispatch.grammar.parts import PartKind
from services.dispatch.grammar.plain_findings import may_be_more, tells_of_the_taken
from services.dispatch.grammar.readings import FindingLetter, FindingReply, Left, Ok, ReplyCommand, Stage
from services.dispatch.grammar.reply import guess, guess_beside, meant_by
from services.dispatch.grammar.reply_parts import ReplyParts
from services.dispatch.grammar.their_text import MOST_WORDS, TheirText
from services.dispatch.grammar.turning_words import NOT_THE_PLACE

_BUT = frozenset(("BUT", "PERO", "THOUGH", "AUNQUE", "BECAUSE", "PORQUE", "CAUSE", "BC", "PQ", "XQ", "ALTHOUGH"))
_HAS_TO_GO = re.compile(
    r"(?:(?:I|WE|SORRY|OK|HEY|YA|PERDON|OIGAN|IM|GUYS|YO) )*(?:"
    r"(?:HAVE TO|GOT TO|GOTTA|NEED TO|MUST|HAD TO|GOTTA GET) (?:GO|LEAVE|RUN|HEAD OUT|BOUNCE|DIP|GOING)"
    r"|(?:ME|NOS) (?:TENGO|TENEMOS|TUVE) QUE (?:IR|RETIRAR|SALIR)"
    r"|(?:TENGO|TENEMOS) QUE (?:IRME|IRNOS|RETIRARME|SALIRME)"
    r")(?: (?:NOW|ALREADY|SOON|SORRY|HOME|TO WORK|YA|AHORA|AHORITA|PERDON|A (?:LA )?CASA|A TRABAJAR|AL TRABAJO))*"
)
"""Said at the scene: about to be gone."""
_NOT_ALL_WELL = (
    DENIAL
    | DOUBT - {"SURE", "SEGURO", "SEGURA"}
    | MATES
    | word_set("ALONE SOLO SOLA EXCEPT EXCEPTO MENOS LEFT GONE MISSING")
)
"""Beside "yes" to "are you all right?" it may be said of one of two."""


def best_guess(text: TheirText) -> ReplyCommand | None:
    """For a human's eyes, right or absent: the one thing that a clause says whole, or a known phrase."""
    if (hinted := _hinted(text)) is not None:
        return hinted
    said = {meant for clause in _clauses(text) if (meant := _guess_of(text, clause)) is not None}
    return said.pop() if len(said) == 1 else None


def is_turned(text: TheirText, guess: ReplyCommand | None) -> bool:
    """Whether the rest of the text says that it is not all well, or not all quiet."""
    match guess:
        case Ok():
            return not (_NOT_ALL_WELL | text.others).isdisjoint(text.words)
        case Left():
            return tells_of_the_taken(text.spoken)
        case FindingReply():
            return is_quiet_in_words(text, guess) and (tells_of_the_taken(text.spoken) or may_be_more(text.spoken))
        case _:
            return False


def is_quiet_in_words(text: TheirText, finding: FindingReply) -> bool:
    """What stands behind a letter goes to the reviewer with it."""
    by_letter = any(part.words == (finding.letter,) for part in text.reply.parts)
    return finding.letter is FindingLetter.NOTHING_HERE and not by_letter


def command_beside(text: TheirText, kind: type[ReplyCommand]) -> ReplyCommand | None:
    """What a clause says whole beside another that says something of this kind: two things at once."""
    replies = (ReplyParts(text.taken_apart(clause), text.situation) for clause in _clauses(text))
    said = {meant for reply in replies if not reply.unexplained and (meant := guess(reply)) is not None}
    beside = {meant for meant in said if not isinstance(meant, kind)}
    return beside.pop() if len(beside) == 1 else None


def _clauses(text: TheirText) -> list[tuple[str, ...]]:
    """The words between punctuation, and on both sides of a "but"."""
    clauses: list[tuple[str, ...]] = []
    for whole in text.heard.clauses[:MOST_WORDS]:
        clause, start = whole[:MOST_WORDS], 0
        for index, word in enumerate(clause):
            if word in _BUT:
                clauses.append(clause[start:index])
                start = index + 1
        clauses.append(clause[start:])
    return [clause for clause in clauses if clause]


def _guess_of(text: TheirText, clause: tuple[str, ...]) -> ReplyCommand | None:
    reply = ReplyParts(text.taken_apart(clause), text.situation)
    mission = text.situation.assignment
    if mission is not None and mission.stage is Stage.ON_SCENE:
        letter = next((part for part in reply.parts if part.kind is not PartKind.FILLER), None)
        if letter is not None and letter.verb in FINDINGS and len(letter.words[0]) == 1 and not reply.unexplained:
            counts = [part.number for part in reply.numbers]
            people, vehicles = (*counts, None, None)[:2]
            return FindingReply(mission.code, FindingLetter(letter.verb.value), people, vehicles)
    if text.heard.asks:
        return None
    if reply.unexplained:
        return guess_beside(reply, reply.unexplained)
    return guess(reply)


def _hinted(text: TheirText) -> ReplyCommand | None:
    if text.heard.asks:
        return None
    mission = text.situation.assignment
    if mission is not None and mission.stage is Stage.ON_SCENE and _HAS_TO_GO.fullmatch(text.spoken):
        return Left(mission.code)
    spoken = f" {' '.join(text.words[:MOST_WORDS])} "
    verbs = {verb for phrase, verb in HINTS if f" {' '.join(phrase)} " in spoken}
    if Verb.OTHER_AGENCY in verbs:
        verbs.discard(Verb.CONFIRMED)
    if Verb.HERE in verbs and not NOT_THE_PLACE.isdisjoint(text.words):
        return None
    if len(verbs) != 1:
        return None
    [verb] = verbs
    return meant_by(text.reply, verb)
