"""Before a step it is known which callers no text reaches: their STOP counts for every report of their number."""

from uuid import uuid4

from tests.support.notify_harness import CALLER_PHONE, Stand, a_receipt_for_caller


async def test_who_texted_stop_is_named_by_the_report_and_nobody_else(notify: Stand) -> None:
    request = a_receipt_for_caller(notify.sealer, await notify.database.now())
    await notify.ask(request)
    asked = {"report_ids": [str(request.subject_id), str(uuid4())]}
    before = await notify.call("POST", "/v1/callers/reach", json=asked)

    await notify.network.text_from(CALLER_PHONE, "STOP")

    after = await notify.call("POST", "/v1/callers/reach", json=asked)
    assert before.json() == {"unreachable": []}
    assert after.json() == {"unreachable": [{"report_id": str(request.subject_id), "reason": "opted_out"}]}
