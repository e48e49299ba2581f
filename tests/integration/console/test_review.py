"""`hotline review` against services over real HTTP: what a reviewer reads first, and what is decided."""

import json
from datetime import UTC, datetime

import pytest

from schemas.agencies import OwnWords
from schemas.api.dispatch.steps import ReviewRequest
from schemas.api.intake.callers import CallerNoticePreview, CallerWaits, NoticePreview, NoticePreviewRequest
from schemas.endings import UnableWhy
from schemas.values import Outcome
from tests.support.console_answers import FINDING, OTHER, REPORT, a_finding, a_review_page, run
from tests.support.fake_services import FakeServices, problem


def test_a_review_shows_the_finding_and_every_text_before_it_asks(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    code, printed, _ = run(capsys, "review", "k7q")
    assert code == 1
    assert "HERON found: CONFIRMED, going on (4 people, 1 vehicle)" in printed
    assert "dos vans" in printed
    assert "EXERCISE V9C" in printed
    assert "EXERCISE C4" in printed
    assert "Callers who gave no number, or did not say that texts are safe: 2." in printed
    assert [body.preview for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True]
    assert mission.bodies("POST /v1/notices/preview") == [
        NoticePreviewRequest(
            report_ids=(REPORT,),
            incident_id=OTHER,
            outcome=Outcome.CONFIRMED_ONGOING,
            went=True,
            seen_by=2,
            seen_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC),
            place="Soto & 1st",
        )
    ]


