"""Every text in every language: one segment at its longest, commands of its own language, nothing personal."""

import re
from datetime import UTC, datetime

import pytest

from deploy.contracts.texts.shown import longest_value
from schemas.agencies import Agency
from schemas.clock_times import clock_time
from schemas.language.catalogue import LANGUAGES
from schemas.reply_text.consent_words import CARRIER_OPT_OUT
from schemas.reply_text.plain_text import word_set
from schemas.text_units import SmsEncoding, segments
from schemas.values import Outcome
from services.dispatch.grammar.erase_wish import erase_wish_in
from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import Unread
from services.notify.inbound.consent import classify
from services.notify.wording.placeholders import PLACEHOLDERS
from services.notify.wording.render import (
    REQUIRED,
    WORDINGS,
    WordingError,
    cut_short,
    is_mail,
    render,
    render_mail,
)
from tests.unit.dispatch.reply_table import EVERY_SITUATION

TEXTS = sorted(name for name in REQUIRED if not is_mail(name))
LONGEST = {name: placeholder.longest for name, placeholder in PLACEHOLDERS.items()}
WORDED = {name: placeholder.group for name, placeholder in PLACEHOLDERS.items() if placeholder.group is not None}
MAILS = sorted(name for name in REQUIRED if is_mail(name))
SAMPLE = {
    "words": "A lead calls you at 8pm.",
    "org": "RRN",
    "code": "K7Q",
    "erase_code": "K7Q",
    "code2": "M4T",
    "zone": "Boyle Heights NE",
    "observers": "2",
    "languages": "es",
    "until": "6:48am",
    "time": "7:02am",
    "opens": "5am",
    "closes": "9pm",
    "buddy": "HERON",
    "callsign": "MAPLE",
    "meeting_point": "Soto St & E 3rd St, bus stop",
    "scene": "Soto St & E 1st St",
    "missions": "K7Q, M4T",
    "place": "Soto & 1st",
    "minutes": "3",
    "count": "2",
    "requests": "K7Q Boyle Heights NE, M4T Westlake",
    "ref": "482193",
    "hotline": "213-555-0142",
    "agency": "fare_inspectors",
    "outcome": "C",
    "seen_by": "2",
    "when": "7:02am",
    "open": "2",
    "pages": "K7Q:sos,M4T:finding",
}
EXACT = [
    ("V1", "en", {}, 120),
    ("V1", "es", {}, 131),
    ("V2", "en", {}, 133),
    ("V2", "es", {}, 124),
    ("V3", "en", {}, 141),
    ("V3", "es", {"meeting_point": "Soto St & E 3rd St, parada de bus"}, 147),
    ("V4", "en", {}, 96),
    ("V4", "es", {}, 78),
    ("V4b", "en", {}, 62),
    ("V4b", "es", {}, 58),
    ("V5", "en", {}, 86),
    ("V5", "es", {}, 89),
    ("V6", "en", {}, 131),
    ("V6", "es", {}, 136),
    ("V8", "en", {}, 90),
    ("V8", "es", {}, 92),
    ("V11", "en", {}, 103),
    ("V11", "es", {}, 110),
    ("V12", "en", {}, 126),
    ("V12", "es", {}, 145),
    ("V13", "en", {}, 90),
    ("V13", "es", {}, 89),
    ("V14", "en", {}, 27),
    ("V14", "es", {}, 24),
    ("V15", "en", {}, 83),
    ("V15", "es", {}, 84),
    ("V16", "en", {}, 113),
    ("V16", "es", {}, 107),
    ("V17", "en", {}, 53),
    ("V17", "es", {}, 48),
    ("V18", "en", {}, 55),
    ("V18", "es", {}, 55),
    ("C1", "en", {"ref": "48219393"}, 151),
    ("C1", "es", {"ref": "48219393"}, 146),
    ("C4", "en", {}, 128),
    ("C4", "es", {"place": "Soto y 1st"}, 125),
    ("C5", "en", {}, 134),
    ("C5", "es", {}, 137),
    ("C6", "en", {}, 131),
    ("C6", "es", {}, 131),
    ("C6b", "en", {}, 127),
    ("C6b", "es", {}, 135),
    ("C8", "en", {}, 99),
    ("C8", "es", {}, 85),
    ("C9", "en", {}, 136),
    ("C9", "es", {}, 124),
    ("D1", "en", {"time": "7:19am"}, 118),
    ("D1", "es", {"time": "7:19am"}, 117),
]
COMMANDS = {
    "en": word_set("Y N L GO HERE C F G X OK OUT ON OFF SOS TALK ACK LANG ES START STOP HELP LEAVE STAY ERASE MY DATA"),
    "es": word_set(
        "SI NO L VOY AQUI C F G X OK FUERA ON OFF ACTIVO PAUSA SOS HABLAR ACK IDIOMA EN START STOP HELP SALGO SIGO"
        " BORRA MIS DATOS"
    ),
}
SHOUTED = {
    "en": word_set("RRN K7Q M4T HERON MAPLE NE WAIT NOT DUTY LEAVE NOW CONFIRMED CORRECTION WAS E A"),
    "es": word_set("RRN K7Q M4T HERON MAPLE NE ESPERE RESPONSABLE SALGA YA CONFIRMADO CORRECCION E A"),
}
CONSENT_TEXTS = {"V1", "V26", "text-me", "C1", "C8", "C9", "C10", "C11", "C12", "C13", "C20d", "C21", "V41"}


