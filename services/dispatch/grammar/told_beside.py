"""An answer with its reasons: one clause says it whole, the others tell why, and none turns it round. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.finding_words import DENIAL
from services.dispatch.grammar.news_of_the_road import WAITS_FOR_A_RIDE
from services.dispatch.grammar.parts import Part, PartKind
from services.dispatch.grammar.readings import Accept, Reading, Unread
from services.dispatch.grammar.reply import meaning, reading
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts
from services.dispatch.grammar.summing_up import NOES, one_verb
from services.dispatch.grammar.their_text import TheirText
from services.dispatch.grammar.turning_words import (
    BEFORE_A_PLACE,
    BEFORE_A_REASON,
    LANGUAGE_WISHES,
    NOT_THE_PLACE,
    STILL_A_NO,
    THEIRS,
    TURNS_ROUND,
)

_THE_OTHER: Final = (
    r"(?:ANYONE|ANYBODY|NO ?(?:ONE|BODY)|NADIE|YOU|U|YALL|USTEDES?|HER|HIM|THEM|ELLA|EL|ELLOS|LOS DEMAS|PARTNER|BUDDY"
    r"|TEAMMATE|PERSON|OTHERS?|OBSERVER|COMPANER[OA]S?|PERSONA|OTR[OA])"
)
_LOOKS_FOR_THE_OTHER: Final = re.compile(
    r"(?:(?:I|WE|AND|BUT|PERO|Y|STILL|TODAVIA|AUN|ALREADY) )*(?:(?:DONT SEE|DO NOT SEE|CANT (?:SEE|FIND)|NOT SEEING"
    r"|NO (?:VEO|VEMOS|ENCUENTRO|LLEGA|HA LLEGADO|ESTA)|WHERE(?:S| IS| ARE|R)?|DONDE (?:ESTA|ANDA)N?|WHO(?:S| IS)"
    r"|WAITING"
    r" (?:FOR|ON)|ESPERANDO|MEETING)(?: (?:A|AL|MY|MI|THE|LA|EL|OTHER|OTR[OA]))*"
    rf" {_THE_OTHER}|DONDE (?:ESTA|ANDA)[NS]?|WHERE (?:ARE|R) (?:YOU|YALL|U)|WHO (?:AM I|ARE WE) MEETING|CON QUIEN ME"
    r" (?:TOCA|VEO|ENCUENTRO))(?: (?:YET|AT|HERE|TODAVIA|AUN|AQUI|ELSE|MAS|GUYS|TODOS|THEN))*"
)
"""Who is there and asks for the other one, or sees nobody there yet, is there."""
_UNDER_WAY = frozenset((("OMW",), ("OTW",), ("ON", "MY", "WAY"), ("EN", "CAMINO"), ("VOY", "EN", "CAMINO")))
_OWN_ACT: Final = re.compile(r"\w{2,}(?:ING|NDO)$")
"""Behind "omw" it is what they do on the way: picking up, dropping off, manejando."""
_MAY_TELL_MORE = frozenset(
    (
        *(Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE, Verb.GO, Verb.SETTING_OUT, Verb.HERE, Verb.AWAY, Verb.OUT),
        *(Verb.OK, Verb.FINE, Verb.TALK, Verb.OFF, Verb.I_AM_OUT, Verb.NOT_OK, Verb.WILL_ARRIVE, Verb.WILLING),
    )
)


def told_beside(text: TheirText) -> Reading | None:
    """A no may have any reason, and whoever is under way, there, gone, well or wants to talk may tell more: one
    clause says it whole, or begins or ends with it, and no other turns it round."""
    mission = text.situation.assignment
    if text.reply.verbs in ({Verb.ENGLISH}, {Verb.SPANISH}) and LANGUAGE_WISHES.issuperset(text.reply.unexplained):
        return meaning(text.reply, next(iter(text.reply.verbs)))
    if text.heard.asks:
        return None
    explained: list[Part] = []
    told: list[tuple[str, ...]] = []
    for clause in text.heard.clauses:
        parts = text.taken_apart(clause)
        kept = parts if not ReplyParts(parts, text.situation).unexplained else _kept_of(parts)
        explained += kept
        told.append(tuple(word for part in parts if part not in kept for word in part.words))
    if not any(part.kind is PartKind.CODE for part in explained):
        explained += [part for part in text.reply.parts if part.kind is PartKind.CODE]
    reply = ReplyParts(tuple(explained), text.situation)
    verb = one_verb(reply) if reply.verbs or (reply.tells_minutes and mission is not None) else None
    answers_v21 = verb in (Verb.LEAVE, Verb.STAY) and text.situation.asked_release is not None
    if verb is None or not (verb in _MAY_TELL_MORE or answers_v21) or reply.unexplained:
        return None
    if verb is Verb.NO and (text.situation.assignment is not None or not text.situation.open_offers):
        return None
    if verb in (Verb.OK, Verb.FINE) and not (
        text.situation.check_in_open and all(DENIAL.isdisjoint(clause) and THEIRS.isdisjoint(clause) for clause in told)
    ):
        return None
    if verb is Verb.HERE and text.situation.check_in_open:
        return None  # "here, all good" answers it
    if not _no_other_way(text, verb, {word for clause in told for word in clause}):
        return None
    meant = reading(reply)
    return None if isinstance(meant, Unread | Accept) else meant


def looks_for_the_other(text: TheirText) -> Reading | None:
    """ "Estoy aquí, ¿dónde está mi compañera?": who looks for the other one at the meeting point is there."""
    said = [part for part in text.reply.parts if part.kind is not PartKind.FILLER]
    if not said or said[0].verb is not Verb.HERE or text.reply.stage not in ON_THE_ROAD:
        return None
    beside = " ".join(text.words[said[0].at + len(said[0].words) :])
    return meaning(text.reply, Verb.HERE) if _LOOKS_FOR_THE_OTHER.fullmatch(beside) else None


def _no_other_way(text: TheirText, verb: Verb, told: set[str]) -> bool:
    """Whether nothing turns round what was said; a no to an offer may be for now only, or with a but."""
    if verb in NOES and text.situation.open_offers:
        return STILL_A_NO.isdisjoint(told)
    return TURNS_ROUND.isdisjoint(told)


def _kept_of(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Of a clause with words left over: a no that ends it; what it begins with, if a place or a reason follows."""
    said = [part for part in parts if part.kind is not PartKind.FILLER]
    if not said:
        return ()
    if said[-1].verb in (Verb.CANNOT, Verb.UNAVAILABLE) and len(said[-1].words) > 1:
        return (said[-1],)
    first, *rest = said
    if first.verb is Verb.HERE and WAITS_FOR_A_RIDE.search(" ".join(word for part in parts for word in part.words)):
        return ()
    if first.verb is Verb.HERE and rest and rest[0].words[0] in BEFORE_A_PLACE:
        places = {word for part in rest for word in part.words}
        return (first,) if NOT_THE_PLACE.isdisjoint(places) else ()
    if first.verb in (Verb.GO, Verb.SETTING_OUT) and rest and rest[0].words[0] in BEFORE_A_PLACE:
        return (first,) if NOT_THE_PLACE.isdisjoint(word for part in rest for word in part.words) else ()
    if first.words in _UNDER_WAY and rest and _OWN_ACT.match(rest[0].words[0]):
        return (first,)
    if said[-1].kind is PartKind.NUMBER and len(said) > 1 and said[-2].verb in (Verb.GO, Verb.WILL_ARRIVE):
        return tuple(said[-2:])
    if said[-1].verb is Verb.GO and len(said[-1].words) > 2:
        return (said[-1],)
    if first.verb is Verb.TALK and len(first.words) > 1:
        return (first,)
    if first.verb in (Verb.CANNOT, Verb.UNAVAILABLE) and len(first.words) > 1 and rest[0].words[0] in BEFORE_A_REASON:
        return (first,)
    return ()
