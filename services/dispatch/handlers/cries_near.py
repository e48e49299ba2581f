"""Somebody who was sent cries: what else is under way near there is looked at, locked by a unit of its own."""

from collections.abc import Sequence
from typing import Final

from schemas.network_file import MEETING_MAX_M
from services.chassis.timers import Timer
from services.dispatch.incident.holding_up import hold_up
from services.dispatch.incident.near_sos import NEAR_KM, open_near
from services.dispatch.matching.geography import cells_near
from services.dispatch.unit_of_work import IncidentUnitOfWork

AROUND_M: Final = int(NEAR_KM * 1000) + MEETING_MAX_M
"""A mission is near also by where its team meets."""


async def on_cry_near(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """Of whatever network: nobody on the way hears of it later than the cry's own team."""
    raised = {timer.subject_id for timer in timers}
    cries = [cry for cry in await work.sos_calls.cries_out_there(work.incidents) if cry.call_id in raised]
    cells = {cell for cry in cries for place in cry.points for cell in cells_near(*place, AROUND_M)}
    around = await work.incidents.near(cells) if cells else []
    missions = await work.lock_missions(each.id for each in around if open_near(each, cries))
    for mission in missions.values():
        hold_up(mission)
    await work.save()
