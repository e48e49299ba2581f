"""A reply taken apart, word by word: what each listed word is, how numbers are read, and what comes glued together."""

import pytest

from services.dispatch.grammar.number_words import NumberUnit
from services.dispatch.grammar.parts import Part, PartKind, parts_of

CODES = frozenset({"K7Q", "Y25", "234"})


def shown(text: str) -> str:
    """The parts of upper-case words, each as a word: verbs by name, `<codes>`, numbers with their unit's first letter,
    `~` for a filler, `!` for a reason, `?` before what nothing explains."""
    return " ".join(_shown(part) for part in parts_of(text.split(), CODES))


def _shown(part: Part) -> str:
    match part.kind:
        case PartKind.VERB:
            assert part.verb is not None
            return part.verb.value.replace(" ", "_")
        case PartKind.CODE:
            return f"<{part.words[0]}>"
        case PartKind.NUMBER:
            return f"{part.number}{part.unit.value[0] if part.unit else ''}"
        case PartKind.FILLER:
            return "~"
        case PartKind.REASON:
            return "!"
        case PartKind.UNEXPLAINED:
            return f"?{part.words[0]}"


NUMBERS = {
    0: "ZERO|CERO|00",
    1: "ONE|UNO|UN|UNA",
    2: "TWO|DOS|2",
    3: "THREE|TRES",
    4: "FOUR|CUATRO",
    5: "FIVE|CINCO",
    6: "SIX|SEIS",
    7: "SEVEN|SIETE",
    8: "EIGHT|OCHO",
    9: "NINE|NUEVE",
    10: "TEN|DIEZ|10|010",
    11: "ELEVEN|ONCE",
    12: "TWELVE|DOCE",
    13: "THIRTEEN|TRECE",
    14: "FOURTEEN|CATORCE",
    15: "FIFTEEN|QUINCE",
    16: "SIXTEEN|DIECISEIS",
    17: "SEVENTEEN|DIECISIETE",
    18: "EIGHTEEN|DIECIOCHO",
    19: "NINETEEN|DIECINUEVE",
    20: "TWENTY|VEINTE",
    21: "VEINTIUNO|VEINTIUN|TWENTY ONE|VEINTE Y UNO",
    22: "VEINTIDOS",
    23: "VEINTITRES",
    24: "VEINTICUATRO",
    25: "VEINTICINCO|TWENTY FIVE",
    26: "VEINTISEIS",
    27: "VEINTISIETE",
    28: "VEINTIOCHO",
    29: "VEINTINUEVE|TWENTY NINE",
    30: "THIRTY|TREINTA",
    35: "THIRTY FIVE|TREINTA Y CINCO",
    40: "FORTY|CUARENTA",
    50: "FIFTY|CINCUENTA",
    60: "SIXTY|SESENTA",
    70: "SEVENTY|SETENTA",
    80: "EIGHTY|OCHENTA",
    91: "NINETY ONE|NOVENTA Y UNO",
    90: "NINETY|NOVENTA",
    99: "NINETY NINE|NOVENTA Y NUEVE",
    100: "HUNDRED|CIEN",
    9999: "9999",
}
SPANS = {
    15: "UN CUARTO DE HORA|CUARTO DE HORA",
    30: "HALF HOUR|HALF AN HOUR|A HALF HOUR|MEDIA HORA",
    60: "AN HOUR|A HOUR",
    90: "HOUR AND A HALF|AN HOUR AND A HALF|HORA Y MEDIA|UNA HORA Y MEDIA",
}
UNITS = {
    "m": "MIN|MINS|M|MINUTE|MINUTES|MINUTO|MINUTOS",
    "h": "H|HR|HRS|HOUR|HOURS|HORA|HORAS",
    "p": "PEOPLE|PERSON|PERSONS|AGENT|AGENTS|OFFICER|OFFICERS|PERSONA|PERSONAS|AGENTE|AGENTES|OFICIALES|GENTE",
    "v": "CAR|CARS|VEHICLE|VEHICLES|VAN|VANS|SUV|SUVS|TRUCK|TRUCKS|CARRO|CARROS|COCHE|COCHES|AUTO|AUTOS|CAMIONETA"
    "|CAMIONETAS|VEHICULO|VEHICULOS|TROCA|TROCAS",
}
LEADING = "IN|ABOUT|AROUND|IN ABOUT|FOR|EN|EN UNOS|UNOS|COMO|COMO EN|EN COMO|POR|DENTRO DE|APROX|ETA"


