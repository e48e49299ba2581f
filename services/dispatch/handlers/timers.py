"""What dispatch does when a time is over: waves, holds, pages, waiting for a duty lead or for people on call."""

from collections.abc import Callable, Mapping, Sequence

from services.chassis.timers import Timer, TimerHandler
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.escalation.rounds import PAGE
from services.dispatch.handlers.cries_near import on_cry_near
from services.dispatch.handlers.held_reports import HELD, on_held_too_long
from services.dispatch.handlers.leadership import on_duty_changed
from services.dispatch.handlers.taken_pages import on_taken_due
from services.dispatch.incident.answering import DELAY
from services.dispatch.incident.asking import WAVE
from services.dispatch.incident.called_back import CALLED_BACK, nobody_looks
from services.dispatch.incident.ending import on_answer_due, on_news_due
from services.dispatch.incident.near_sos import CRY_NEAR, NEAR_SOS, on_near_sos_due
from services.dispatch.incident.offering import (
    ANSWER,
    DUTY,
    PROBE,
    SEEK,
    on_duty_poll,
    on_probe_due,
    on_seek_poll,
    on_wave_deadline,
)
from services.dispatch.incident.signs import SIGN, on_signs_due
from services.dispatch.incident.team import HOLD, on_hold_over
from services.dispatch.incident.undone import TAKEN
from services.dispatch.model.incident import OVER
from services.dispatch.model.mission import Mission
from services.dispatch.resources import DispatchResources
from services.dispatch.roster.shifts import DUTY_CHANGED, SHIFT_END, on_shift_end
from services.dispatch.unit_of_work import IncidentUnitOfWork


def timer_handlers(resources: DispatchResources) -> Mapping[str, TimerHandler]:
    """Everything that dispatch waits for. Timers are never cancelled: each handler drops what is outlived."""

    def about_incidents(
        decide: Callable[[Mission], None],
        epoch: Callable[[Mission], int],
        *,
        also_over: bool = False,
        moves_brakes: bool = False,
    ) -> TimerHandler:
        async def fired(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
            work = IncidentUnitOfWork(unit, resources)
            work.moves_brakes = moves_brakes
            missions = await work.lock_missions(timer.subject_id for timer in timers)
            for timer in timers:
                mission = missions.get(timer.subject_id)
                if mission is None or epoch(mission) != timer.epoch:
                    continue
                if also_over or mission.incident.state not in OVER:
                    decide(mission)
            await work.save()

        return fired

    async def page_due(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await on_page_due(IncidentUnitOfWork(unit, resources), timers)

    async def taken_due(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await on_taken_due(IncidentUnitOfWork(unit, resources), timers)

    async def cry_near(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await on_cry_near(IncidentUnitOfWork(unit, resources), timers)

    async def held_too_long(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await on_held_too_long(IncidentUnitOfWork(unit, resources), timers)

    async def duty_changed(unit: UnitOfWork, timers: Sequence[Timer]) -> None:
        await on_duty_changed(IncidentUnitOfWork(unit, resources), timers)

    return {
        WAVE: about_incidents(on_wave_deadline, _wave_epoch),
        DUTY: about_incidents(on_duty_poll, _wave_epoch),
        SEEK: about_incidents(on_seek_poll, _wave_epoch),
        PROBE: about_incidents(on_probe_due, _wave_epoch, moves_brakes=True),
        HOLD: about_incidents(on_hold_over, _hold_epoch),
        SIGN: about_incidents(on_signs_due, _never_outdated, also_over=True),
        ANSWER: about_incidents(on_answer_due, _wave_epoch, also_over=True),
        CRY_NEAR: cry_near,
        NEAR_SOS: about_incidents(on_near_sos_due, _never_outdated),
        CALLED_BACK: about_incidents(nobody_looks, _never_outdated),
        DELAY: about_incidents(on_news_due, _never_outdated, also_over=True),
        PAGE: page_due,
        TAKEN: taken_due,
        HELD: held_too_long,
        SHIFT_END: on_shift_end,
        DUTY_CHANGED: duty_changed,
    }


async def on_page_due(work: IncidentUnitOfWork, timers: Sequence[Timer]) -> None:
    """Nobody answered: asked again, and more people (rule R50)."""
    work.to_page |= await work.pages.networks_paged([timer.subject_id for timer in timers])
    await work.save()


def _wave_epoch(mission: Mission) -> int:
    return mission.incident.epoch


def _never_outdated(_: Mission) -> int:
    """Each person, or report, has its own time, which is looked at when it fires."""
    return 0


def _hold_epoch(mission: Mission) -> int:
    return mission.incident.hold_epoch
