"""A caller is erased by number or by a report: every table lets go of them; what was reported is still counted."""

from typing import Any
from uuid import UUID

from schemas.events.message import CallerErasedV1
from tests.support.intake_harness import CALLER_PHONE, Stand, a_caller, a_report
from tests.support.intake_news import a_text
from tests.support.walls import every_row

ERASE = "/v1/callers/erase"
INCIDENT = UUID(int=9)


async def ask(stand: Stand, role: str = "admin", **body: Any) -> tuple[int, dict[str, Any]]:
    answer = await stand.http.post(ERASE, json=body, headers=stand.as_staff(role))
    return answer.status_code, answer.json()


async def two_reports_of_one_number(stand: Stand) -> list[dict[str, Any]]:
    """And one of somebody else; the first caller texted, which a person has read."""
    made = [await stand.posted(a_report(caller=a_caller(), narrative="words of theirs")) for _ in range(2)]
    made.append(await stand.posted(a_report(caller=a_caller(phone="+13235550178"), narrative="of another")))
    await stand.hear(a_text(stand, "they are leaving", report_id=UUID(made[0]["report_id"])))
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET texts_waiting = 0")
    await stand.announced(CallerErasedV1)
    return made


async def what_says_who(stand: Stand) -> list[tuple[Any, ...]]:
    async with stand.database.connection() as connection:
        rows = await connection.fetch(
            "SELECT ref, sealed_contact IS NOT NULL, told->>'sealed_words' IS NOT NULL, safe_to_text,"
            " (SELECT count(*) FROM caller_number n WHERE n.report_id = r.report_id),"
            " (SELECT count(*) FROM caller_text t WHERE t.report_id = r.report_id) FROM report r ORDER BY received_at"
        )
    return [tuple(row) for row in rows]


async def test_by_number_every_report_of_it_forgets_its_caller(stand: Stand) -> None:
    first, second, other = await two_reports_of_one_number(stand)
    before = await every_row(stand.database)

    assert await ask(stand, phone=CALLER_PHONE, preview=True) == (
        200,
        {"erased": False, "refs": [first["ref"], second["ref"]], "on_hold": []},
    )
    assert await every_row(stand.database) == before

    status, answer = await ask(stand, phone=CALLER_PHONE)

    assert (status, answer["erased"], set(answer["refs"])) == (200, True, {first["ref"], second["ref"]})
    assert await what_says_who(stand) == [
        (first["ref"], False, False, False, 0, 0),
        (second["ref"], False, False, False, 0, 0),
        (other["ref"], True, True, True, 1, 0),
    ]
    [event] = await stand.announced(CallerErasedV1)
    assert {str(each) for each in event.data.report_ids} == {first["report_id"], second["report_id"]}
    assert await ask(stand, phone=CALLER_PHONE) == (200, {"erased": True, "refs": [], "on_hold": []}), (
        "again: nothing is known of it"
    )


async def test_by_one_report_the_others_of_its_number_go_too_and_the_place_stays_while_a_team_needs_it(
    stand: Stand,
) -> None:
    first, second, _ = await two_reports_of_one_number(stand)

    status, answer = await ask(stand, report_id=second["report_id"])

    assert (status, len(answer["refs"])) == (200, 2)
    async with stand.database.connection() as connection:
        places = await connection.fetch(
            "SELECT ref, told->>'sealed_place' IS NOT NULL FROM report ORDER BY received_at"
        )
    assert dict(map(tuple, places))[first["ref"]], "released, and not over: somebody is on the way"


async def test_not_while_a_person_has_yet_to_read_or_call_them(stand: Stand) -> None:
    first, _, _ = await two_reports_of_one_number(stand)
    async with stand.database.connection() as connection:
        await connection.execute("UPDATE report SET texts_waiting = 1 WHERE ref = $1", first["ref"])
    before = await every_row(stand.database)

    status, problem = await ask(stand, phone=CALLER_PHONE)

    assert (status, problem["type"], problem["detail"]) == (409, "urn:hotline:problem:caller-waits", first["ref"])
    assert await every_row(stand.database) == before


async def test_one_of_the_two_is_named_by_an_admin_and_nothing_of_another_network_goes(stand: Stand) -> None:
    first, _, _ = await two_reports_of_one_number(stand)
    assert (await ask(stand))[0] == 422
    assert (await ask(stand, phone=CALLER_PHONE, report_id=first["report_id"]))[0] == 422
    for role in ("operator", "duty_lead"):
        assert (await ask(stand, role, phone=CALLER_PHONE))[0] == 403
    assert await ask(stand, "sb admin", phone=CALLER_PHONE) == (200, {"erased": True, "refs": [], "on_hold": []})
    assert (await ask(stand, "sb admin", report_id=first["report_id"]))[0] == 404
    assert [row[1] for row in await what_says_who(stand)] == [True, True, True]


async def test_what_legal_holds_stays_and_is_named(stand: Stand) -> None:
    first, second, _ = await two_reports_of_one_number(stand)
    async with stand.database.connection() as connection:
        await connection.execute(
            "INSERT INTO incident (incident_id, network_id, code, held_at) VALUES ($1, 'la', 'K7Q', app.now())",
            INCIDENT,
        )
        await connection.execute("UPDATE report SET incident_id = $1 WHERE ref = $2", INCIDENT, first["ref"])

    _, answer = await ask(stand, phone=CALLER_PHONE)

    assert (answer["refs"], answer["on_hold"]) == ([second["ref"]], [first["ref"]])
    assert [row[1] for row in await what_says_who(stand)] == [True, False, True]
