"""Reports by commands against services over real HTTP: posted, looked up, queued and dismissed."""

import re

import pytest

from schemas.api.intake.callers import CallerNoticePreview, CallerPhone, CallerWaits, NoticePreview, SpokenResult
from schemas.api.intake.content import CallerSpokenWith, CallerTextRead, ReportContent, ReportSalute
from schemas.api.intake.queue import QueuedOfSource, QueuedReport, ReportQueue
from schemas.api.intake.reports import AcceptedReport
from schemas.api.intake.triage import DismissalResult
from schemas.api.notify import CallersReach, UnreachableCaller
from schemas.values import Accuracy, Channel, Request
from tests.support.console_answers import AT, OTHER, PREVIEW, REPORT, a_report, reports, run, worded
from tests.support.fake_services import FakeServices


def test_a_report_is_posted_with_a_sources_key_and_an_idempotency_key(
    fake: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    fake.replies["POST /v1/reports"] = AcceptedReport(
        report_id=REPORT, ref="482193", state="held", missing=("age", "residence"), status_url="x"
    )
    code, printed, _ = run(capsys, "report", "--place", "Soto & 1st", "--language", "es", "--key", "desk-0001")
    assert code == 0
    assert "Report 482193: held" in printed
    assert "seen too long ago" in printed
    assert "a home" in printed
    [asked] = fake.asked
    assert asked.headers["authorization"] == "Bearer hl_source_" + "y" * 30
    assert asked.headers["idempotency-key"] == "desk-0001"
    assert asked.body.place.text == "Soto & 1st"
    assert asked.body.place.is_residence is None


def test_a_ref_that_two_reports_share_asks_for_the_id(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    fake.replies["GET /v1/reports?ref=482193"] = reports(a_report(), a_report(report_id=OTHER))
    code, _, complained = run(capsys, "status", "482193")
    assert code == 1
    assert str(REPORT) in complained
    assert str(OTHER) in complained
    fake.replies["GET /v1/reports?ref=482193"] = reports()
    assert run(capsys, "status", "482193")[0] == 1
    assert run(capsys, "status", "K7Q")[0] == 1
    fake.replies[f"GET /v1/reports/{REPORT}"] = a_report(state="joined", status="checking")
    code, printed, _ = run(capsys, "status", str(REPORT), "--lang", "es")
    assert code == 0
    assert "se está verificando" in printed


def test_the_queue_says_what_each_report_lacks(fake: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    waiting = QueuedReport(
        report_id=REPORT,
        ref="482193",
        priority=1,
        request=Request.OBSERVE,
        channel=Channel.VOICEMAIL,
        received_at=AT,
        age_s=4000,
        missing=("trust", "duty"),
        cell=None,
        accuracy=Accuracy.NEIGHBORHOOD,
        source="Desk",
        exercise=True,
        languages=("es", "quc"),
        state="held",
        texts_waiting=2,
    )
    fake.replies["GET /v1/queue"] = ReportQueue(total=1, reports=(waiting,))
    code, printed, _ = run(capsys, "queue", "--lang", "es")
    assert code == 0
    assert re.split(r"\s{2,}", printed.splitlines()[-2].strip()) == [
        "482193 SIMULACRO",
        "1 h 6 min",
        "observar",
        "buzón",
        "solo el barrio",
        "español, k'iche'",
        "Desk",
        "la fuente no libera por sí sola; sin responsable localizable; mensajes de quien llamó por leer: 2",
    ]
    crying = waiting.model_copy(update={"cried_at": AT, "missing": ()})
    fake.replies["GET /v1/queue"] = ReportQueue(total=1, reports=(crying,))
    shown = run(capsys, "queue", "--lang", "es")[1]
    assert "482193 ¿EN PELIGRO? SIMULACRO" in shown
    assert "nadie ha hablado con esa persona" in " ".join(shown.split())
    fake.replies["GET /v1/queue"] = ReportQueue(total=1, reports=(crying.model_copy(update={"answer_held": True}),))
    assert "their answer is held" in " ".join(run(capsys, "queue")[1].split())
    fake.replies["GET /v1/queue"] = ReportQueue(total=12, reports=())
    assert "And 12 more." in run(capsys, "queue")[1]
    assert "Y 12 más." in run(capsys, "queue", "--lang", "es")[1]
    desk, web = (
        QueuedOfSource(source=name, trust=trust, network_id="la", waiting=count)
        for name, trust, count in (("Desk", "operator", 1), ("web", "public", 600))
    )
    flood = ReportQueue(total=601, reports=(waiting,), sources=(web, desk), next="abc")
    fake.replies["GET /v1/queue"] = flood
    fake.replies["GET /v1/queue?after=abc"] = flood.model_copy(
        update={"reports": (waiting.model_copy(update={"ref": "777001"}),), "next": None}
    )
    first = run(capsys, "queue")[1]
    assert "Waiting, by source: web 600, Desk 1." in first
    assert "777001" not in first
    assert "777001" in run(capsys, "queue", "--all")[1]
    fake.replies["GET /v1/queue"] = ReportQueue(total=0, reports=())
    assert run(capsys, "queue")[1] == "Nothing waits for a person.\n"


@pytest.mark.parametrize("unread", [0, 1])
def test_a_held_report_is_dismissed_with_the_text_its_caller_gets_and_what_nobody_read_shown_first(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], unread: int
) -> None:
    path = f"/v1/reports/{REPORT}"
    text = CallerNoticePreview(ref="482193", template="C18c", language="es", params={"ref": "482193"})
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[PREVIEW] = worded
    waits = (CallerWaits(report_id=REPORT, ref="482193", texts=1),) * unread
    fake.replies["POST /v1/notices/preview"] = NoticePreview(texts=(text,), unreachable=0, waiting=waits)
    fake.replies[f"POST {path}/dismiss"] = lambda order: DismissalResult(
        dismissed=not order.preview, ref="482193", texts=(text,)
    )

    code, printed, _ = run(capsys, "dismiss", str(REPORT), "--tell", "duplicate", "--yes")

    assert (code, "C18c" in printed) == (0, True)
    assert ("texts of its caller that nobody has read: 1" in printed) == bool(unread)
    assert printed.splitlines()[-1].startswith("Report 482193 is dismissed")
    assert [(body.tell, body.preview) for body in fake.bodies(f"POST {path}/dismiss")] == [
        ("duplicate", True),
        ("duplicate", False),
    ]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "A phone number is written with + and its country code, like +12135550111"),
        ("es", "Un teléfono se escribe con + y la clave del país, como +12135550111"),
    ],
)
def test_a_report_with_a_number_that_is_none_says_how_one_is_written(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    given = ("--place", "Soto & 1st", "--phone", "5550101", "--safe-to-text")

    code, _, complained = run(capsys, "report", *given, "--lang", language)

    assert code != 0
    assert told in " ".join(complained.split())
    assert "5550101" not in complained
    assert fake.bodies("POST /v1/reports") == []


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["Call +13235550178", "the caller texted: me estan llevando", "Spanish"]),
        ("es", ["Llame al +13235550178"]),
    ],
)
def test_who_cried_for_help_is_called_by_their_number(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, told: list[str]
) -> None:
    fake.replies["GET /v1/reports?ref=482193"] = reports(a_report())
    number = CallerPhone(
        report_id=REPORT, ref="482193", network_id="la", cried_at=AT, phone="+13235550178", language="es",
        safe_to_text=False,
    )  # fmt: skip
    fake.replies[f"GET /v1/reports/{REPORT}/caller"] = number
    fake.replies[f"GET /v1/reports/{REPORT}/content"] = ReportContent(
        report_id=REPORT, ref="482193", network_id="la", place=None, narrative=None, salute=ReportSalute(),
        texts=(CallerTextRead(received_at=AT, words="me estan llevando"),),
    )  # fmt: skip

    code, printed, _ = run(capsys, "caller", "482193", "--lang", language)

    assert code == 0
    assert all(words in printed for words in told)

    fake.replies[f"GET /v1/reports/{REPORT}/caller"] = number.model_copy(update={"phone": None})
    assert "+1323" not in run(capsys, "caller", "482193", "--lang", language)[1]