@pytest.mark.parametrize(("number", "listed"), NUMBERS.items())
def test_numbers_in_digits_and_in_words(number: int, listed: str):
    assert {words: shown(words) for words in listed.split("|")} == dict.fromkeys(listed.split("|"), str(number))


@pytest.mark.parametrize(("minutes", "listed"), SPANS.items())
def test_spans_are_minutes(minutes: int, listed: str):
    assert {words: shown(words) for words in listed.split("|")} == dict.fromkeys(listed.split("|"), f"{minutes}m")


@pytest.mark.parametrize(("unit", "listed"), UNITS.items())
def test_a_number_takes_the_unit_behind_it(unit: str, listed: str):
    assert {word: shown(f"7 {word}") for word in listed.split("|")} == dict.fromkeys(listed.split("|"), f"7{unit}")


@pytest.mark.parametrize("leading", LEADING.split("|"))
def test_what_leads_to_a_number_is_explained_only_before_one(leading: str):
    assert shown(f"{leading} 25 MIN") == "25m"
    assert shown(f"{leading} HALF AN HOUR") == "30m"
    assert "25" not in shown(f"{leading} ZZZ 25").split()[0]
    assert shown(f"{leading} ZZZ").split()[-1] == "?ZZZ"
    assert shown(leading).startswith("?")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # numbers that go on, and numbers that don't
        ("TWENTY TEN", "20 10"),
        ("TWENTY ZERO", "20 0"),
        ("TREINTA Y", "30 yes"),
        ("TREINTA Y DIEZ", "30 ~ 10"),
        ("TREINTA CINCO", "35"),
        ("HUNDRED FIVE", "100 5"),
        ("TEN FIVE", "10 5"),
        ("TWENTY ZZZ FIVE", "20 ?ZZZ 5"),
        ("TWENTY AND FIVE", "20 ~ 5"),
        ("TREINTA Y CINCO Y DOS", "35 ~ 2"),
        ("١٠", "?١٠"),
        ("NINETEEN ONE", "19 1"),
        ("VEINTICINCO Y UNO", "25 ~ 1"),
        ("TWENTY FIVE MIN", "25m"),
        ("25 MIN 3 VANS", "25m 3v"),
        ("10000", "?10000"),
        ("IN", "?IN"),
        ("HALF", "?HALF"),
        ("HOUR", "?HOUR"),
        ("IN TWENTY FIVE MINUTES", "25m"),
        ("EN UNA HORA Y MEDIA", "90m"),
        # glued
        ("Y10", "yes 10"),
        ("YES10", "yes 10"),
        ("Y10MIN", "yes 10m"),
        ("Y10ZZZ", "?Y10ZZZ"),
        ("L20", "standby 20"),
        ("VOY5M", "go 5m"),
        ("ON4H", "on 4h"),
        ("10MIN", "10m"),
        ("999VANS", "999v"),
        ("1000MIN", "?1000MIN"),
        ("10ZZZ", "?10ZZZ"),
        ("C4", "C 4"),
        ("C42", "?C42"),
        ("X9", "X 9"),
        ("C4VANS", "C 4v"),
        ("N10", "?N10"),
        ("OK5", "?OK5"),
        ("HERE5", "?HERE5"),
        ("ZZZ5", "?ZZZ5"),
        ("Y1000", "?Y1000"),
        ("Y10 4MIN", "yes 10 4m"),
        # codes
        ("K7Q", "<K7Q>"),
        ("Y25", "<Y25>"),
        ("Y26", "yes 26"),
        ("234 235", "<234> 235"),
        ("K7Q 10 MIN", "<K7Q> 10m"),
        ("YES K7Q10", "yes ?K7Q10"),
        # the longest phrase wins
        ("CLARO QUE SI", "willing yes"),
        ("CON MUCHO GUSTO", "willing"),
        ("CON MUCHO", "?CON ?MUCHO"),
        ("I CAN NOT", "cannot"),
        ("I CAN", "willing"),
        ("I", "~"),
        ("YESSS", "yes"),
        ("NOOO", "no"),
        ("JAJAJA", "~"),
        ("NO AT WORK", "no !"),
        ("10 OR 15", "15"),
        ("ENTRE 10 Y 15 MIN", "15m"),
        ("15 TO 10", "15 ?TO 10"),
        ("10 MIN AWAY", "10m"),
        ("10 AWAY", "10"),
        ("TODO BIEN Y TRANQUILO", "ok ~ fine"),
        ("K7Q Y 234", "<K7Q> ~ <234>"),
        ("K7Q Y 10", "<K7Q> yes 10"),
        ("TTY", "?TTY"),
        ("NOT OKAY", "not_ok"),
        ("NOT", "?NOT"),
        ("THANK", "?THANK"),
        ("LANG", "?LANG"),
        ("LANG FR", "?LANG ?FR"),
        # a lone digit
        ("1", "yes"),
        ("0", "no"),
        ("1 10", "yes 10"),
        ("0 10", "no 10"),
        ("10 1", "10 1"),
        ("01", "1"),
        ("ONE", "1"),
        ("1 MIN", "1m"),
        ("2", "2"),
        ("K7Q 1", "<K7Q> yes"),
        ("1 1", "yes 1"),
        ("OK 1", "ok yes"),
        ("SURE 0", "willing no"),
        ("OK SURE 1", "ok willing yes"),
        ("Y 1", "yes 1"),
        ("N 0", "no 0"),
        ("OK Y 1", "ok yes 1"),
        ("C 1", "C 1"),
        ("ON 1", "on 1"),
        ("THANKS 1", "~ yes"),
    ],
)
def test_a_text_is_taken_apart(text: str, parts: str):
    assert shown(text) == parts


