"""Cries for help by commands against services over real HTTP: first in every list, and over when somebody spoke."""

from datetime import UTC, datetime, timedelta

import pytest

from schemas.api.dispatch.incidents import IncidentList
from schemas.api.dispatch.sos import (
    SosCleared,
    SosDetail,
    SosEntryLine,
    SosList,
    SosNoted,
    SosNoteRequest,
    SosSpokenRequest,
)
from schemas.api.dispatch.steps import StepText
from schemas.api.dispatch.unread import UnreadTextList
from schemas.api.intake.queue import ReportQueue
from schemas.api.notify import TextPreviewsAnswer, WordedText
from services.console.cli.output import Output
from services.console.cli.session import CommandSession
from services.console.cli.sos import sos_line
from services.console.client.environment import Environment
from services.console.language.moments import NetworkZones
from tests.support.console_answers import AT, OTHER, PREVIEW, REPORT, SOS, in_la, run
from tests.support.fake_services import FakeServices, problem

CLEARED = SosCleared(
    call_id=OTHER,
    code="K7Q",
    callsign="HERON",
    texts=(StepText(person_id=REPORT, callsign="HERON", template="V36", params={"code": "K7Q"}),),
)


@pytest.mark.parametrize("command", ["incidents", "queue", "unread", "sos"])
def test_who_is_in_danger_stands_first_in_every_list(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS,))
    fake.replies["GET /v1/incidents?state=open"] = IncidentList(sos=(SOS,), incidents=())
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    fake.replies["GET /v1/unread?state=open"] = UnreadTextList(texts=())

    code, printed, _ = run(capsys, command)

    assert code == 0
    title, row = printed.splitlines()[0], next(line for line in printed.splitlines() if "HERON" in line)
    assert title.strip() == "SOS"
    assert "K7Q" in row
    assert "MAPLE (there)" in row
    assert "NOBODY" in row


async def test_the_foot_of_watch_begins_with_who_is_in_danger(fake: FakeServices) -> None:
    zones = NetworkZones()
    zones.learn("la", "America/Los_Angeles")
    session = CommandSession(Output("en", zones=lambda: zones), Environment.read())
    raised_at = datetime.now(UTC) - timedelta(minutes=4)
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS.model_copy(update={"raised_at": raised_at}),))

    said = await sos_line(session)
    fake.replies["GET /v1/sos?state=open"] = problem(503, "unavailable", "Not now")
    unsaid = await sos_line(session)

    assert said == f"SOS HERON K7Q since {in_la(raised_at)}, taken by NOBODY"
    assert unsaid == ""


def test_a_list_is_shown_where_nobody_says_who_is_in_danger(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    fake.replies["GET /v1/sos?state=open"] = problem(503, "unavailable", "Not now")

    code, printed, complained = run(capsys, "queue")

    assert (code, printed) == (0, "Nothing waits for a person.\n")
    assert complained == "Whether anybody is in danger is not known: dispatch did not say.\n"


def test_an_sos_is_shown_with_words_place_and_what_was_done(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["GET /v1/sos/K7Q"] = SosDetail(
        **dict(SOS),
        meeting_point="Soto St & E 3rd St",
        place="Soto St & E 1st St",
        entries=(SosEntryLine(at=AT, kind="text", author="HERON", words="SOS nos siguen"),),
    )

    code, printed, _ = run(capsys, "sos", "show", "k7q")

    assert code == 0
    assert "Reported place: Soto St & E 1st St. Meeting point: Soto St & E 3rd St." in printed
    assert "SOS nos siguen" in printed


def test_what_was_done_about_an_sos_is_written_down(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["POST /v1/sos/K7Q/notes"] = SosNoted(call_id=OTHER, code="K7Q", callsign="HERON")

    code, printed, _ = run(capsys, "sos", "note", "k7q", "called twice")

    assert (code, printed) == (0, "Written down for the SOS of HERON (K7Q).\n")
    assert fake.bodies("POST /v1/sos/K7Q/notes") == [SosNoteRequest(note="called twice")]


def test_an_sos_is_cleared_by_saying_that_one_spoke(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    clear = f"POST /v1/sos/{OTHER}/clear"
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS,))
    fake.replies[clear] = CLEARED
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="K7Q: thank you ...", language="en", encoding="gsm7", segments=1),)
    )

    unsaid = run(capsys, "sos-clear", "K7Q")
    tried = fake.bodies(clear)
    said, printed, _ = run(capsys, "sos-clear", "K7Q", "heron", "--spoke", "--note", "safe at home")

    assert unsaid[0] == 1
    assert tried == [SosSpokenRequest(spoken=True, preview=True)]
    assert said == 0
    assert "The SOS of HERON on K7Q is over." in printed
    assert fake.bodies(clear)[-1] == SosSpokenRequest(spoken=True, note="safe at home")


def test_of_two_in_danger_on_one_mission_the_person_says_which(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    other = SOS.model_copy(update={"call_id": REPORT, "callsign": "MAPLE"})
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS, other))

    code, _, complained = run(capsys, "sos-clear", "K7Q", "--spoke")

    assert code == 1
    assert complained == "More than one is in danger on K7Q; name who it is: HERON | MAPLE.\n"


def test_an_sos_is_cleared_by_the_call_sign_alone(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    other = SOS.model_copy(update={"call_id": REPORT, "callsign": "MAPLE"})
    fake.replies["GET /v1/sos?state=open"] = SosList(calls=(SOS, other))
    fake.replies[f"POST /v1/sos/{OTHER}/clear"] = CLEARED
    fake.replies[PREVIEW] = TextPreviewsAnswer(
        texts=(WordedText(body="K7Q: thank you ...", language="en", encoding="gsm7", segments=1),)
    )

    code, printed, _ = run(capsys, "sos-clear", "heron", "--spoke")

    assert code == 0
    assert "The SOS of HERON on K7Q is over." in printed
