"""Which one thing a reply asks for, of all its command words: "yes, on my way" is one, "yes, no" is none. Pure."""

from schemas.reply_text.verbs import Verb
from schemas.reply_text.words import UNSURE_OF_NO
from services.dispatch.grammar.readings import Stage
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts

COURTEOUS = (Verb.OK, Verb.FINE, Verb.NOTED, Verb.WILLING)
NOES = {Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE, Verb.OK, Verb.WILLING}
_SUMS_UP: tuple[tuple[set[Verb], set[Verb], Verb], ...] = (
    (
        {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE, Verb.WANT, Verb.SETTING_OUT},
        {Verb.WILL_ARRIVE},
        Verb.WILL_ARRIVE,
    ),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YES}, Verb.YES),
    ({Verb.YES, Verb.YEAH, Verb.GO, Verb.WANT, Verb.ON_IT, Verb.SETTING_OUT}, {Verb.YEAH}, Verb.YES),
    ({Verb.GO, Verb.SETTING_OUT}, {Verb.SETTING_OUT}, Verb.SETTING_OUT),
    ({Verb.HERE, Verb.YES, Verb.YEAH, Verb.I_AM_OUTSIDE}, {Verb.HERE}, Verb.HERE),
    (
        {Verb.AWAY, Verb.SETTING_OUT, Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.GO, Verb.YES},
        {Verb.AWAY},
        Verb.AWAY,
    ),
    ({Verb.OUT, Verb.I_AM_OUT, Verb.ESTOY_FUERA, Verb.SETTING_OUT}, set(), Verb.OUT),
    ({Verb.NO, Verb.NOT_OK}, {Verb.NOT_OK}, Verb.NOT_OK),
    ({Verb.NO, Verb.CANNOT, Verb.UNAVAILABLE}, {Verb.UNAVAILABLE}, Verb.UNAVAILABLE),
    ({Verb.NO, Verb.CANNOT, Verb.I_AM_OUT}, {Verb.CANNOT}, Verb.CANNOT),
    ({Verb.ACK, Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ACK}, Verb.ACK),
    ({Verb.ON_IT, Verb.GO, Verb.YES}, {Verb.ON_IT}, Verb.ON_IT),
    ({Verb.STAY, Verb.YES, Verb.GO, Verb.NO}, {Verb.STAY}, Verb.STAY),
    ({Verb.LEAVE, Verb.YES}, {Verb.LEAVE}, Verb.LEAVE),
    ({Verb.LEAVE, Verb.YES, Verb.CANNOT, Verb.UNAVAILABLE}, {Verb.LEAVE, Verb.UNAVAILABLE}, Verb.UNAVAILABLE),
    ({Verb.LEAVE, Verb.YES, Verb.CANNOT}, {Verb.LEAVE, Verb.CANNOT}, Verb.CANNOT),
    ({Verb.OFF, Verb.NO, Verb.I_AM_OFF, Verb.UNAVAILABLE}, {Verb.OFF}, Verb.OFF),
    ({Verb.I_AM_ON, Verb.ON}, {Verb.ON}, Verb.ON),
    ({Verb.STANDBY, Verb.YES, Verb.YEAH, Verb.GO}, {Verb.STANDBY}, Verb.STANDBY),
)
"""What says the same thing; what must be among it; and which of them it is."""
_GOES_ON = {Verb.YES, Verb.YEAH, Verb.GO, Verb.WILL_ARRIVE}
"""Beside "all good" to a check-in they say that all goes on."""


def one_verb(reply: ReplyParts) -> Verb | None:
    """The one thing asked for: OK and "sure" beside another word only underline it, two others contradict."""
    said = reply.verbs - set(COURTEOUS)
    if (
        reply.situation.check_in_open
        and said
        and said <= (_GOES_ON | {Verb.HERE} if reply.stage is Stage.ON_SCENE else _GOES_ON)
        and not reply.verbs.isdisjoint({Verb.OK, Verb.FINE})
    ):
        return Verb.FINE
    if reply.situation.check_in_open and said == {Verb.NO} and Verb.FINE in reply.verbs and reply.says_nah:
        return Verb.FINE
    if reply.situation.duty_pages and Verb.NOTED in reply.verbs and said <= {Verb.GO, Verb.YES}:
        return Verb.NOTED
    if not said:
        if reply.verbs == {Verb.FINE, Verb.WILLING}:
            return None
        return next((verb for verb in COURTEOUS if verb in reply.verbs), Verb.WILLING)
    under_way = (
        _GOES_ON | {Verb.SETTING_OUT} | ({Verb.HERE} if reply.tells_minutes else set())
    )  # "parked, walking, 2 min"
    if reply.stage in ON_THE_ROAD and Verb.GO in said and said <= under_way:
        return Verb.GO
    if len(said) > 1:
        return next((sum_ for verbs, among, sum_ in _SUMS_UP if among <= said <= verbs), None)
    [verb] = said
    doubtful = verb in (Verb.NO, Verb.CANNOT) and any(
        not UNSURE_OF_NO.isdisjoint(part.words) for part in reply.parts if part.verb in (Verb.WILLING, Verb.YEAH)
    )
    return None if doubtful else verb
