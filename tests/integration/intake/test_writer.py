"""Group commit on real PostgreSQL: what waits together is stored together, and nobody's fault is another's."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from schemas.values import Accuracy, Channel, Request, Trust
from services.chassis.database import Database
from services.chassis.errors import Problem
from services.chassis.sealing import Keyring, Sealer
from services.intake.kept_keys import KeptKeys
from services.intake.model.prepared import AddedReports
from services.intake.model.source import Source
from services.intake.reports import writer as report_writer
from services.intake.reports.draft import DraftFault, ReportDraft
from services.intake.reports.factory import ReportFactory
from services.intake.reports.geography import Point, cell_of
from services.intake.reports.ref_allocator import RefAllocator
from services.intake.reports.territories import Territories
from services.intake.reports.writer import IdempotencyKeyReused, ReportWriter, RequestReplayed, StoredReport
from services.intake.store.reports import ReportStore
from tests.conftest import set_clock
from tests.support.intake_harness import MIGRATIONS

PLAZA = Point(34.0437, -118.21)
SOURCE = Source(uuid4(), "desk", "la", Trust.OPERATOR, 600, 1200)


@pytest.fixture
async def database(make_database: Callable[..., Awaitable[Database]]) -> Database:
    return await make_database(MIGRATIONS)


@pytest.fixture
def writer(database: Database, keyring: Keyring) -> ReportWriter:
    return a_writer(database, keyring, limit=1000)


def a_writer(database: Database, keyring: Keyring, *, limit: int) -> ReportWriter:
    sealer, territories = Sealer(keyring), Territories(database)
    keys = KeptKeys(database, sealer)
    return ReportWriter(database, ReportFactory(sealer), RefAllocator(), keys, territories, limit=limit)


@pytest.fixture
def flushes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many reports each statement took."""
    sizes: list[int] = []
    add = ReportStore.add_reports

    async def counted(self: ReportStore, prepared: Any) -> AddedReports:
        sizes.append(len(prepared))
        return await add(self, prepared)

    monkeypatch.setattr(ReportStore, "add_reports", counted)
    return sizes


def a_draft(**changes: Any) -> ReportDraft:
    facts: dict[str, Any] = {
        "request": Request.OBSERVE,
        "channel": Channel.PHONE,
        "observed_at": datetime.now(UTC),
        "point": PLAZA,
        "cell": cell_of(PLAZA),
        "accuracy": Accuracy.EXACT,
        "is_residence": False,
    }
    return ReportDraft(**{**facts, **changes})


async def write(writer: ReportWriter, key: str, body: bytes = b"{}", **options: Any) -> report_writer.WriteResult:
    draft = options.pop("draft", None) or a_draft()
    return await writer.write(draft, **{"source": SOURCE, "idempotency_key": key, "body": body, **options})


async def rows(database: Database, query: str) -> list[Any]:
    async with database.connection() as connection:
        return list(await connection.fetch(query))


async def test_what_arrives_during_a_flush_waits_and_goes_with_the_next(
    writer: ReportWriter, database: Database, flushes: list[int]
) -> None:
    answers = await asyncio.gather(*(write(writer, f"key-{number:06}") for number in range(300)))

    assert all(isinstance(answer, StoredReport) for answer in answers)
    assert len(await rows(database, "SELECT FROM report")) == 300
    assert len(await rows(database, "SELECT FROM outbox")) == 300
    assert flushes == [32] * 9 + [12]


async def test_a_lone_request_waits_for_nobody(writer: ReportWriter, flushes: list[int]) -> None:
    await write(writer, "key-alone")

    assert flushes == [1]