def test_of_a_report_whose_caller_cried_the_list_says_that_its_answer_is_held(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.replies["GET /v1/incidents/K7Q/review"] = a_review_page(a_finding("HERON", Outcome.CONFIRMED_ONGOING))
    cried = CallerWaits(report_id=REPORT, ref="482193", texts=1, cried_at=datetime(2026, 11, 24, 15, 2, tzinfo=UTC))
    mission.replies["POST /v1/notices/preview"] = NoticePreview(texts=(), unreachable=2, silent=4, waiting=(cried,))

    _, printed, _ = run(capsys, "review", "K7Q", "--preview")

    [row] = [line for line in printed.splitlines() if line.lstrip().startswith("482193")]
    assert "held: told after hotline spoke" in row
    assert "told by text: 0; who cannot be: 2; held until somebody has spoken with them: 1." in printed
    assert "Callers who were told how it ended before, and hear nothing new: 3." in printed


def test_a_review_lists_each_report_with_what_its_caller_reads(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    told = a_review_page(a_finding("HERON", Outcome.CONFIRMED_ONGOING))
    [first] = told.reports
    later = first.model_copy(update={"report_id": OTHER, "ref": "571204", "metres": 340, "answers": False})
    mission.replies["GET /v1/incidents/K7Q/review"] = told.model_copy(update={"reports": (first, later)})

    def notices(order: NoticePreviewRequest) -> NoticePreview:
        texts = [
            CallerNoticePreview(report_id=each, ref="482193", template="C4", language="es", params={"ref": "482193"})
            for each in order.report_ids
        ]
        return NoticePreview(texts=tuple(texts), unreachable=0)

    mission.replies["POST /v1/notices/preview"] = notices

    _, printed, _ = run(capsys, "review", "K7Q", "--leave-out", "571204")
    _, document, _ = run(capsys, "review", "K7Q", "--preview", "--json")

    listed, _, _ = printed.partition("These texts go out")
    [row] = [line for line in listed.splitlines() if line.lstrip().startswith("482193")]
    [other] = [line for line in listed.splitlines() if line.lstrip().startswith("571204")]
    assert "EXERCISE C4" in row
    assert "es" in row
    assert "340" in other
    assert "it came after what was found" in other
    reports = json.loads(document)["reports"]
    assert [(each["ref"], each["told_now"], each["language"]) for each in reports] == [
        ("482193", True, "es"),
        ("571204", False, "es"),
    ]
    assert mission.bodies("POST /v1/incidents/K7Q/review")[0].leave_out == ("571204",)


def test_yes_does_it_and_json_tells_what_went_out(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "review", "K7Q", "--yes", "--json")
    document = json.loads(printed)
    assert (code, document["done"]) == (0, True)
    assert [body.preview for body in mission.bodies("POST /v1/incidents/K7Q/review")] == [True, False]
    code, printed, _ = run(capsys, "review", "K7Q", "--preview", "--json")
    texts = json.loads(printed)["texts"]
    assert [(text["to"], text["template"], text["segments"]) for text in texts] == [
        ("HERON", "V9C", 1),
        ("482193", "C4", 1),
    ]


@pytest.mark.parametrize(
    ("options", "body"),
    [
        ([], ReviewRequest(decision="accept", finding=str(FINDING))),
        (["--finding", "maple"], ReviewRequest(decision="accept", finding="MAPLE")),
        (
            ["--outcome", "unfounded_other", "--agency", "fare_inspectors"],
            ReviewRequest(
                decision="correct", finding=str(FINDING), outcome=Outcome.UNFOUNDED_OTHER, agency="fare_inspectors"
            ),
        ),
        (
            ["--agency-en", "parcel delivery", "--agency-es", "reparto", "--new-look"],
            ReviewRequest(
                decision="accept",
                finding=str(FINDING),
                agency="other_agency",
                agency_words=OwnWords(en="parcel delivery", es="reparto"),
                corrects=False,
            ),
        ),
        (
            ["--outcome", "unable", "--why", "no-access", "--corrects"],
            ReviewRequest(
                decision="correct",
                finding=str(FINDING),
                outcome=Outcome.UNABLE,
                why=UnableWhy.NO_ACCESS,
                corrects=True,
            ),
        ),
        (
            ["--reject", "--note", "too dark"],
            ReviewRequest(decision="reject", finding=str(FINDING), note="too dark"),
        ),
    ],
)
def test_a_review_says_what_was_decided(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], options: list[str], body: ReviewRequest
) -> None:
    assert run(capsys, "review", "K7Q", "--yes", *options)[0] == 0
    assert mission.bodies("POST /v1/incidents/K7Q/review")[-1] == body
    asked = [order for order in mission.bodies("POST /v1/notices/preview") if order.outcome is not None]
    assert bool(asked) is (body.decision != "reject"), "a rejected finding tells no caller"


def test_a_rejected_finding_leaves_no_caller_out(mission: FakeServices, capsys: pytest.CaptureFixture[str]) -> None:
    code, printed, _ = run(capsys, "review", "K7Q", "--reject", "--preview")

    assert (code, "left out" in printed, "not taken" in printed) == (0, False, True)


def test_a_reviewer_reads_who_cried_there_and_what_was_said_before(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    page = a_review_page(
        a_finding("MAPLE", Outcome.NOTHING_SEEN, waits=False), a_finding("MAPLE", Outcome.CONFIRMED_ONGOING, "MAPLE")
    )
    mission.replies["GET /v1/incidents/K7Q/review"] = page.model_copy(update={"cried": ("HERON",)})

    _, printed, _ = run(capsys, "review", "K7Q", "--preview")

    assert "SOS was called here by HERON" in printed
    assert "Said before: MAPLE: " in printed


def test_two_findings_that_differ_are_both_shown_and_none_is_named_for_the_reviewer(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.replies["GET /v1/incidents/K7Q/review"] = a_review_page(
        a_finding("HERON", Outcome.CONFIRMED_ONGOING, "HERON"),
        a_finding("MAPLE", Outcome.NOTHING_SEEN),
        a_finding("OTTER", Outcome.UNABLE, waits=False),
    )

    _, printed, _ = run(capsys, "review", "K7Q", "--yes")

    assert "What they found DIFFERS." in printed
    assert "HERON found: CONFIRMED, going on (4 people, 1 vehicle)\n  Seen by HERON alone.\n" in printed
    assert "MAPLE found: nothing seen (4 people, 1 vehicle)\n  “dos vans”" in printed
    assert "Said before: OTTER: could not be checked" in printed
    assert "OTTER found" not in printed
    assert mission.bodies("POST /v1/incidents/K7Q/review")[-1] == ReviewRequest(decision="accept")


def test_a_preview_of_findings_that_differ_shows_them_and_the_reports(
    mission: FakeServices, capsys: pytest.CaptureFixture[str]
) -> None:
    mission.replies["GET /v1/incidents/K7Q/review"] = a_review_page(
        a_finding("HERON", Outcome.CONFIRMED_ONGOING, "HERON"), a_finding("MAPLE", Outcome.NOTHING_SEEN)
    )
    differ = "The findings differ: say whose it is, or give the outcome yourself"
    mission.replies["POST /v1/incidents/K7Q/review"] = problem(409, "findings-differ", differ)
    mission.replies["POST /v1/notices/preview"] = NoticePreview(
        texts=(CallerNoticePreview(report_id=REPORT, ref="482193", template="C6b", language="es", params={}),),
        unreachable=0,
    )

    code, printed, _ = run(capsys, "review", "K7Q", "--preview")
    accepting, listed, complained = run(capsys, "review", "K7Q", "--yes")
    _, document, _ = run(capsys, "review", "K7Q", "--preview", "--json")

    assert code == 0
    for shown in (printed, listed):
        assert "HERON found" in shown
        assert "MAPLE found" in shown
        [row] = [line for line in shown.splitlines() if line.lstrip().startswith("482193")]
        assert "what you decide" in row
        assert "es" in row.split()
    assert printed.splitlines()[-1] == f"Nothing can be accepted yet: {differ}."
    assert (accepting, complained) == (1, f"dispatch refused (409): {differ}.\n")
    read = json.loads(document)
    assert (read["done"], read["needs"]) == (False, "findings-differ")
    assert [each["submitted_by"] for each in read["findings"]] == ["HERON", "MAPLE"]
    assert [each["ref"] for each in read["reports"]] == ["482193"]


@pytest.mark.parametrize(("words", "proposed"), [("LAPD car stop", "local_police"), (None, "...")])
def test_whoever_accepts_another_agency_is_proposed_the_one_its_finder_named(
    mission: FakeServices, capsys: pytest.CaptureFixture[str], words: str | None, proposed: str
) -> None:
    found = a_finding("HERON", Outcome.UNFOUNDED_OTHER).model_copy(update={"words": words})
    mission.replies["GET /v1/incidents/K7Q/review"] = a_review_page(found)
    mission.replies["POST /v1/incidents/K7Q/review"] = problem(
        422, "agency-missing", "Not immigration: say what it was"
    )

    _, printed, _ = run(capsys, "review", "K7Q", "--yes")
    _, previewed, _ = run(capsys, "review", "K7Q", "--preview")

    for shown in (printed, previewed):
        assert f"hotline review K7Q --agency {proposed}. None of the list: --agency-en and --agency-es" in shown
