"""What dispatch reacts to: the news of intake and of notify, each kind with the file that handles it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from schemas.envelope import EventData, Received
from schemas.events.contact import ContactReachabilityV1
from schemas.events.delivery import VolunteerDeliveryChangedV1
from schemas.events.receipt import NotedByIntakeV1, NotedByNotifyV1
from schemas.events.reply import ReplyReceivedV1
from schemas.events.report import CallerSpokenWithV1, CallerTextedV1, ReportDismissedV1, ReportHeldV1, ReportReleasedV1
from services.chassis.batch_handler import Handler, TellOf, Unhandled
from services.chassis.unit_of_work import UnitOfWork
from services.dispatch.handlers.caller_texts import on_caller_news
from services.dispatch.handlers.contacts import on_reachability
from services.dispatch.handlers.held_reports import on_held
from services.dispatch.handlers.released_reports import on_released
from services.dispatch.handlers.replies import on_replies
from services.dispatch.handlers.undelivered import on_deliveries
from services.dispatch.handlers.unhandled_texts import page_about_caller, page_about_reply
from services.dispatch.resources import DispatchResources
from services.dispatch.unit_of_work import IncidentUnitOfWork

MAIN: Final = "hotline.dispatch.main"
HELD: Final = "hotline.dispatch.held"
KINDS: Final[tuple[type[EventData], ...]] = (
    ReportReleasedV1,
    CallerTextedV1,
    CallerSpokenWithV1,
    ReplyReceivedV1,
    VolunteerDeliveryChangedV1,
    ContactReachabilityV1,
    NotedByIntakeV1,
    NotedByNotifyV1,
)
HELD_KINDS: Final[tuple[type[EventData], ...]] = (ReportHeldV1, ReportDismissedV1)


def event_handlers(resources: DispatchResources) -> Mapping[str, Handler]:
    """Everything dispatch reacts to, by topic; each handler says the same when an event comes twice."""
    return {
        ReportReleasedV1.TOPIC: _with_incidents(on_released, resources),
        CallerTextedV1.TOPIC: _with_incidents(on_caller_news, resources),
        ReplyReceivedV1.TOPIC: _with_incidents(on_replies, resources),
        VolunteerDeliveryChangedV1.TOPIC: _with_incidents(on_deliveries, resources),
        ContactReachabilityV1.TOPIC: _with_incidents(on_reachability, resources),
    }


def tellers(resources: DispatchResources) -> Mapping[str, TellOf]:
    """Who is told of a text that had to be set aside: it may be a cry."""
    return {
        CallerTextedV1.TOPIC: _told(page_about_caller, resources),
        ReplyReceivedV1.TOPIC: _told(page_about_reply, resources),
    }


def held_handlers(resources: DispatchResources) -> Mapping[str, Handler]:
    """In a group of its own, which yields while released reports wait (rule R32)."""
    return {ReportHeldV1.TOPIC: _with_incidents(on_held, resources)}


def _with_incidents(
    handle: Callable[[IncidentUnitOfWork, Sequence[Received[Any]]], Awaitable[None]], resources: DispatchResources
) -> Handler:
    async def handled(unit: UnitOfWork, events: Sequence[Received[Any]]) -> None:
        await handle(IncidentUnitOfWork(unit, resources), events)

    return handled


def _told(tell: Callable[[IncidentUnitOfWork, Unhandled], Awaitable[None]], resources: DispatchResources) -> TellOf:
    async def told(unit: UnitOfWork, unhandled: Unhandled) -> None:
        await tell(IncidentUnitOfWork(unit, resources), unhandled)

    return told
