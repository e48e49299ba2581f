"""What dispatch holds back past its quota waits in the queue like any held report, and a person may release it."""

from uuid import UUID

from schemas.events.incident import ReportHeldBackV1
from schemas.events.report import ReportHeldV1, ReportReleasedV1
from tests.support.intake_harness import Stand, a_caller, a_report


async def a_released_report(stand: Stand, *, key: str = "key-first") -> UUID:
    answer = await stand.post(a_report(caller=a_caller()), idempotency_key=key)
    assert answer.json()["state"] == "released"
    return UUID(answer.json()["report_id"])


def held_back(report_id: UUID, revision: int = 1, network_id: str = "la") -> ReportHeldBackV1:
    return ReportHeldBackV1(report_id=report_id, network_id=network_id, revision=revision, reason="quota")


async def test_it_is_held_and_the_queue_says_why(stand: Stand) -> None:
    report_id = await a_released_report(stand)

    await stand.hear(held_back(report_id))

    queue = (await stand.http.get("/v1/queue", headers=stand.as_staff())).json()
    [waiting] = queue["reports"]
    assert (waiting["report_id"], waiting["state"], waiting["missing"]) == (str(report_id), "held", ["quota"])
    [held] = await stand.announced(ReportHeldV1)
    [released] = await stand.announced(ReportReleasedV1)
    assert (held.data.revision, held.data.missing, held.data.priority) == (2, ("quota",), waiting["priority"])
    kept = {"report_id", "ref", "source_id", "received_at", "observed_at", "cell", "sealed_place", "sealed_words"}
    assert held.data.model_dump(include=kept) == released.data.model_dump(include=kept), "nothing is lost"
    assert (await stand.status(str(report_id)))["state"] == "held"


async def test_a_person_releases_it_as_the_next_revision(stand: Stand) -> None:
    report_id = await a_released_report(stand)
    await stand.hear(held_back(report_id))

    answer = await stand.http.post(f"/v1/reports/{report_id}/release", json={}, headers=stand.as_staff("duty_lead"))

    assert (answer.json()["released"], answer.json()["revision"]) == (True, 3)
    *_, by_hand = await stand.announced(ReportReleasedV1)
    assert (by_hand.data.revision, by_hand.data.released_by) == (3, "LARK")

    await stand.hear(held_back(report_id), held_back(report_id, revision=3))
    assert (await stand.status(str(report_id)))["state"] == "released", "what a person released is never held again"


async def test_the_same_news_again_and_of_what_is_not_there_changes_nothing(stand: Stand) -> None:
    report_id = await a_released_report(stand)
    await stand.hear(held_back(report_id), held_back(report_id))
    await stand.hear(held_back(report_id))

    await stand.hear(held_back(UUID(int=9)))

    assert len(await stand.announced(ReportHeldV1)) == 1


async def test_another_networks_report_is_not_held_by_it(stand: Stand) -> None:
    report_id = await a_released_report(stand)

    await stand.hear(held_back(report_id, network_id="sb"))

    assert (await stand.status(str(report_id)))["state"] == "released"


async def test_a_retry_of_its_source_hears_what_it_heard_first(stand: Stand) -> None:
    report = a_report()
    first = (await stand.post(report, idempotency_key="key-first")).json()
    await stand.hear(held_back(UUID(first["report_id"])))
    held = (await stand.post(report, idempotency_key="key-first")).json()
    await stand.http.post(f"/v1/reports/{first['report_id']}/release", json={}, headers=stand.as_staff("duty_lead"))

    assert held == first
    assert (await stand.post(report, idempotency_key="key-first")).json() == first


async def test_what_is_held_back_takes_no_place_of_its_source(stand: Stand) -> None:
    report_id, _ = [await a_released_report(stand, key=f"key-of-{number}") for number in range(2)]
    assert (await stand.posted(a_report()))["state"] == "held"

    await stand.hear(held_back(report_id))

    assert (await stand.posted(a_report()))["state"] == "released"
