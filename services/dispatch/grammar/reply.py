"""What a reply taken apart means beside what is open: state decides, then the words (rule R20). Pure."""

from typing import assert_never

from schemas.reply_text.plain_text import word_set
from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import FILLERS, FINDINGS, UNREAL
from services.dispatch.grammar.courtesies import is_courtesy
from services.dispatch.grammar.on_duty import ack, on_call, on_it
from services.dispatch.grammar.on_mission import here, i_am_out, leave_or_stay, left, ok, out
from services.dispatch.grammar.parts import PartKind
from services.dispatch.grammar.readings import (
    Accept,
    AskAgain,
    FindingLetter,
    FindingReply,
    Late,
    NotOk,
    Ok,
    Reading,
    ReleaseMe,
    ReplyCommand,
    SetLanguage,
    ShiftOff,
    Stage,
    Talk,
    Unread,
    WhichOne,
)
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts
from services.dispatch.grammar.summing_up import COURTEOUS, one_verb
from services.dispatch.grammar.yes_and_no import ask_back, cannot, go, no, standby, will_arrive, yeah, yes

_TO_BED = word_set("BED SLEEP DORMIR ACOSTAR ACOSTARME")
"""Beside an offer a reason for no."""
_WORTH_A_GUESS = frozenset(
    (Verb.YES, Verb.YEAH, Verb.STANDBY, Verb.UNAVAILABLE, Verb.GO, Verb.HERE, Verb.TALK, Verb.OFF)
)


_SAYS_NOTHING = FILLERS - word_set(
    "AHI AHORA AHORITA AORITA ORITA ALREADY ALSO AND ASAP ESTAMOS ESTOY I ILL IM IVE JUST NOW NOSOTROS RN SO TAMBIEN"
    " THEN TOO TU VOS WE WERE YA ENTONCES SHOOT CHALE UGH DAMN DANG"
) | word_set("GOOD MORNING AFTERNOON EVENING BUEN BUENOS BUENA DIA DIAS TARDE TARDES NOCHE NOCHES")
"""Greetings, laughter, who is spoken to."""


def reading(reply: ReplyParts) -> Reading | None:
    """What the explained text means in this situation; None when it contradicts itself or fits nothing open."""
    if not (reply.verbs or reply.numbers or reply.codes):
        if any(part.kind is PartKind.REASON for part in reply.parts):
            return meaning(reply, Verb.UNAVAILABLE)
        return None if reply.is_sorry or _may_answer(reply) else Unread(None, ())
    verb = one_verb(reply)
    return None if verb is None else meaning(reply, verb)


def _may_answer(reply: ReplyParts) -> bool:
    """ "Both", "on foot", "ahorita" while we wait for an answer: no thanks and no greeting, so a person reads it."""
    open_to_us = bool(reply.situation.open_offers or reply.situation.assignment or reply.situation.duty_pages)
    spoken = tuple(word for part in reply.parts for word in part.words)
    return open_to_us and not is_courtesy(spoken, offered=False) and not _SAYS_NOTHING.issuperset(spoken)


def guess(reply: ReplyParts) -> ReplyCommand | None:
    """What the words say, also where it fits nothing open."""
    if not (reply.verbs or reply.numbers or reply.codes):
        return None
    verb = one_verb(reply)
    return None if verb is None else meant_by(reply, verb)


def guess_beside(reply: ReplyParts, unexplained: tuple[str, ...]) -> ReplyCommand | None:
    """One clear word that nothing beside it turns round."""
    clear = reply.verbs - set(COURTEOUS)
    if len(clear) != 1 or not clear.issubset(_WORTH_A_GUESS) or not UNREAL.isdisjoint(unexplained):
        return None
    first = next((part for part in reply.parts if part.kind is not PartKind.FILLER), None)
    return meant_by(reply, clear.pop()) if first is not None and first.verb in reply.verbs else None


def meant_by(reply: ReplyParts, verb: Verb) -> ReplyCommand | None:
    match meaning(reply, verb) or _although_unfit(reply, verb):
        case AskAgain(code=code):
            return Accept(code, reply.minutes())
        case None | WhichOne() | Late() | Unread():
            return None
        case command:
            return command


