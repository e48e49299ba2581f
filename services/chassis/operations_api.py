"""What every service answers to operators: how far behind it is, and what it set aside (`hotline lag`, `replay`)."""

from dataclasses import asdict
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request

from schemas.api.common import (
    DiscardOrder,
    KeyClassFigures,
    KeyFigures,
    OperationsFigures,
    ReplayOrder,
    ReplayOutcome,
    RetainedClass,
    RetentionFigures,
    RetentionOrder,
    SetAsideEvent,
)
from services.chassis.auth import Role, Staff
from services.chassis.clocks import PeerClocks
from services.chassis.http_access import AnyStaff, TheDatabase, require_staff_of_all
from services.chassis.keys_in_use import KeyWatch
from services.chassis.replay import Replay
from services.chassis.retention import Retention

RETENTION_SECONDS: Final = 2
"""Of an answer; what is due then the hourly run ends, or whoever asks again."""

BEHIND = """
    SELECT (SELECT count(*) FROM outbox) AS outbox,
           (SELECT coalesce(extract(epoch FROM app.now() - min(coalesce(due_at, created_at))), 0)::float8 FROM outbox)
               AS outbox_oldest_s,
           (SELECT count(*) FROM awaiting) AS awaiting,
           (SELECT count(*) FROM awaiting WHERE created_at <= app.now() - interval '120 s')
               + (SELECT count(*) FROM outbox
                  WHERE acknowledger IS NOT NULL AND created_at <= app.now() - interval '120 s') AS unacknowledged,
           (SELECT count(*) FROM parked) AS parked,
           (SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL) AS dead_letters,
           (SELECT count(*) FROM timer WHERE fired_at IS NULL AND due_at <= app.now()) AS deadlines_due,
           (SELECT coalesce(sum(gaps), 0)::bigint FROM consumer_progress) AS offset_gaps
"""

router = APIRouter(prefix="/v1/operations", tags=["operations"])


async def replay_of(request: Request) -> Replay:
    return cast("Replay", request.app.state.replay)


async def retention_of(request: Request) -> Retention:
    return cast("Retention", request.app.state.retention)


async def keys_of_service(request: Request) -> KeyWatch:
    return cast("KeyWatch", request.app.state.keys)


async def clocks_of(request: Request) -> PeerClocks:
    return cast("PeerClocks", request.app.state.clocks)


@router.get("")
async def read_operations(
    _: AnyStaff, database: TheDatabase, clocks: Annotated[PeerClocks, Depends(clocks_of)]
) -> OperationsFigures:
    """Counts only."""
    async with database.reading() as connection:
        row = await connection.fetchrow(BEHIND)
    assert row is not None
    return OperationsFigures(**dict(row), clock_skew_s=round(clocks.worst_seconds, 1))


@router.post("/replay")
async def replay_events(
    order: ReplayOrder,
    _: Annotated[Staff, Depends(require_staff_of_all(Role.ADMIN, Role.OPERATOR))],
    replay: Annotated[Replay, Depends(replay_of)],
) -> ReplayOutcome:
    """Parked and dead events through the same handlers; a dry run lists them. Of every network, so only with a key that
    is for all of them.
    """
    event_id = None if order.event_id is None else str(order.event_id)
    done = await replay.run(subject=order.subject, event_id=event_id, dry_run=order.dry_run)
    return ReplayOutcome(
        dry_run=order.dry_run, events=tuple(SetAsideEvent.model_validate(asdict(aside)) for aside in done)
    )


@router.post("/discard")
async def discard_event(
    order: DiscardOrder,
    staff: Annotated[Staff, Depends(require_staff_of_all(Role.ADMIN, Role.OPERATOR))],
    replay: Annotated[Replay, Depends(replay_of)],
) -> ReplayOutcome:
    """One that is given up, by its id, or by its number where it is no event; a dry run lists it. With a key for all.

    Who, why and when are kept, and the record is gone. What was parked behind it is run again.
    """
    done = await replay.discard(
        event_id=order.event_id, number=order.number, by=staff.actor, why=order.why, dry_run=order.dry_run
    )
    return ReplayOutcome(
        dry_run=order.dry_run, events=tuple(SetAsideEvent.model_validate(asdict(aside)) for aside in done)
    )


@router.get("/keys")
async def read_keys(
    _: Annotated[Staff, Depends(require_staff_of_all(Role.ADMIN))],
    keys: Annotated[KeyWatch, Depends(keys_of_service)],
) -> KeyFigures:
    """Of each class of data with a key a day: which days' keys are there, and which of them an open matter needs."""
    return KeyFigures(classes=tuple(KeyClassFigures(**asdict(each)) for each in await keys.look()))


@router.post("/retention")
async def run_retention(
    order: RetentionOrder,
    _: Annotated[Staff, Depends(require_staff_of_all(Role.ADMIN))],
    retention: Annotated[Retention, Depends(retention_of)],
) -> RetentionFigures:
    """How long each class of rows is kept and what of it is due; a run ends that for two seconds, the hourly one the
    rest. Of every network, so only with a key that is for all of them.
    """
    ended = {} if order.dry_run else await retention.run(RETENTION_SECONDS)
    classes = await retention.look()
    return RetentionFigures(
        dry_run=order.dry_run,
        classes=tuple(RetainedClass(**asdict(each), ended=ended.get(each.name, 0)) for each in classes),
    )