def params_of(template_id: str, **changed: str) -> dict[str, str]:
    return {name: changed.get(name, SAMPLE[name]) for name in REQUIRED[template_id]}


def longest_params_of(template_id: str, language: str) -> dict[str, str]:
    """Every free value as long as it may be, every worded one the longest of its table."""
    words = WORDINGS[language].words
    params = {
        name: PLACEHOLDERS[name].worst or "W" * LONGEST[name] for name in REQUIRED[template_id] if name not in WORDED
    }
    for name in REQUIRED[template_id] & WORDED.keys():
        table = words[WORDED[name]]
        params[name] = max(table, key=lambda key: len(table[key]))
    if "languages" in params:
        params["languages"] = "es,mix,quc"
    if "pages" in params:
        params["pages"] = longest_value("pages", language)
    return params


@pytest.mark.parametrize(("template_id", "language", "changed", "length"), EXACT)
def test_the_texts_of_practice_have_the_lengths_measured_there(
    template_id: str, language: str, changed: dict[str, str], length: int
) -> None:
    assert len(render(template_id, language, params_of(template_id, **changed))) == length


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template_id", TEXTS)
def test_every_text_is_one_segment_at_its_longest(template_id: str, language: str) -> None:
    text = render(template_id, language, longest_params_of(template_id, language))

    assert segments(text).encoding is SmsEncoding.GSM7
    assert segments(text).count == 1


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("table", sorted(set(WORDED.values())))
def test_every_word_fits_its_placeholder(table: str, language: str) -> None:
    words = WORDINGS[language].words[table]
    [placeholder] = [name for name, named in WORDED.items() if named == table]

    assert all(segments(word).units <= LONGEST[placeholder] for word in words.values())
    assert all(segments(word).encoding is SmsEncoding.GSM7 for word in words.values())


def test_both_languages_say_the_same_things() -> None:
    english, spanish = (WORDINGS[language] for language in LANGUAGES)

    assert english.texts.keys() == spanish.texts.keys()
    assert english.mails.keys() == spanish.mails.keys()
    assert {name: table.keys() for name, table in english.words.items()} == {
        name: table.keys() for name, table in spanish.words.items()
    }
    for name, template in english.texts.items():
        assert set(template.get_identifiers()) == set(spanish.texts[name].get_identifiers()), name
    assert {name for names in REQUIRED.values() for name in names} == LONGEST.keys()


def test_the_closed_lists_are_those_of_the_events() -> None:
    words = WORDINGS["en"].words

    assert words["agency"].keys() == set(Agency)
    assert words["outcome"].keys() == set(Outcome) | set("CFGX")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template_id", TEXTS)