def meaning(reply: ReplyParts, verb: Verb) -> Reading | None:
    match verb:
        case Verb.YES:
            return yes(reply)
        case Verb.YEAH | Verb.WANT:
            return yeah(reply, verb)
        case Verb.STANDBY:
            return standby(reply)
        case Verb.NO:
            return no(reply)
        case Verb.CANNOT:
            return cannot(reply, every=False)
        case Verb.UNAVAILABLE:
            return cannot(reply, every=True)
        case Verb.GO:
            return go(reply)
        case Verb.SETTING_OUT:
            return left(reply, *Stage) if reply.stage is Stage.ON_SCENE else go(reply)
        case Verb.WILL_ARRIVE:
            return will_arrive(reply)
        case Verb.HERE:
            return here(reply)
        case Verb.I_AM_OUTSIDE:
            return here(reply) if reply.stage not in (Stage.ON_SCENE, Stage.HELD) else None
        case Verb.OK | Verb.FINE | Verb.NOTED | Verb.WILLING:
            return ok(reply, verb)
        case Verb.NOT_OK:
            said = reply.stage is Stage.ON_SCENE and Verb.NO not in reply.verbs  # "no tengo miedo"
            return NotOk() if (said or reply.situation.check_in_open) and not reply.numbers else None
        case Verb.OUT:
            return out(reply)
        case Verb.I_AM_OUT | Verb.ESTOY_FUERA:
            return i_am_out(reply, verb)
        case Verb.AWAY:
            return ask_back(reply) if _may_set_out(reply) else left(reply, Stage.ON_SCENE)
        case Verb.LEAVE | Verb.STAY:
            return leave_or_stay(reply, verb)
        case Verb.TALK:
            return None if reply.numbers else Talk()
        case Verb.ON:
            return on_call(reply)
        case Verb.I_AM_ON:
            if reply.situation.open_offers:
                return ask_back(reply)
            if reply.codes and reply.situation.duty_pages:
                return ack(reply, reply.situation.duty_pages)  # "I'm on K7Q"
            return on_call(reply) if reply.mission is None else None
        case Verb.OFF:
            if reply.situation.open_offers and any(not _TO_BED.isdisjoint(part.words) for part in reply.parts):
                return cannot(reply, every=True)
            return None if reply.numbers else ShiftOff()
        case Verb.I_AM_OFF:
            return ShiftOff() if reply.mission is None and not reply.numbers else None
        case Verb.ENGLISH | Verb.SPANISH:
            return None if reply.numbers else SetLanguage("en" if verb is Verb.ENGLISH else "es")
        case Verb.ACK:
            return ack(reply, reply.situation.duty_pages)
        case Verb.ON_IT:
            return on_it(reply)
        case Verb.CONFIRMED | Verb.OTHER_AGENCY | Verb.NOTHING_HERE | Verb.CANNOT_TELL:
            return None  # a finding is read before, and on scene only
        case never:
            assert_never(never)


def _may_set_out(reply: ReplyParts) -> bool:
    """ME VOY to an offer: home, or to us."""
    off = {part.words[-2:] for part in reply.parts if part.verb is Verb.AWAY}
    return off <= {("ME", "VOY"), ("NOS", "VAMOS")} and reply.mission is None and bool(reply.situation.open_offers)


def _although_unfit(reply: ReplyParts, verb: Verb) -> ReplyCommand | None:
    """What the word would mean if the rest of the text fitted: a guess, never acted on."""
    offers = reply.situation.open_offers
    if reply.mission is not None:
        if verb in FINDINGS:
            return FindingReply(reply.mission, FindingLetter(verb.value)) if reply.stage is Stage.ON_SCENE else None
        if verb in (Verb.YES, Verb.YEAH, Verb.OK, Verb.FINE, Verb.WILLING) and reply.situation.check_in_open:
            return Ok()
        if verb is Verb.NOT_OK:
            return None
        if verb is Verb.CANNOT and reply.stage in ON_THE_ROAD and not reply.numbers:
            return ReleaseMe(reply.mission, confirmed=False)
    if verb in (Verb.YES, Verb.YEAH, Verb.GO, Verb.OK, Verb.WILLING, Verb.WILL_ARRIVE) and len(offers) == 1:
        return Accept(offers[0], reply.minutes() if reply.fits_minutes() else None)
    return None
