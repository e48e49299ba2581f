"""A source's quota of open incidents holds where reports are stored: in a burst, across replicas, exercises apart."""

import asyncio
import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from schemas.api.intake.reports import ReportSubmission
from schemas.events.incident import ReportLinkedV1, ReportUnservedV1
from schemas.events.message import CallerMessageRequestedV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from services.intake.api.reports import draft_from
from services.intake.kept_keys import KeptKeys
from services.intake.reports.factory import ReportFactory
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.reports.territories import Territories
from services.intake.reports.writer import ReportWriter, StoredReport
from tests.conftest import set_clock
from tests.support.intake_harness import NETWORK, Stand, a_caller, a_report

QUOTA = NETWORK.source_open_incidents


async def states(stand: Stand, count: int, **changes: Any) -> Counter[str]:
    answers = await asyncio.gather(*(stand.post(a_report(**changes)) for _ in range(count)))
    return Counter(answer.json()["state"] for answer in answers)


async def test_a_burst_releases_as_many_as_may_be_open_and_holds_the_rest(stand: Stand) -> None:
    assert await states(stand, 100, caller=a_caller()) == {"released": QUOTA, "held": 100 - QUOTA}

    assert len(await stand.announced(ReportReleasedV1)) == QUOTA
    held = await stand.announced(ReportHeldV1)
    assert [event.data.missing for event in held] == [("quota",)] * (100 - QUOTA)
    receipts = Counter(event.data.template for event in await stand.announced(CallerMessageRequestedV1))
    assert receipts == {"C1": QUOTA, "C10": 100 - QUOTA}, "who is held is promised nobody"


async def test_replicas_share_the_quota(stand: Stand) -> None:
    """Each decides on what it knew before; the store counts again, for one after the other."""
    source = next(iter(stand.directory._keys.values())).source
    factory, keys = ReportFactory(stand.sealer), KeptKeys(stand.database, stand.sealer)
    territories = Territories(stand.database)
    writers = [ReportWriter(stand.database, factory, RefAllocator(), keys, territories, limit=1000) for _ in range(4)]

    answers = await asyncio.gather(
        *(
            writers[number % 4].write(
                draft_from(ReportSubmission.model_validate_json(json.dumps(a_report()))),
                source=source,
                idempotency_key=f"key-{number:06}",
                body=b"{}",
            )
            for number in range(40)
        )
    )

    missing = Counter(answer.missing for answer in answers if isinstance(answer, StoredReport))
    assert missing == {(): QUOTA, ("quota",): 40 - QUOTA}


async def test_an_answer_of_dispatch_frees_what_it_does_not_need(stand: Stand) -> None:
    first, second = [UUID((await stand.posted(a_report()))["report_id"]) for _ in range(QUOTA)]
    assert await states(stand, 1) == {"held": 1}

    incident_id = uuid4()
    await stand.hear(stand.opened(first, incident_id))
    assert await states(stand, 1) == {"held": 1}, "it is an incident now"

    assert stand.source_id is not None
    await stand.hear(
        ReportLinkedV1(
            incident_id=incident_id, network_id="la", code="K7Q", report_id=second, source_id=stand.source_id
        )
    )
    assert await states(stand, 2) == {"released": 1, "held": 1}, "it joined"


async def test_what_lies_nowhere_counts_for_two_hours(stand: Stand) -> None:
    for _ in range(QUOTA):
        report_id = UUID((await stand.posted(a_report()))["report_id"])
        await stand.hear(ReportUnservedV1(report_id=report_id, network_id="la", reason="outside"))
    assert await states(stand, 1) == {"held": 1}

    later = timedelta(hours=2, seconds=1)
    await set_clock(stand.database, later)

    assert await states(stand, 1, observed_at=(datetime.now(UTC) + later).isoformat()) == {"released": 1}


async def test_exercises_use_up_no_quota_but_their_own(stand: Stand) -> None:
    assert await states(stand, 5, exercise=True) == {"released": QUOTA, "held": 5 - QUOTA}

    assert await states(stand, 5) == {"released": QUOTA, "held": 5 - QUOTA}


async def test_a_retry_takes_no_room(stand: Stand) -> None:
    """Of what is sent again only the first counts, also in one flush with the last that there is room for."""
    report = a_report()
    await stand.post(report, idempotency_key="key-first")

    again, new = await asyncio.gather(stand.post(report, idempotency_key="key-first"), stand.post(a_report()))

    assert (again.json()["state"], new.json()["state"]) == ("released", "released")
