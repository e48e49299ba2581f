"""What every service answers to operators: how far behind it is, and what it set aside (`hotline lag`, `replay`)."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header
from pydantic import BaseModel, ConfigDict

from services.chassis.auth import Role, StaffKeys
from services.chassis.database import Database
from services.chassis.replay import Replay

BEHIND = """
    SELECT (SELECT count(*) FROM outbox) AS outbox,
           (SELECT coalesce(extract(epoch FROM app.now() - min(created_at)), 0)::float8 FROM outbox) AS outbox_oldest_s,
           (SELECT count(*) FROM awaiting) AS awaiting,
           (SELECT count(*) FROM awaiting WHERE created_at <= app.now() - interval '120 s') AS unacknowledged,
           (SELECT count(*) FROM parked) AS parked,
           (SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL) AS dead_letters,
           (SELECT count(*) FROM timer WHERE fired_at IS NULL AND due_at <= app.now()) AS deadlines_due,
           (SELECT coalesce(sum(gaps), 0)::bigint FROM consumer_progress) AS offset_gaps
"""


class ReplayOrder(BaseModel):
    """Which set-aside events to run again; without `subject` and `event_id`: all."""

    model_config = ConfigDict(extra="forbid")

    subject: str | None = None
    event_id: str | None = None
    dry_run: bool = True


def operations_router(database: Database, staff: StaffKeys, replay: Replay) -> APIRouter:
    router = APIRouter()

    @router.get("/v1/operations")
    async def behind(authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Counts only."""
        staff.who(authorization)
        async with database.connection() as connection:
            row = await connection.fetchrow(BEHIND)
        return dict(row) if row else {}

    @router.post("/v1/operations/replay")
    async def run_again(order: ReplayOrder, authorization: Annotated[str | None, Header()] = None) -> dict[str, Any]:
        """Parked and dead events through the same handlers; a dry run lists them."""
        staff.who(authorization, Role.ADMIN, Role.OPERATOR)
        done = await replay.run(subject=order.subject, event_id=order.event_id, dry_run=order.dry_run)
        return {"dry_run": order.dry_run, "events": [asdict(aside) for aside in done]}

    return router
