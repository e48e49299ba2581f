"""What callers are told: only a positive identification is "not immigration", one person's finding never says "we"."""

import re
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

import pytest

from schemas.agencies import Agency
from schemas.endings import Ending, UnableWhy
from schemas.language.catalogue import LANGUAGES
from schemas.values import Outcome, Request
from services.intake.callers import notices
from services.intake.callers.answers import CallerAnswer, Telling
from services.intake.callers.notices import (
    FILLED,
    NOTICE_FRESH,
    OUTSIDE,
    RECEIPT_FRESH,
    CallerNotice,
    notice_of,
    receipt,
    shortened,
)
from services.intake.model.finding import ReviewedFinding
from services.intake.model.network import NetworkCopy
from services.intake.model.report import MissingForRelease
from services.notify.wording.render import REQUIRED, own_words, render

NETWORK = NetworkCopy("la", "RRN", "213-555-0142", "America/Los_Angeles", ("es", "en"), True, timedelta(minutes=60), 20)
SEEN_AT = datetime(2026, 11, 24, 15, 2, tzinfo=UTC)
EVENT = UUID(int=5)


def a_finding(outcome: Outcome = Outcome.CONFIRMED_ONGOING, **changes: Any) -> ReviewedFinding:
    agency = "fare_inspectors" if outcome is Outcome.UNFOUNDED_OTHER else None
    return ReviewedFinding(**{
        "outcome": outcome, "went": True, "agency": agency, "seen_at": SEEN_AT, "seen_by": 2, **changes
    })  # fmt: skip


def told(
    says: ReviewedFinding | str,
    how: Telling = Telling.PLAINLY,
    *,
    place: str = "Soto & 1st",
    language: str = "es",
    after: timedelta = timedelta(hours=1),
) -> CallerNotice | None:
    answer = CallerAnswer(EVENT, SEEN_AT + after, UUID(int=1), says)
    return notice_of(answer, how, ref="482193", language=language, network=NETWORK, place=place)


def in_words(notice: CallerNotice | None, language: str) -> str:
    assert notice is not None
    return render(notice.template, language, {**notice.params, **notice.sealed})


