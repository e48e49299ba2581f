"""ON and OFF by text."""

from datetime import timedelta
from typing import Final

from schemas.clock_times import clock_time_or_day
from schemas.values import Level
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident import team
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.incident import OfferState
from services.dispatch.model.roster import RosterRole, Volunteer

ON_HOURS: Final = 4
"""ON without a number, since every switch that somebody makes by text has an end they were told."""


def switch_on(batch: ReplyBatch, who: ReplySender, hours: int | None, occasion: str) -> None:
    until = batch.work.now + timedelta(hours=hours or ON_HOURS)
    batch.switched_on[who.person.volunteer_id] = until
    batch.switched_off.discard(who.person.volunteer_id)
    zone = batch.work.duties[who.person.network_id].network.time_zone
    batch.text(who, _on_call_text(who.person), occasion, until=clock_time_or_day(until, zone, told_at=batch.work.now))


def switch_off(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    """Also a no to whatever is open: they cannot. Whether they leave their mission too is asked back."""
    batch.switched_on.pop(who.person.volunteer_id, None)
    batch.switched_off.add(who.person.volunteer_id)
    batch.text(who, "V23off" if who.person.duty is None else "D28", occasion)
    batch.give_up_offers(who, OfferState.DECLINED)
    if who.own is not None:
        team.ask_to_release(*who.own, occasion)


def _on_call_text(person: Volunteer) -> str:
    """What being on call means for them: no mission is offered to who is on duty, nor to a trainee."""
    if person.duty is not None:
        return "D28b"
    if person.level is Level.TRAINEE:
        return "V23new"
    return "V23lead" if RosterRole.DUTY_LEAD in person.roles else "V23on"