def test_commands_shown_are_of_the_texts_language(template_id: str, language: str) -> None:
    text = render(template_id, language, params_of(template_id, agency="local_police"))
    shouted = set(re.findall(r"(?<![\w'])[A-ZÑ]+[0-9A-Z]*(?![\w'])", text)) - SHOUTED[language]

    assert shouted <= COMMANDS[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template_id", TEXTS)
def test_no_word_of_the_carriers_is_a_command_of_ours(template_id: str, language: str) -> None:
    words = set(re.findall(r"[A-Z]+", render(template_id, language, params_of(template_id))))

    allowed = {"STOP"} if template_id in CONSENT_TEXTS else set()
    assert words & CARRIER_OPT_OUT <= allowed
    if template_id not in CONSENT_TEXTS:
        assert words.isdisjoint({"START", "UNSTOP", "HELP", "INFO"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template_id", TEXTS)
@pytest.mark.parametrize("around", ["{}", "“{}”", "> {}", "Liked “{}”", "Le gustó “{}”", "👍 to “{}”"])
def test_our_own_text_sent_back_commands_nothing(template_id: str, language: str, around: str) -> None:
    copy = around.format(render(template_id, language, params_of(template_id)))

    assert classify(copy) is None
    assert erase_wish_in(copy) is None
    for situation in EVERY_SITUATION:
        assert isinstance(read(copy, situation), Unread), situation


def test_a_language_of_neither_is_answered_in_english() -> None:
    assert render("V14", "quc", {"code": "K7Q"}) == "K7Q: understood, thank you."
    assert render("V14", "es-MX", {"code": "K7Q"}) == "K7Q: entendido, gracias."
    assert render("V14", "ES", {"code": "K7Q"}) == "K7Q: entendido, gracias."


@pytest.mark.parametrize(
    ("template_id", "params", "message"),
    [
        ("V99", {}, "there is no such text"),
        ("mail-opened", {}, "there is no such text"),
        ("V14", {}, "V14 lacks code"),
        ("V14", {"code": "K7Q", "phone": "+12135550142"}, "V14 takes no phone"),
        ("V14", {"code": "K7QK7Q"}, "V14: code takes 6 units, 5 fit"),
        ("V14", {"code": "€€€"}, "V14: code takes 6 units, 5 fit"),
        ("V14", {"code": " \n"}, "V14: code is empty"),
    ],
)
def test_a_text_that_cannot_be_worded_says_why_without_the_value(
    template_id: str, params: dict[str, str], message: str
) -> None:
    with pytest.raises(WordingError, match=re.escape(message)) as caught:
        render(template_id, "en", params)

    assert "+1213" not in str(caught.value)


def test_values_are_never_templates_and_never_more_than_a_line() -> None:
    text = render("V4b", "en", {"code": "$org\n"})
    odd = render("V14", "en", {"code": "K\u2068\x007Q"})

    assert text.startswith("$org: still no partner.")
    assert odd == "K7Q: understood, thank you."


def test_accents_in_names_do_not_triple_the_price() -> None:
    text = render("V3", "es", params_of("V3", meeting_point="Av. César Chávez y Soto, parada"))

    assert "Av. César Chavez y Soto" in text
    assert segments(text).count == 1


@pytest.mark.parametrize(
    ("tags", "language", "said"),
    [
        ("es", "en", "Spanish"),
        ("es", "es", "español"),
        ("any", "es", "todo idioma"),
        ("es,mix", "en", "Spanish/Mixtec"),
        ("es, mix", "es", "español/mixteco"),
        ("es,mix,quc", "en", "Spanish/Mixtec+"),
        ("zh-Hant", "en", "Chinese"),
        ("qaa-Latn-x-somewhere", "en", "qaa-Latn-x-somew"),
        ("", "en", "any language"),
    ],
)
def test_languages_are_worded_for_the_reader(tags: str, language: str, said: str) -> None:
    assert f" {said}. " in render("V2", language, params_of("V2", languages=tags))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Boyle Heights NE", "Boyle Heights NE"),
        ("Boyle Heights North East", "Boyle Heights North"),
        ("[Santa Ana] Logan NW", "[Santa Ana] Logan"),
        ("Ñuñoa / Peñón ^ Río € Alto", "Ñuñoa / Peñon ^ Rio"),
        ("唐人街", "TangRenJie"),
        ("🏠", "?"),
    ],
)
def test_names_that_are_too_long_are_cut_at_a_word_in_the_units_of_the_text(value: str, said: str) -> None:
    assert f" {said}. " in render("V2", "en", params_of("V2", zone=value))


def test_which_values_are_said_in_part_is_told_without_them() -> None:
    assert cut_short("V2", params_of("V2", zone="[Santa Ana] Logan NW")) == ("zone",)
    assert cut_short("V2", params_of("V2")) == ()


@pytest.mark.parametrize(
    ("number", "said"),
    [("213-555-0142", "213-555-0142"), ("+52 55 5555 0142", "+525555550142"), ("+1 (213) 555-0142", "213-555-0142")],
)
def test_a_number_to_call_is_written_shorter_and_never_cut(number: str, said: str) -> None:
    assert f" {said}" in render("C1", "en", params_of("C1", hotline=number))


def test_an_agency_without_a_word_is_another_agency() -> None:
    text = render("V9F", "en", {"code": "K7Q", "agency": "the_army"})

    assert text == render("V9F", "en", {"code": "K7Q", "agency": "other_agency"})


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ((2026, 7, 1, 13, 48), "6:48am"),
        ((2026, 7, 1, 14, 0), "7am"),
        ((2026, 7, 1, 7, 5), "12:05am"),
        ((2026, 7, 1, 19, 0), "12pm"),
        ((2026, 1, 1, 13, 48), "5:48am"),
        ((2026, 7, 2, 6, 59), "11:59pm"),
    ],
)
def test_times_are_said_as_on_the_wall(moment: tuple[int, int, int, int, int], said: str) -> None:
    assert clock_time(datetime(*moment, tzinfo=UTC), "America/Los_Angeles") == said
    assert len(said) <= LONGEST["time"]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        clock_time(datetime(2026, 7, 1, 13, 48), "UTC")  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template_id", MAILS)
