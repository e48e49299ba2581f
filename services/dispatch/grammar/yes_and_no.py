"""Whether they come: what a yes, a no, a "maybe", an "on my way" means to an offer, and to a mission of theirs. Pure.

A yes that is only half said is asked back (V18), since two people are promised each other on it.
"""

from schemas.reply_text.plain_text import THUMB_DOWN
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.readings import (
    Accept,
    AskAgain,
    Decline,
    EnRoute,
    NotOk,
    Ok,
    Reading,
    ReleaseMe,
    ShiftOff,
    Stage,
    Standby,
)
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts
from services.dispatch.grammar.summing_up import NOES
from services.dispatch.grammar.turning_words import AWAY_FOR_A_WHILE

_WITH_MINUTES_ONLY = frozenset(
    (("THERE",), ("LLEGO",), ("YA", "LLEGO"), ("ARRIVE",), ("GET", "THERE"), ("YO", "LLEGO"))
)


def yes(reply: ReplyParts) -> Reading | None:
    """To a check-in: well. To an offer; or once more to their own mission, unless they asked to leave it."""
    if not reply.fits_minutes():
        return None
    if reply.numbers and reply.goes_on_the_road:
        return go(reply)
    if reply.situation.check_in_open and not (reply.situation.open_offers or reply.codes or reply.numbers):
        return Ok()
    again: tuple[str, ...] = ()
    if reply.codes or not (
        reply.situation.open_offers or reply.situation.check_in_open or reply.situation.asked_release
    ):
        again = reply.missions(*ON_THE_ROAD)
    code = reply.about((*reply.situation.open_offers, *again))
    if code == reply.mission and reply.numbers and reply.numbers[0].words[-1] in {"OUT", "AWAY"}:
        return go(reply)  # "yes, 6 min out" is told on the way
    return Accept(code, reply.minutes()) if isinstance(code, str) else code


def yeah(reply: ReplyParts, verb: Verb) -> Reading | None:
    """As good as yes with minutes, beside "I can", or when asked again; alone to an offer it asks back."""
    if verb is Verb.WANT and not reply.situation.asked_again:
        return None
    firm = reply.numbers or Verb.WILLING in reply.verbs or reply.situation.asked_again
    return yes(reply) if firm or not reply.situation.open_offers else ask_back(reply)


def standby(reply: ReplyParts) -> Reading | None:
    if not reply.fits_minutes():
        return None
    code = reply.about(reply.situation.open_offers)
    return Standby(code, reply.minutes()) if isinstance(code, str) else code


def no(reply: ReplyParts) -> Reading | None:
    """Not well, when a check-in waits for an answer; else no to an offer, or no more to a mission."""
    if reply.numbers:
        return None
    if reply.situation.check_in_open and not set(reply.codes) & set(reply.situation.open_offers):
        return NotOk()
    if reply.mission is not None and any(part.words == (THUMB_DOWN,) for part in reply.parts):
        return None
    return decline(reply)


def cannot(reply: ReplyParts, *, every: bool) -> Reading | None:
    """`every`: they cannot come to anything, so no question is asked which offer they mean."""
    offers = reply.situation.open_offers
    if reply.numbers or (reply.mission is not None and reply.stage is Stage.ON_SCENE and not offers):
        return None
    if every and reply.mission is None and not (offers or reply.situation.recent_codes):
        away = any(not AWAY_FOR_A_WHILE.isdisjoint(part.words) for part in reply.parts)
        return ShiftOff() if away and not reply.codes else None
    if every and len(offers) > 1 and not reply.codes and reply.mission is None:
        return Decline(None)
    return decline(reply)


def decline(reply: ReplyParts) -> Reading | None:
    offers = reply.situation.open_offers
    if len(reply.codes) > 1 and set(reply.codes) == set(offers) and reply.verbs <= NOES:
        return Decline(None)
    code = reply.about((*offers, *reply.missions(*ON_THE_ROAD)))
    if not isinstance(code, str):
        return code
    if code in offers:
        return Decline(code)
    return ReleaseMe(code, confirmed=reply.situation.asked_release == code)


def go(reply: ReplyParts) -> Reading | None:
    """Under way on a mission. To an offer it is no answer yet: did they see that there is a pair to wait for?"""
    missions = reply.missions(*ON_THE_ROAD)
    if missions and set(reply.codes) <= set(missions):
        return EnRoute(missions[0], reply.minutes()) if reply.fits_minutes() else None
    firm = (
        reply.situation.asked_again
        or reply.tells_minutes
        or (reply.numbers and not reply.verbs.isdisjoint({Verb.GO, Verb.SETTING_OUT}))
    )
    return yes(reply) if firm and reply.situation.open_offers else ask_back(reply)


def will_arrive(reply: ReplyParts) -> Reading | None:
    """ "Be there in 20" is a yes with minutes, or news from the road."""
    if not reply.numbers and any(part.words in _WITH_MINUTES_ONLY for part in reply.parts):
        return None
    missions = reply.missions(*ON_THE_ROAD)
    if missions and set(reply.codes) <= set(missions):
        return go(reply)
    return yes(reply) if reply.numbers and reply.situation.open_offers else go(reply)


def ask_back(reply: ReplyParts) -> Reading | None:
    """V18 once; a second unclear yes goes to a human."""
    if not reply.fits_minutes():
        return None
    code = reply.about(reply.situation.open_offers)
    if not isinstance(code, str):
        return code
    return None if code == reply.situation.asked_again else AskAgain(code)