TOLD = {
    (Outcome.CONFIRMED_ONGOING, 2, "en"): "Ref 482193. CONFIRMED: immigration enforcement near Soto & 1st at 7:02am. "
    "You can stay silent and ask for a lawyer. 213-555-0142",
    (Outcome.CONFIRMED_ONGOING, 2, "es"): "Ref 482193. CONFIRMADO: inmigracion cerca de Soto & 1st a las 7:02am. "
    "Puede guardar silencio y pedir un abogado. 213-555-0142",
    (Outcome.CONFIRMED_ONGOING, 1, "en"): "Ref 482193: one observer saw immigration enforcement near Soto & 1st at "
    "7:02am. You can stay silent and ask for a lawyer. 213-555-0142",
    (Outcome.CONFIRMED_ONGOING, 1, "es"): "Ref 482193: una persona observadora vio a inmigracion cerca de Soto & 1st a "
    "las 7:02am. Puede pedir un abogado. 213-555-0142",
    (
        Outcome.CONFIRMED_PAST,
        2,
        "en",
    ): "Ref 482193. CONFIRMED: immigration enforcement was near Soto & 1st; it was "
    "over at 7:02am. Help or a lawyer: 213-555-0142",
    (
        Outcome.CONFIRMED_PAST,
        2,
        "es",
    ): "Ref 482193. CONFIRMADO: inmigracion estuvo cerca de Soto & 1st; a las 7:02am "
    "ya se habia ido. Ayuda o abogado: 213-555-0142",
    (Outcome.CONFIRMED_PAST, 1, "en"): "Ref 482193: one observer says immigration enforcement was near Soto & 1st and "
    "was gone at 7:02am. Help or a lawyer: 213-555-0142",
    (Outcome.CONFIRMED_PAST, 1, "es"): "Ref 482193: una persona observadora dice que inmigracion estuvo cerca de Soto "
    "& 1st; a las 7:02am ya no. Ayuda o abogado: 213-555-0142",
    (Outcome.UNFOUNDED_OTHER, 2, "en"): "Ref 482193: observers went at 7:02am. It was NOT immigration (fare "
    "inspectors). Please tell whoever told you, so fear does not spread.",
    (Outcome.UNFOUNDED_OTHER, 2, "es"): "Ref 482193: fuimos a las 7:02am. NO era inmigracion (inspectores del tren). "
    "Por favor avise a quien le dijo, para que no crezca el miedo.",
    (Outcome.UNFOUNDED_OTHER, 1, "en"): "Ref 482193: one observer went at 7:02am: NOT immigration (fare inspectors). "
    "Please tell whoever told you, so fear does not spread.",
    (Outcome.UNFOUNDED_OTHER, 1, "es"): "Ref 482193: una persona observadora fue a las 7:02am. NO era inmigracion "
    "(inspectores del tren). Por favor avise a quien le dijo.",
    (Outcome.NOTHING_SEEN, 2, "en"): "Ref 482193: observers went at 7:02am and saw nothing then. It may have ended "
    "before. NOT confirmed. Please do not share it as fact.",
    (Outcome.NOTHING_SEEN, 2, "es"): "Ref 482193: fuimos a las 7:02am y no vimos nada. Pudo haber terminado antes. NO "
    "confirmado. Por favor no lo comparta como un hecho.",
    (Outcome.NOTHING_SEEN, 1, "en"): "Ref 482193: one observer went at 7:02am and saw nothing then. It may have ended "
    "before. NOT confirmed. Please do not share it as fact.",
    (Outcome.NOTHING_SEEN, 1, "es"): "Ref 482193: una persona observadora fue a las 7:02am y no vio nada. Pudo haber "
    "terminado antes. NO confirmado. No lo comparta como un hecho.",
}
IN_VAIN = {
    "en": "Ref 482193: somebody went to look, but could not tell what it was. NOT confirmed, not ruled out. "
    "Do not share it as fact. Help or a lawyer: 213-555-0142",
    "es": "Ref 482193: alguien fue a ver y no se pudo saber que era. No sabemos si es cierto o no. "
    "No lo comparta como un hecho. Ayuda o abogado: 213-555-0142",
}
NOT_CHECKED = {
    "en": "Ref 482193: we could not check it. NOT confirmed, not ruled out. Please do not share it as fact. "
    "Help or a lawyer: 213-555-0142",
    "es": "Ref 482193: no pudimos verificarlo. No sabemos si es cierto o no. Por favor no lo comparta como un hecho. "
    "Ayuda o abogado: 213-555-0142",
}


