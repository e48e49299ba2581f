"""On call, and what a duty lead takes: their words mean something only beside what they were paged for. Pure."""

from collections.abc import Sequence

from services.dispatch.grammar.number_words import NumberUnit
from services.dispatch.grammar.readings import Ack, OpenPage, Reading, ShiftOn, Unread, WhichOne
from services.dispatch.grammar.reply_parts import ON_THE_ROAD, ReplyParts
from services.dispatch.grammar.yes_and_no import ask_back, go, yes

LONGEST_SHIFT_HOURS = 24
_FREE_FOR_CALLS = frozenset(("AVAILABLE", "FREE", "DISPONIBLE"))


def on_call(reply: ReplyParts) -> Reading | None:
    if not reply.numbers:
        return ShiftOn(None)
    [number, *more] = reply.numbers
    fits = number.unit in (None, NumberUnit.HOURS) and 1 <= number.number <= LONGEST_SHIFT_HOURS
    return ShiftOn(number.number) if fits and not more else None


def is_free_for_calls(reply: ReplyParts) -> bool:
    """ "Disponible" answers what is open; when nothing is, it goes on call."""
    situation = reply.situation
    asked = situation.open_offers or situation.assignment or situation.duty_pages or situation.recent_codes
    return not asked and any(not _FREE_FOR_CALLS.isdisjoint(part.words) for part in reply.parts)


def on_it(reply: ReplyParts) -> Reading | None:
    """A lead takes a page; to an offer it sounds like yes."""
    if reply.situation.duty_pages:
        return ack(reply, reply.situation.duty_pages)
    if reply.situation.open_offers:
        taken = any(not {"TAKE", "TAKING", "GOT"}.isdisjoint(part.words) for part in reply.parts)
        return yes(reply) if reply.numbers or taken else ask_back(reply)
    if reply.missions(*ON_THE_ROAD):
        return go(reply)
    return Unread(None, ()) if reply.mission is not None and not reply.numbers else None


def ack(reply: ReplyParts, of: Sequence[OpenPage]) -> Reading | None:
    """Of these pages, by code or by the ref of a caller. A cry is taken by its code alone: by no bare ACK (R54)."""
    if reply.numbers:
        return None
    cries = {page.code for page in of if page.sos}
    open_to_them = [name for page in reply.situation.duty_pages for name in (page.code, page.ref) if name]
    if len(reply.codes) > 1 and set(open_to_them).issuperset(reply.codes):
        first, *beside = reply.codes
        return Ack(first, sos=not cries.isdisjoint(reply.codes), beside=tuple(beside))
    if reply.codes:
        code = reply.about(open_to_them)
        return Ack(code, sos=code in cries) if isinstance(code, str) else code
    if cries:
        return WhichOne(tuple(dict.fromkeys(page.code for page in of)))
    return Ack(of[0].code if len(of) == 1 else None)