async def test_what_is_known_of_networks_is_read_again_every_20_ms_for_new_sources_and_for_each_new_run(
    writer: ReportWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A duty lead who left is missed by the next reading: the release rule decides on nothing older."""
    clock, read = [100.0], [0]
    release_contexts, add = ReportStore.release_contexts, ReportStore.add_reports

    async def counted(self: ReportStore, sources: Any) -> Any:
        read[0] += 1
        return await release_contexts(self, sources)

    async def slow(self: ReportStore, prepared: Any) -> AddedReports:
        clock[0] += 0.011
        return await add(self, prepared)

    async def flushes_of_32(count: int, source: Source = SOURCE) -> int:
        before = read[0]
        keys = [uuid4().hex for _ in range(32 * count)]
        await asyncio.gather(*(write(writer, key, source=source) for key in keys))
        return read[0] - before

    monkeypatch.setattr(report_writer, "monotonic", lambda: clock[0])
    monkeypatch.setattr(ReportStore, "release_contexts", counted)
    assert await flushes_of_32(6) == 1
    assert await flushes_of_32(1) == 1

    other = Source(UUID("ffffffff-0000-0000-0000-000000000000"), "other", "la", Trust.PARTNER, 600, 1200)
    first, second = await asyncio.gather(flushes_of_32(1), flushes_of_32(1, other))
    assert max(first, second) == 2

    monkeypatch.setattr(ReportStore, "add_reports", slow)
    assert await flushes_of_32(6) == 3


async def test_a_flush_mixes_new_reports_retries_and_reused_keys(
    writer: ReportWriter, database: Database, flushes: list[int]
) -> None:
    first = await write(writer, "key-known")

    again, other, new, twin, third = await asyncio.gather(
        write(writer, "key-known"),
        write(writer, "key-known", b"{ }"),
        write(writer, "key-new-1"),
        write(writer, "key-new-1"),
        write(writer, "key-new-1", b"[]"),
    )

    assert flushes == [1, 5]
    assert again == first
    assert (other, third) == (IdempotencyKeyReused(), IdempotencyKeyReused())
    assert new == twin
    assert len(await rows(database, "SELECT FROM report")) == 2
    assert len(await rows(database, "SELECT FROM outbox")) == 2


async def test_events_keep_the_order_of_their_reports_and_their_lanes(
    writer: ReportWriter, database: Database, keyring: Keyring
) -> None:
    await asyncio.gather(
        write(writer, "key-1-held", draft=a_draft(request=Request.SUPPORT)),
        write(writer, "key-2-held", draft=a_draft(request=Request.INFORMATION)),
    )

    found = await rows(
        database,
        """SELECT o.lane, o.topic, o.subject, convert_from(o.key, 'UTF8') AS key, r.idempotency_key AS used,
                  o.event_id = r.event_id AS ours, o.acknowledger
           FROM outbox o JOIN report r ON r.report_id::text = o.subject ORDER BY o.seq""",
    )
    keys = KeptKeys(database, Sealer(keyring))
    assert [row["used"] for row in found] == sorted(keys.kept(SOURCE.id, key) for key in ("key-1-held", "key-2-held"))
    assert all(row["lane"] == 1 and row["topic"] == "hotline.intake.held.v1" for row in found)
    assert all(row["key"] == row["subject"] and row["ours"] and row["acknowledger"] == "dispatch" for row in found)


async def test_one_report_that_cannot_be_stored_harms_no_other(
    writer: ReportWriter, database: Database, flushes: list[int]
) -> None:
    poisoned = replace(SOURCE, network_id="nul\x00")

    outcomes = await asyncio.gather(
        write(writer, "key-good-1"),
        write(writer, "key-poison", source=poisoned),
        write(writer, "key-good-2"),
        return_exceptions=True,
    )

    assert isinstance(outcomes[0], StoredReport)
    assert isinstance(outcomes[1], asyncpg.DataError)
    assert isinstance(outcomes[2], StoredReport)
    assert len(await rows(database, "SELECT FROM report")) == 2


async def test_one_report_that_does_not_fit_harms_no_other(writer: ReportWriter, database: Database) -> None:
    future = a_draft(observed_at=datetime.now(UTC) + timedelta(hours=1))

    good, bad = await asyncio.gather(write(writer, "key-good-1"), write(writer, "key-future", draft=future))

    assert isinstance(good, StoredReport)
    assert bad == DraftFault("/observed_at", "lies in the future")
    assert len(await rows(database, "SELECT FROM report")) == 1


async def test_a_commit_whose_answer_is_lost_is_tried_again_with_the_same_ids(
    writer: ReportWriter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost = asyncio.Event()

    async def lose_the_first(name: str) -> None:
        if name == "I.post_commit" and not lost.is_set():
            lost.set()
            raise ConnectionResetError

    monkeypatch.setattr(report_writer, "failpoint", lose_the_first)

    answers = await asyncio.gather(
        *(write(writer, f"key-{number:06}", nonce=("key", f"id-{number}")) for number in range(3))
    )

    assert lost.is_set()
    assert all(isinstance(answer, StoredReport) for answer in answers)
    stored = {row["id"] for row in await rows(database, "SELECT report_id::text AS id FROM report")}
    assert {answer.report_id for answer in answers if isinstance(answer, StoredReport)} == stored
    assert len(await rows(database, "SELECT FROM outbox")) == 3


async def test_a_transaction_that_breaks_before_its_commit_leaves_nothing_and_is_tried_again(
    writer: ReportWriter, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = asyncio.Event()

    async def break_the_first(name: str) -> None:
        if name == "I.pre_commit" and not broken.is_set():
            broken.set()
            raise ConnectionResetError

    monkeypatch.setattr(report_writer, "failpoint", break_the_first)

    answer = await write(writer, "key-000001")

    assert broken.is_set()
    assert isinstance(answer, StoredReport)
    assert len(await rows(database, "SELECT FROM outbox")) == 1


async def test_when_the_store_stays_away_callers_are_asked_to_come_back(
    database: Database, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(name: str) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(report_writer, "failpoint", away)
    monkeypatch.setattr(report_writer, "GIVE_UP_SECONDS", 0.05)

    with pytest.raises(Problem) as refused:
        await write(a_writer(database, keyring, limit=10), "key-000001")

    assert refused.value.status == 503
    assert "Retry-After" in refused.value.headers


async def test_a_full_queue_answers_503_and_takes_nothing(database: Database, keyring: Keyring) -> None:
    writer = a_writer(database, keyring, limit=2)

    outcomes = await asyncio.gather(*(write(writer, f"key-{number:06}") for number in range(3)), return_exceptions=True)

    refused = [outcome for outcome in outcomes if isinstance(outcome, Problem)]
    assert [(problem.status, problem.headers["Retry-After"]) for problem in refused] == [(503, "1")]
    assert len(await rows(database, "SELECT FROM report")) == 2


async def test_a_caller_who_hangs_up_cancels_nothing(writer: ReportWriter, database: Database) -> None:
    hung_up = asyncio.create_task(write(writer, "key-000001"))
    patient = asyncio.create_task(write(writer, "key-000002"))
    await asyncio.sleep(0)

    hung_up.cancel()

    assert isinstance(await patient, StoredReport)
    await writer.drain()
    assert len(await rows(database, "SELECT FROM report")) == 2


async def test_a_signed_request_counts_once_even_when_its_replay_changes_the_key(
    writer: ReportWriter, database: Database
) -> None:
    nonce = ("0123456789ab", "msg-1")

    first = await write(writer, "key-000001", nonce=nonce)
    again = await write(writer, "key-000002", nonce=nonce)
    both = await asyncio.gather(*(write(writer, f"key-at-once-{number}", nonce=("k", "msg-2")) for number in range(2)))

    assert isinstance(first, StoredReport)
    assert again == RequestReplayed()
    assert Counter(map(type, both)) == {StoredReport: 1, RequestReplayed: 1}, "whichever was first"
    assert len(await rows(database, "SELECT FROM report")) == 2


async def test_two_processes_share_one_database_and_never_a_ref(database: Database, keyring: Keyring) -> None:
    writers = [a_writer(database, keyring, limit=1000) for _ in range(2)]

    answers = await asyncio.gather(
        *(write(writers[number % 2], f"key-{number // 2:06}", draft=a_draft()) for number in range(400))
    )

    refs = {answer.report_id: answer.ref for answer in answers if isinstance(answer, StoredReport)}
    assert len(refs) == 200
    assert len(set(refs.values())) == 200


async def test_a_new_day_begins_a_new_count(writer: ReportWriter, database: Database) -> None:
    await write(writer, "key-000001")

    await set_clock(database, timedelta(days=1))
    await write(writer, "key-000002", draft=a_draft(observed_at=None))

    counters = await rows(database, "SELECT day FROM ref_counter ORDER BY day")
    assert (counters[1]["day"] - counters[0]["day"]).days == 1
    refs = await rows(database, "SELECT ref FROM report")
    assert refs[0]["ref"] != refs[1]["ref"]


async def test_every_moment_comes_from_the_database(writer: ReportWriter, database: Database) -> None:
    await set_clock(database, timedelta(minutes=61))

    answer = await write(writer, "key-000001", draft=a_draft(observed_at=datetime.now(UTC)))

    assert isinstance(answer, StoredReport)
    assert "age" in answer.missing
