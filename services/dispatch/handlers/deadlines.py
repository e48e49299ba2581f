"""What dispatch does when a time is over: waves, holds, pages, waiting for a duty lead or for people on call."""

from collections.abc import Callable, Mapping, Sequence

from services.chassis.timers import Timer, TimerHandler
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.escalation.paging import PAGE, send
from services.dispatch.incident.offering import DUTY, SEEK, WAVE, on_duty_poll, on_seek_poll, on_wave_deadline
from services.dispatch.incident.team import HOLD, on_hold_over
from services.dispatch.model.incident import OVER
from services.dispatch.model.mission import Mission
from services.dispatch.roster.shifts import SHIFT_END, on_shift_end
from services.dispatch.unit_of_work import Casework, House


class Deadlines:
    """Timers are never cancelled: each handler drops what the mission has outlived."""

    def __init__(self, house: House) -> None:
        self._house = house

    def handlers(self) -> Mapping[str, TimerHandler]:
        """Everything that dispatch waits for."""
        return {
            WAVE: self._about_missions(on_wave_deadline, _wave_epoch),
            DUTY: self._about_missions(on_duty_poll, _wave_epoch),
            SEEK: self._about_missions(on_seek_poll, _wave_epoch),
            HOLD: self._about_missions(on_hold_over, _hold_epoch),
            PAGE: self.on_page_due,
            SHIFT_END: on_shift_end,
        }

    def _about_missions(self, decide: Callable[[Mission], None], epoch: Callable[[Mission], int]) -> TimerHandler:
        async def fired(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
            work = Casework(unit, self._house)
            missions = await work.take(timer.subject_id for timer in timers)
            for timer in timers:
                mission = missions.get(timer.subject_id)
                if mission is not None and epoch(mission) == timer.epoch and mission.incident.state not in OVER:
                    decide(mission)
            await work.save()

        return fired

    async def on_page_due(self, unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        """Nobody answered: the same again, and from the third time on to the backup too."""
        work = Casework(unit, self._house)
        epochs = {timer.subject_id: timer.epoch for timer in timers}
        pages = await work.desk.pages_open(epochs)
        await work.take(incident_id for incident_id in pages.values() if incident_id is not None)
        locked = await work.lock_pages(pages)
        await work.know({page.network_id for page in locked.values()})
        for page in locked.values():
            if page.attempt != epochs[page.id]:
                continue
            mission = work.missions.get(page.incident_id) if page.incident_id else None
            correlation = mission.incident.correlation_id if mission else None
            sent = send(page, work.duties[page.network_id], work.record, work.now, correlation_id=correlation)
            work.keep_page(sent)
        await work.save()


def _wave_epoch(mission: Mission) -> int:
    return mission.incident.epoch


def _hold_epoch(mission: Mission) -> int:
    return mission.incident.hold_epoch
