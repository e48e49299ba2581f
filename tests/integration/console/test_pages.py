"""Open pages as commands show them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from schemas.api.dispatch.pages import OpenPageList, OpenPageSummary, PagesTaken, PageTaken, PageTakeRequest
from schemas.api.dispatch.steps import StepText
from schemas.api.notify import TextPreviewsAnswer, WordedText
from tests.support.console_answers import AT, OTHER, PREVIEW, REPORT, cells, in_la, run
from tests.support.fake_services import FakeServices

A_PAGE = OpenPageSummary(
    page_id=OTHER,
    code="K7Q",
    network_id="la",
    reason="sos",
    about="HERON",
    incident_id=REPORT,
    zone="Boyle Heights",
    since=AT,
    times_asked=3,
    asked=("ROBIN", "WREN"),
    next_asked=("ROBIN", "WREN", "PINE"),
    next_by="text",
    next_at=AT,
    take="ACK SOS K7Q",
    exercise=False,
)


def test_every_open_page_is_shown_with_who_is_next_and_how_to_take_it(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    page = A_PAGE.model_copy(update={"since": now, "next_at": now})
    talk = {"code": "M4T", "reason": "talk", "about": "OTTER", "incident_id": None, "zone": "RRN", "take": "ACK M4T"}
    ended = page.model_copy(update={**talk, "exercise": True, "next_asked": (), "next_by": None, "next_at": None})
    fake.replies["GET /v1/pages"] = OpenPageList(total=502, pages=(page, ended))
    at = in_la(now)

    code, printed, _ = run(capsys, "pages")
    document = json.loads(run(capsys, "pages", "--json")[1])
    spanish = run(capsys, "pages", "--lang", "es")[1]

    sos, other = next(each for each in printed.splitlines() if "K7Q" in each), printed.splitlines()[-4]
    assert code == 0
    assert cells(sos) == [
        *("K7Q", "SOMEBODY IS IN DANGER", "HERON", "Boyle Heights", at, "3", "ROBIN WREN"),
        *(f"ROBIN WREN PINE, {at}", "ACK SOS K7Q"),
    ]
    assert cells(other)[:4] == ["M4T EXERCISE", "asks for a call", "OTTER", "RRN (no mission)"]
    assert cells(other)[-2:] == ["nobody any more", "ACK M4T"]
    assert "And 500 more." in printed
    assert [page["take"] for page in document["pages"]] == ["ACK SOS K7Q", "ACK M4T"]
    assert "para tomarlo, mande" in spanish


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"next_asked": ("PINE",), "next_by": "mail"}, "PINE by mail, {at}"),
        ({"next_asked": (), "next_by": None}, "NOBODY can be reached; tried again {at}"),
    ],
)
def test_whom_no_text_reaches_is_said(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], facts: dict[str, Any], said: str
) -> None:
    now = datetime.now(UTC)
    unheard = A_PAGE.model_copy(update={"asked": (), "next_at": now, **facts})
    fake.replies["GET /v1/pages"] = OpenPageList(total=1, pages=(unheard,))

    printed = run(capsys, "pages")[1]

    row = next(line for line in printed.splitlines() if "K7Q" in line)
    assert cells(row)[-3:] == ["NOBODY", said.format(at=in_la(now)), "ACK SOS K7Q"]


def test_a_code_out_of_a_text_is_found_also_when_it_was_taken(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    report = {"reason": "unserved", "about": None, "incident_id": None, "report": "482193", "next_at": None}
    taken = A_PAGE.model_copy(update={**report, "open": False, "taken_by": "WREN", "taken_at": now})
    over = taken.model_copy(update={"taken_by": None, "taken_at": None})
    fake.replies["GET /v1/pages?code=K7Q"] = OpenPageList(total=2, pages=(taken, over))
    fake.replies["GET /v1/pages?code=M4T"] = OpenPageList(total=0, pages=())

    first, second = [line for line in run(capsys, "pages", "show", "k7q")[1].splitlines() if "K7Q" in line]

    assert cells(first)[2] == "482193"
    assert (cells(first)[-1], cells(second)[-1]) == (f"taken by WREN, {in_la(now)}", "over")
    assert run(capsys, "pages", "show", "M4T")[1] == "No page has the code M4T.\n"


def test_no_page_is_open(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/pages"] = OpenPageList(total=0, pages=())

    assert run(capsys, "pages")[1] == "No page is open.\n"


def test_who_cannot_text_takes_a_page_and_sees_first_whom_it_is_told(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    text = StepText(person_id=OTHER, callsign="ROBIN", template="D7", params={"pages": "K7Q:sos", "callsign": "WREN"})
    taken = PageTaken(page_id=OTHER, reason="sos", about="HERON")
    take = "POST /v1/pages/K7Q/take"
    fake.replies[take] = PagesTaken(code="K7Q", network_id="la", exercise=False, pages=(taken,), texts=(text,))
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="WREN took K7Q SOS.", language="en", encoding="gsm7", segments=1),)
    )

    tried = run(capsys, "pages", "take", "k7q", "--sos", "--preview")
    unsaid = run(capsys, "pages", "take", "k7q", "--sos")
    asked = fake.bodies(take)
    code, printed, _ = run(capsys, "pages", "take", "k7q", "--sos", "--yes")
    spanish = run(capsys, "pages", "take", "k7q", "--sos", "--yes", "--lang", "es")[1]

    assert (tried[0], unsaid[0], code) == (0, 1, 0)
    assert "You would take K7Q: SOMEBODY IS IN DANGER HERON." in tried[1]
    assert asked == [PageTakeRequest(sos=True, preview=True)] * 2
    assert fake.bodies(take)[3] == PageTakeRequest(sos=True, preview=False)
    assert "WREN took K7Q SOS." in printed
    assert "You took K7Q: SOMEBODY IS IN DANGER HERON." in printed
    assert "Usted toma K7Q" in spanish


def test_of_a_code_it_says_until_when_a_page_that_was_taken_comes_again(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    talk, fails = ({"reason": reason, "about": "OTTER"} for reason in ("not_ok", "texts_fail"))
    pages = tuple(A_PAGE.model_copy(update=each) for each in ({}, talk, fails))
    fake.replies["GET /v1/pages?code=K7Q"] = OpenPageList(total=3, pages=pages)

    printed = run(capsys, "pages", "show", "K7Q")[1].splitlines()

    again = [line for line in printed if "again after 30 minutes" in line]
    assert len(again) == 2
    assert again[0].endswith("until their text is answered or closed: hotline unread.")
    assert again[1] == (
        "Once taken, SOMEBODY IS IN DANGER comes again after 30 minutes until a duty lead has spoken with the person:"
        " hotline sos-clear."
    )