@pytest.mark.parametrize(("language", "told"), [("en", "(wants no texts): call"), ("es", "(no quiere textos): llame")])
def test_of_a_caller_who_texted_stop_it_is_said_that_they_want_no_texts(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], language: str, told: str
) -> None:
    fake.replies["GET /v1/reports?ref=482193"] = reports(a_report())
    fake.replies[f"GET /v1/reports/{REPORT}/caller"] = CallerPhone(
        report_id=REPORT, ref="482193", network_id="la", cried_at=AT, phone="+13235550178", language="es",
        safe_to_text=True,
    )  # fmt: skip
    fake.replies[f"GET /v1/reports/{REPORT}/content"] = ReportContent(
        report_id=REPORT, ref="482193", network_id="la", place=None, narrative=None, salute=ReportSalute(),
        spoken=(CallerSpokenWith(at=AT, by="WREN", told=False, note="at a neighbour's"),),
    )  # fmt: skip
    lost = UnreachableCaller(report_id=REPORT, reason="opted_out")
    fake.replies["POST /v1/callers/reach"] = CallersReach(unreachable=(lost,))

    code, printed, _ = run(capsys, "caller", "482193", "--lang", language)

    assert code == 0
    assert told in " ".join(printed.split())
    assert "They said that texts are safe" not in printed
    assert "hotline spoke 482193" in printed
    assert "WREN" in printed
    assert "at a neighbour's" in printed