@pytest.mark.parametrize(
    ("outcome", "went", "seen_by", "language"), list(product(Outcome, (True, False), (1, 2), LANGUAGES))
)
def test_what_a_reviewer_accepts_is_what_callers_read(
    outcome: Outcome, went: bool, seen_by: int, language: str
) -> None:
    said = in_words(told(a_finding(outcome, went=went, seen_by=seen_by), language=language), language)

    if not went:
        assert said == NOT_CHECKED[language]
    elif outcome is Outcome.UNABLE:
        assert said == IN_VAIN[language]
    else:
        assert said == TOLD[outcome, seen_by, language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_a_team_left_without_a_word_callers_hear_that_it_was_not_checked(language: str) -> None:
    """A lead closed it and said no why: that somebody could not tell is what nobody said."""
    said = told(a_finding(Outcome.UNABLE, went=True, seen_by=None), language=language)
    why = told(a_finding(Outcome.UNABLE, went=True, seen_by=None, why=UnableWhy.NO_ACCESS), language=language)

    assert in_words(said, language) == NOT_CHECKED[language]
    assert in_words(why, language) == IN_VAIN[language]


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("how", [Telling.PLAINLY, Telling.AS_CORRECTION])
def test_what_one_person_saw_or_an_unknown_number_never_says_we(outcome: Outcome, how: Telling) -> None:
    for seen_by, language in product((1, None), LANGUAGES):
        if (outcome, how, seen_by) == (Outcome.UNABLE, Telling.PLAINLY, None):
            continue  # nobody says that they looked: that it was not checked is ours to say
        said = f" {in_words(told(a_finding(outcome, seen_by=seen_by), how), language)} ".lower()
        assert not any(
            word in said for word in (" we ", " our observers", "fuimos", "vimos", " observers ", "observadores")
        )
        assert "CONFIRMED:" not in said


def test_the_place_of_a_confirmed_finding_is_sealed() -> None:
    notice = told(a_finding())

    assert notice is not None
    assert notice.params == {"ref": "482193", "when": "7:02am", "hotline": "213-555-0142"}
    assert notice.sealed == {"place": "Soto & 1st"}
    assert "Soto" not in repr(notice)


def test_another_agency_is_told_in_the_reviewers_words_of_the_callers_language_and_sealed() -> None:
    words = {"en": "parcel delivery", "es": "reparto de paquetes"}
    notice = told(a_finding(Outcome.UNFOUNDED_OTHER, agency="other_agency", agency_words=words))

    assert notice is not None
    assert notice.sealed == {"agency_en": "parcel delivery", "agency_es": "reparto de paquetes"}
    assert "(reparto de paquetes)" in in_words(notice, "es")
    assert "(parcel delivery)" in in_words(notice, "en")
    assert "(parcel delivery)" in in_words(notice, "quc")


def test_every_agency_of_the_list_is_said_as_what_it_was() -> None:
    for agency in Agency:
        assert in_words(told(a_finding(Outcome.UNFOUNDED_OTHER, agency=agency)), "es")
    unnamed = told(a_finding(Outcome.UNFOUNDED_OTHER, agency=None))
    assert unnamed is not None
    assert unnamed.params["agency"] == "other_agency"


def test_who_left_because_it_was_not_safe_is_told_as_stopped_and_nothing_of_danger() -> None:
    notice = told(a_finding(Outcome.UNABLE, why=UnableWhy.UNSAFE))

    assert notice == CallerNotice("C18", {"ref": "482193", "hotline": "213-555-0142"})
    for language, word in product(LANGUAGES, ("safe", "danger", "peligro", "segur", "sos")):
        assert word not in in_words(notice, language).lower()


@pytest.mark.parametrize(
    ("ending", "template"),
    [
        (Ending.NOT_CHECKED, "C6b"),
        (Ending.STOPPED, "C18"),
        (Ending.MISTAKE, "C18b"),
        (Ending.DUPLICATE, "C18c"),
        (Ending.TOLD_BY_VOICE, None),
        (Ending.NOTHING, None),
        (OUTSIDE, "C17"),
        ("a_word_of_a_later_release", "C6b"),
    ],
)
def test_each_ending_has_its_text_or_by_choice_none(ending: str, template: str | None) -> None:
    notice = told(ending)

    assert (notice.template if notice else None) == template


def test_every_ending_that_may_be_chosen_is_known() -> None:
    assert set(Ending) <= notices.ENDINGS.keys()


@pytest.mark.parametrize(
    ("outcome", "template"),
    [
        (Outcome.CONFIRMED_ONGOING, "C19"),
        (Outcome.CONFIRMED_PAST, "C19b"),
        (Outcome.UNFOUNDED_OTHER, "C19c"),
        (Outcome.NOTHING_SEEN, "C19d"),
        (Outcome.UNABLE, "C19e"),
    ],
)
def test_a_correction_says_that_it_is_one(outcome: Outcome, template: str) -> None:
    for language, word in (("en", "CORRECTION"), ("es", "CORRECCION")):
        notice = told(a_finding(outcome), Telling.AS_CORRECTION)
        assert notice is not None
        assert notice.template == template
        assert word in in_words(notice, language)
    corrected_to_nobody = told(a_finding(outcome, went=False), Telling.AS_CORRECTION)
    assert corrected_to_nobody is not None
    assert corrected_to_nobody.template == "C19e"


def test_every_text_is_filled_with_what_it_says_and_nothing_else() -> None:
    for template, names in FILLED.items():
        assert set(names) == REQUIRED[template], template
    assert own_words("C5") == {"agency_en", "agency_es"}
    used = {*notices.BY_TWO.values(), *notices.BY_ONE.values(), *notices.CORRECTED.values()}
    used |= {template for template in notices.ENDINGS.values() if template is not None}
    assert used | {"C6b", "C6c", "C18"} == FILLED.keys()


@pytest.mark.parametrize(
    ("request_", "missing", "template"),
    [
        (Request.OBSERVE, (), "C1"),
        (Request.OBSERVE, (MissingForRelease.RESIDENCE,), "C10"),
        (Request.OBSERVE, (MissingForRelease.RESIDENCE, MissingForRelease.DUTY), "C11"),
        (Request.OBSERVE, (MissingForRelease.NETWORK_UNKNOWN,), "C11"),
        (Request.SUPPORT, (MissingForRelease.REQUEST,), "C12"),
        (Request.SUPPORT, (MissingForRelease.REQUEST, MissingForRelease.DUTY), "C12"),
        (Request.INFORMATION, (MissingForRelease.REQUEST,), "C13"),
    ],
)
def test_a_receipt_promises_what_is_done_and_no_more(
    request_: Request, missing: tuple[MissingForRelease, ...], template: str
) -> None:
    notice = receipt("482193", NETWORK, request=request_, missing=missing)

    assert notice == CallerNotice(template, {"org": "RRN", "ref": "482193", "hotline": "213-555-0142"})
    for language in LANGUAGES:
        said = in_words(notice, language)
        assert "RRN" in said
        assert "STOP" in said
        assert ("if somebody can" in said or "si alguien puede" in said) == (template == "C1")
        if template == "C1":
            assert not re.search(r"looking into|revisando|we go|vamos", said), "that nobody goes may be said at once"


def test_a_receipt_is_of_use_for_an_hour_and_a_finding_for_a_day() -> None:
    assert (timedelta(hours=1), timedelta(hours=24)) == (RECEIPT_FRESH, NOTICE_FRESH)


@pytest.mark.parametrize(
    ("after", "when", "en", "es"),
    [
        (timedelta(hours=12), "7:02am", "at 7:02am", "a las 7:02am"),
        (timedelta(hours=12, seconds=1), "tue 7:02am", "on Tue at 7:02am", "el martes 7:02am"),
    ],
)
def test_a_time_more_than_twelve_hours_away_has_its_day(after: timedelta, when: str, en: str, es: str) -> None:
    notice = told(a_finding(Outcome.NOTHING_SEEN), after=after)

    assert notice is not None
    assert notice.params["when"] == when
    assert en in in_words(notice, "en")
    assert es in in_words(notice, "es")


def test_one_o_clock_is_said_apart_in_spanish() -> None:
    params = {"ref": "482193", "when": "1:05am"}

    assert "a la 1:05am" in render("C6", "es", params)
    assert "a las 12:05am" in render("C6", "es", {**params, "when": "12:05am"})
    assert "a la 1pm" in render("C6", "es", {**params, "when": "1pm"})
    assert "a las 10am" in render("C6", "es", {**params, "when": "10am"})


def test_a_finding_without_a_time_is_told_with_the_time_of_its_review() -> None:
    notice = told(a_finding(Outcome.NOTHING_SEEN, seen_at=None))

    assert notice is not None
    assert notice.params["when"] == "8:02am"


@pytest.mark.parametrize(
    ("language", "place"),
    [("es-MX", "el lugar del reporte"), ("en", "the place reported"), ("quc", "the place reported")],
)
def test_a_place_that_is_not_known_is_worded_around(language: str, place: str) -> None:
    notice = told(a_finding(Outcome.CONFIRMED_PAST), place=" ", language=language)

    assert notice is not None
    assert notice.sealed == {"place": place}


def test_a_place_too_long_for_one_segment_is_cut_at_a_word() -> None:
    assert shortened("Soto Street & East First Street") == "Soto Street & East First"
    assert shortened("Soto St & E 1st St, bus stop") == "Soto St & E 1st St, bus"
    assert shortened("Soto Street & East Firsts now") == "Soto Street & East"
    assert shortened("Soto & E First Street, & bus stop") == "Soto & E First Street"
    assert shortened("Planta Soto y 1st MAXX otra") == "Planta Soto y 1st MAXX"
    assert shortened("x" * 40) == "x" * 24


def test_a_place_as_long_as_may_be_stays_whole() -> None:
    assert shortened(" Soto Street & East First ") == "Soto Street & East First"


def test_the_same_notice_of_the_same_report_is_the_same_message_and_another_correction_is_another() -> None:
    report, other = uuid4(), UUID(int=1)
    again, corrected = CallerNotice("C6", {"ref": "1"}), CallerNotice("C19d", {}, occasion="a")

    assert again.message_id(report) == CallerNotice("C6", {}).message_id(report)
    assert again.message_id(report) != again.message_id(other)
    assert again.message_id(report) != CallerNotice("C4", {}).message_id(report)
    assert corrected.message_id(report) == CallerNotice("C19d", {}, occasion="a").message_id(report)
    assert corrected.message_id(report) != CallerNotice("C19d", {}, occasion="b").message_id(report)