def test_each_part_tells_its_words_and_where_they_stood():
    parts = parts_of(["PLEASE", "Y10MIN", "IN", "ABOUT", "25", "MIN", "K7Q", "1"], CODES)

    assert [(part.kind, part.words, part.at, part.number, part.unit) for part in parts] == [
        (PartKind.FILLER, ("PLEASE",), 0, 0, None),
        (PartKind.VERB, ("Y",), 1, 0, None),
        (PartKind.NUMBER, ("10", "MIN"), 1, 10, NumberUnit.MINUTES),
        (PartKind.NUMBER, ("IN", "ABOUT", "25", "MIN"), 2, 25, NumberUnit.MINUTES),
        (PartKind.CODE, ("K7Q",), 6, 0, None),
        (PartKind.NUMBER, ("1",), 7, 1, None),
    ]


def test_what_explains_a_no_tells_where_it_stood():
    [_, reason] = parts_of(["NO", "AT", "WORK"], CODES)

    assert (reason.words, reason.at) == (("AT", "WORK"), 1)


def test_numbers_with_a_hyphen_between_them_are_a_range_and_the_larger_counts():
    [_, minutes] = parts_of(["Y", "10", "15"], CODES, frozenset({1}))

    assert (minutes.number, minutes.of_range) == (15, True)


def test_a_lone_digit_that_answers_stays_where_it_stood():
    [filler, answer] = parts_of(["HOLA", "0"], CODES)

    assert (answer.kind, answer.words, answer.at) == (PartKind.VERB, ("0",), 1)
    assert filler.at == 0


def test_nothing_said_has_no_parts():
    assert parts_of((), CODES) == ()
