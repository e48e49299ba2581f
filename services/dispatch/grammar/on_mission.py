"""What they tell of themselves on a mission: there, well, gone, out of it; the stage says which of them it is. Pure."""

from schemas.reply_text.plain_text import word_set
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.on_duty import ack, is_free_for_calls, on_call
from services.dispatch.grammar.parts import PartKind
from services.dispatch.grammar.readings import Arrived, Late, Left, Ok, Reading, ReleaseMe, Stage, Stay, Unread
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts
from services.dispatch.grammar.yes_and_no import ask_back, decline, go, yes

_OF_DANGER = word_set(
    "DANGER PELIGRO HURT INJURED HARMED HERIDO HERIDA LASTIMADO MIEDO SCARED AFRAID ASUSTADO ASUSTADA ASUSTADOS"
    " ASUSTADAS"
)
"""Said unasked at the scene, even denied, a person reads it."""
_OF_THE_PLACE = frozenset(("TRANQUILO", "CALM", "PEACEFUL", "QUIET", "CLEAR", "NORMAL", "CALMA", "CALMADO"))
"""Said unasked at the scene, it may be what they found there."""
_GOES_ON = frozenset(("STILL", "SEGUIMOS", "SIGO"))
"""Asked whether they want out, "still here" says that they stay."""
_RELEASES = frozenset((("RELEASE", "ME"), ("RELEASE",), ("LIBERENME",), ("LIBEREME",)))


def here(reply: ReplyParts) -> Reading | None:
    if reply.numbers:
        return None
    if reply.situation.check_in_open and reply.stage is Stage.ON_SCENE:
        return Ok()
    if reply.stage is Stage.ON_SCENE and any(not _OF_DANGER.isdisjoint(part.words) for part in reply.parts):
        return None
    code = reply.about(reply.missions(*Stage))
    return Arrived(code) if isinstance(code, str) else code


def ok(reply: ReplyParts, verb: Verb) -> Reading | None:
    """Well, when a check-in asks; to an open offer no answer yet; else a courtesy that says nothing."""
    own = set(reply.codes) <= {reply.mission}
    if reply.situation.asked_release == reply.mission and any(
        not _GOES_ON.isdisjoint(part.words) for part in reply.parts
    ):
        return Stay(reply.mission) if reply.mission is not None else None
    if reply.goes_on_the_road and reply.numbers:
        return go(reply)
    if reply.situation.check_in_open and own:
        return Ok() if verb in (Verb.OK, Verb.FINE) and not reply.numbers else None
    if reply.stage is Stage.ON_SCENE and any(not _OF_DANGER.isdisjoint(part.words) for part in reply.parts):
        return None
    if reply.stage is Stage.ON_SCENE and any(not _OF_THE_PLACE.isdisjoint(part.words) for part in reply.parts):
        return None
    if verb is Verb.WILLING and is_free_for_calls(reply):
        return on_call(reply)
    if verb is Verb.NOTED and reply.situation.duty_pages and not reply.numbers:
        return ack(reply, reply.situation.duty_pages)
    if reply.situation.open_offers:
        away = reply.tells_minutes and reply.numbers[0].words[-1] in {"OUT", "AWAY"}  # "I'm 10 min out"
        willing = away or (Verb.WILLING in reply.verbs and (reply.numbers or reply.situation.asked_again))
        if willing or (reply.situation.asked_again and reply.numbers):
            return yes(reply)
        return None if verb is Verb.FINE else ask_back(reply)
    late = any(not {"CAN", "PUEDO", "PODEMOS"}.isdisjoint(part.words) for part in reply.parts)
    if late and verb is Verb.WILLING and reply.mission is None and reply.situation.recent_codes and not reply.codes:
        return Late(reply.situation.recent_codes[0])
    if reply.numbers and own and reply.tells_minutes:
        return go(reply) if reply.missions(*ON_THE_ROAD) else None
    if not own or (reply.codes and verb is not Verb.OK):
        return ask_back(reply)
    return Unread(None, ()) if not reply.numbers else None


def out(reply: ReplyParts) -> Reading | None:
    if _says_how_far(reply):
        return go(reply)
    if reply.numbers or len(reply.codes) > 1:
        return None
    return Left(reply.codes[0] if reply.codes else reply.mission)


def _says_how_far(reply: ReplyParts) -> bool:
    """ "5 out" on the road or to an offer: minutes, and nobody who is out."""
    said = [part for part in reply.parts if part.kind is not PartKind.FILLER]
    coming = reply.stage in ON_THE_ROAD or (reply.stage is None and reply.situation.open_offers)
    numbered = [part.kind for part in said[:2]] == [PartKind.NUMBER, PartKind.VERB] and said[0].unit is None
    return bool(coming) and len(said) == 2 and numbered and reply.fits_minutes()


def left(reply: ReplyParts, *stages: Stage) -> Reading | None:
    """From where they were; when that is over already, of what was the latest."""
    missions = reply.missions(*stages) or (() if reply.mission else reply.situation.recent_codes[:1])
    return Left(missions[0]) if missions and not reply.numbers and set(reply.codes) <= set(missions) else None


def i_am_out(reply: ReplyParts, verb: Verb) -> Reading | None:
    """From the scene: gone. To an offer: no. Before: out of the mission; on the road, who knows."""
    if reply.stage is Stage.ON_SCENE:
        return out(reply)
    if reply.mission is None:
        return decline(reply) if reply.situation.open_offers and not reply.numbers else None
    return decline(reply) if verb is Verb.I_AM_OUT and reply.stage is not Stage.EN_ROUTE else None


def leave_or_stay(reply: ReplyParts, verb: Verb) -> Reading | None:
    """The answers to V21; SALGO is also "I set out"."""
    words = {part.words for part in reply.parts if part.verb is verb}
    sets_out = words == {("SALGO",)} and reply.situation.asked_release is None
    if sets_out and (reply.mission is not None or reply.tells_minutes):
        return go(reply)
    if reply.numbers or reply.mission is None:
        return None
    if reply.situation.asked_release == reply.mission:
        return ReleaseMe(reply.mission, confirmed=True) if verb is Verb.LEAVE else Stay(reply.mission)
    return ReleaseMe(reply.mission, confirmed=False) if words <= _RELEASES and reply.stage in ON_THE_ROAD else None