def test_mails_hold_zone_and_code_only(template_id: str, language: str) -> None:
    mail = render_mail(template_id, language, params_of(template_id))

    assert REQUIRED[template_id] <= {"org", "code", "zone", "time", "count", "outcome"}
    assert "K7Q" in mail.subject
    assert ("Boyle Heights NE" if language == "en" else "Boyle Heights") in mail.subject
    assert "\n" not in mail.subject
    assert "$" not in mail.subject + mail.text


def test_a_text_is_no_mail() -> None:
    with pytest.raises(WordingError, match="there is no such mail"):
        render_mail("V14", "en", {"code": "K7Q"})


@pytest.mark.parametrize(
    ("template", "language", "name", "given", "said"),
    [
        ("V23on", "en", "until", "1:05pm", "until 1:05pm."),
        ("V23on", "es", "until", "1:05pm", "hasta la 1:05pm."),
        ("V23on", "es", "until", "1pm", "hasta la 1pm."),
        ("V23on", "es", "until", "11pm", "hasta las 11pm."),
        ("V23on", "en", "until", "wed 7am", "until Wed 7am."),
        ("V23on", "es", "until", "wed 7am", "hasta el miercoles 7am."),
        ("V2", "es", "until", "1:05pm", "Antes de la 1:05pm:"),
        ("D1", "en", "time", "wed 7:19am", "SOS from MAPLE, Wed 7:19am."),
        ("D1", "es", "time", "7:19am", "SOS de MAPLE, 7:19am."),
    ],
)
def test_a_moment_has_its_article_and_on_another_day_its_day(
    template: str, language: str, name: str, given: str, said: str
) -> None:
    assert said in render(template, language, params_of(template, **{name: given}))


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "Boyle Heights NE", "Boyle Heights NE"),
        ("es", "Westlake NE", "Westlake noreste"),
        ("es", "Koreatown S", "Koreatown sur"),
        ("es", "Boyle Heights NW", "Boyle Heights"),  # noroeste does not fit, and NW is nothing in Spanish
        ("es", "Boyle Heights", "Boyle Heights"),
        ("es", "NE", "NE"),  # a name is not taken apart that is nothing else
    ],
)
def test_a_compass_point_is_a_word_in_spanish_or_is_left_out(language: str, zone: str, said: str) -> None:
    text = render("V2", language, params_of("V2", zone=zone))

    assert f", {said}. 2 " in text


def test_the_open_requests_of_a_spanish_reader_name_no_compass_point_in_english() -> None:
    asked = "K7Q Boyle Heights NE, M4T Westlake N"

    assert "K7Q Boyle Heights, M4T Westlake norte." in render("V16", "es", params_of("V16", requests=asked))
    assert asked in render("V16", "en", params_of("V16", requests=asked))