@pytest.mark.parametrize(("status", "said"), [("checking", True), ("nothing_seen", False)])
def test_of_an_end_that_is_not_decided_spoke_says_so_and_by_which_command(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], status: str, said: bool
) -> None:
    path = f"/v1/reports/{REPORT}"
    fake.replies[f"GET {path}"] = a_report().model_copy(update={"status": status, "incident_code": "K7Q"})
    fake.replies[f"POST {path}/caller/spoken"] = SpokenResult(spoken=False, ref="482193", texts=())

    _, printed, _ = run(capsys, "spoke", str(REPORT), "--preview")

    assert ("how it ended is not decided yet" in printed, "hotline tell K7Q" in printed) == (said, said)
    assert "nobody is paged about the caller of report 482193 any more" in printed


@pytest.mark.parametrize("told", [False, True])
def test_that_somebody_spoke_with_a_caller_is_said_with_the_text_shown_first(
    fake: FakeServices, capsys: pytest.CaptureFixture[str], told: bool
) -> None:
    path = f"/v1/reports/{REPORT}"
    text = CallerNoticePreview(report_id=REPORT, ref="482193", template="C6", language="es", params={"ref": "482193"})
    fake.replies[f"GET {path}"] = a_report()
    fake.replies[PREVIEW] = worded
    fake.replies[f"POST {path}/caller/spoken"] = lambda order: SpokenResult(
        spoken=not order.preview, ref="482193", texts=() if order.told else (text,)
    )

    flags = ["--told"] if told else []
    code, printed, _ = run(capsys, "spoke", str(REPORT), "--note", "safe now", "--yes", *flags)

    assert (code, "C6" in printed) == (0, not told)
    assert printed.splitlines()[-1].startswith("Report 482193: noted that somebody spoke")
    assert [(body.note, body.told, body.preview) for body in fake.bodies(f"POST {path}/caller/spoken")] == [
        ("safe now", told, True),
        ("safe now", told, False),
    ]
