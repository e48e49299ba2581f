"""What must hold after every fault (rule R83), judged from the client's log, the phone network and the stores."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import asyncpg

from deploy.local.stack import Stack

OFFER = re.compile(r"\b([2-9CDFGHJKMNPQRTVWXY]{3,5}): (?:check a report|revisar reporte)")
SERVICES = ("intake", "dispatch", "notify")

UNSETTLED = {
    "intake": "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM awaiting)",
    "dispatch": "SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM awaiting)",
    "notify": """SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM awaiting)
                 + (SELECT count(*) FROM delivery WHERE state IN ('queued', 'sending', 'unknown'))""",
}
STORED = "SELECT count(*) FROM report"
ASIDE = "SELECT (SELECT count(*) FROM dead_letter) + (SELECT count(*) FROM parked)"
GAPS = "SELECT coalesce(sum(gaps), 0)::int FROM consumer_progress"
INCIDENTS_OF = """
    SELECT report_id::text AS report_id, count(incident_id) AS incidents FROM report
    WHERE report_id = ANY($1::uuid[]) GROUP BY report_id
"""
TWO_MISSIONS = """
    SELECT count(*) FROM (
        SELECT FROM assignment WHERE released_at IS NULL GROUP BY volunteer_id HAVING count(*) > 1
    ) AS doubly
"""

HANDLED_TWICE = """
    SELECT count(*) FROM (
        SELECT FROM timeline WHERE kind IN ('accepted', 'declined')
        GROUP BY incident_id, kind, params HAVING count(*) > 1
    ) AS doubly
"""
"""Whoever is asked answers once: a second entry is the same reply, handled again."""


@dataclass(slots=True)
class Verdict:
    """What was found broken; empty means that everything held."""

    lost: list[str] = field(default_factory=list)
    """Report ids that were answered 202 and have no incident, or an incident nobody was texted about."""
    double_texts: list[str] = field(default_factory=list)
    """`<code> to a phone` that the provider accepted more than once."""
    broken: list[str] = field(default_factory=list)
    """Any other invariant, in words."""

    @property
    def holds(self) -> bool:
        return not (self.lost or self.double_texts or self.broken)


async def unsettled(stack: Stack) -> int:
    """Rows that say something is still under way in any service."""
    return await _over_all_services(stack, UNSETTLED)


async def gaps_read_over(stack: Stack) -> int:
    """How often any service found that its group had passed over records: they come again, but only by its outbox."""
    return await _over_all_services(stack, dict.fromkeys(SERVICES, GAPS))


async def _over_all_services(stack: Stack, queries: Mapping[str, str]) -> int:
    return sum([await counted(stack, service, queries[service]) for service in SERVICES])


async def counted(stack: Stack, service: str, query: str) -> int:
    """A number out of a service's store."""
    connection = await asyncpg.connect(stack.database_url(service), timeout=5)
    try:
        return int(await connection.fetchval(query))
    finally:
        await connection.close()


async def judge(
    stack: Stack,
    accepted: Sequence[str],
    codes: Mapping[str, str | None],
    messages: Sequence[Mapping[str, Any]],
    *,
    posted: int,
    sets_aside: int = 0,
) -> Verdict:
    """
    Args:
        posted: how many reports there should be in all, each posted under one key however often.
        sets_aside: records that were meant to be dead letters, at most.
        accepted: ids of the reports answered with 202.
        codes: report id -> the incident code that its status names.
        messages: the phone network's whole ledger.
    """
    verdict = Verdict()
    offers = Counter(
        (found[1], message["to"]) for message in messages if (found := OFFER.search(message["body"])) is not None
    )
    texted = {code for code, _ in offers}
    dispatch = await asyncpg.connect(stack.database_url("dispatch"), timeout=5)
    try:
        incidents = {row["report_id"]: row["incidents"] for row in await dispatch.fetch(INCIDENTS_OF, list(accepted))}
        two_missions = await dispatch.fetchval(TWO_MISSIONS)
        handled_twice = await dispatch.fetchval(HANDLED_TWICE)
    finally:
        await dispatch.close()
    for report_id in accepted:
        if incidents.get(report_id) != 1 or codes.get(report_id) not in texted:
            verdict.lost.append(report_id)
    verdict.double_texts = [f"{code} to a phone, {times} times" for (code, _), times in offers.items() if times > 1]
    if two_missions:
        verdict.broken.append(f"{two_missions} volunteers have two active assignments")
    if handled_twice:
        verdict.broken.append(f"{handled_twice} replies were handled twice")
    intake = await asyncpg.connect(stack.database_url("intake"), timeout=5)
    try:
        if (stored := await intake.fetchval(STORED)) != posted:
            verdict.broken.append(f"{stored} reports are stored, {posted} were posted")
    finally:
        await intake.close()
    for service in SERVICES:
        connection = await asyncpg.connect(stack.database_url(service), timeout=5)
        try:
            if (aside := await connection.fetchval(ASIDE)) > sets_aside:
                verdict.broken.append(f"{service} set {aside} events aside")
        finally:
            await connection.close()
    return verdict
