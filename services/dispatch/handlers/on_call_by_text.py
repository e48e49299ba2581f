"""ON and OFF by text."""

from datetime import UTC, datetime, time, timedelta
from typing import Final

from schemas.clock_times import clock_time_or_day, zone_named
from schemas.values import Level
from services.dispatch.grammar.readings import ShiftOn
from services.dispatch.handlers.reply_batch import ReplyBatch
from services.dispatch.incident import team
from services.dispatch.incident.situations import ReplySender
from services.dispatch.model.incident import OVER, OfferState
from services.dispatch.model.roster import RosterRole, Volunteer

ON_HOURS: Final = 4
"""ON without a number, since every switch that somebody makes by text has an end they were told."""


def switch_on(batch: ReplyBatch, who: ReplySender, shift: ShiftOn, occasion: str) -> None:
    zone = batch.work.duties[who.person.network_id].network.time_zone
    until = ends_at(shift, batch.work.now, zone)
    batch.switched_on[who.person.volunteer_id] = until
    batch.switched_off.discard(who.person.volunteer_id)
    batch.text(who, _on_call_text(who.person), occasion, until=clock_time_or_day(until, zone, told_at=batch.work.now))


def ends_at(shift: ShiftOn, now: datetime, time_zone: str) -> datetime:
    """The hour they said, the next time that a clock where they are shows it; else as many hours from now."""
    said = shift.until
    if said is None:
        return now + timedelta(hours=shift.hours or ON_HOURS)
    local = now.astimezone(zone_named(time_zone))
    hours = (said.hour % 12, said.hour % 12 + 12) if said.either_half else (said.hour,)
    days = (local.date(), local.date() + timedelta(days=1))
    shown = (datetime.combine(day, time(hour, said.minute), local.tzinfo) for day in days for hour in hours)
    return min(at for each in shown if (at := each.astimezone(UTC)) > now)


def switch_off(batch: ReplyBatch, who: ReplySender, occasion: str) -> None:
    """Also a no to whatever is open: they cannot. Whether they leave a mission that is not over, too, is asked back."""
    batch.switched_on.pop(who.person.volunteer_id, None)
    batch.switched_off.add(who.person.volunteer_id)
    batch.text(who, "V23off" if who.person.duty is None else "D28", occasion)
    batch.give_up_offers(who, OfferState.DECLINED)
    if who.own is not None and who.own[0].incident.state not in OVER:
        team.ask_to_release(*who.own, occasion)


def _on_call_text(person: Volunteer) -> str:
    """What being on call means for them: no mission is offered to who is on duty, nor to a trainee."""
    if person.duty is not None:
        return "D28b"
    if person.level is Level.TRAINEE:
        return "V23new"
    return "V23lead" if RosterRole.DUTY_LEAD in person.roles else "V23on"
