"""The reply grammar, line by line: what each text means in each situation, and what must never be read into it."""

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.reply_text.consent_words import CARRIER_OPT_OUT
from schemas.reply_text.distress.danger_as_typed import DISTRESS
from schemas.reply_text.plain_text import LONGEST_TEXT, word_set
from schemas.reply_text.words import FILLERS, VERBS
from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    AskAgain,
    Decline,
    EnRoute,
    FindingReply,
    NotOk,
    Ok,
    OptOut,
    ReleaseMe,
    Situation,
    Sos,
    Standby,
    Unread,
    WhichOne,
)
from tests.unit.dispatch.reply_table import (
    ASKED_AGAIN,
    ASKED_RELEASE,
    CHECKED,
    CONFIRMED,
    DUTY,
    EN_ROUTE,
    EVERY_SITUATION,
    IDLE,
    NEVER_COMMANDS,
    OFFERED,
    ON_SCENE,
    READ,
    TWO_OFFERS,
    YES,
    YES_IN_10,
    C,
)
from tests.unit.schemas.opt_outs import ONLY_SOUNDS_LIKE_IT, OPT_OUTS


@pytest.mark.parametrize(("situation", "text", "meaning"), READ)
def test_a_reply_means_what_its_state_makes_of_it(situation: Situation, text: str, meaning: object) -> None:
    assert read(text, situation) == meaning


@pytest.mark.parametrize("text", NEVER_COMMANDS)
def test_a_text_with_anything_left_over_commands_nothing(text: str) -> None:
    for situation in EVERY_SITUATION:
        reading = read(text, situation)

        assert isinstance(reading, Unread), situation
        assert reading.needs_a_human, situation


UNFIT = [
    (IDLE, "3"),
    (IDLE, "Y"),
    (IDLE, "N"),
    (IDLE, "L"),
    (IDLE, "GO"),
    (IDLE, "HERE"),
    (IDLE, "C 4 2"),
    (IDLE, "mal"),
    (OFFERED, "C 4 2"),
    (OFFERED, "HERE"),
    (OFFERED, "C"),
    (OFFERED, "mal"),
    (OFFERED, "2 3"),
    (ASKED_AGAIN, "OK"),
    (ASKED_AGAIN, "👍"),
    (CONFIRMED, "C 4 2"),
    (CONFIRMED, "L"),
    (EN_ROUTE, "G"),
    (ON_SCENE, "GO"),
    (ON_SCENE, "voy"),
    (ON_SCENE, "N"),
    (ON_SCENE, "Y"),
    (ON_SCENE, "C 4 2?"),
    (ON_SCENE, "😱"),
    (CHECKED, "sure"),
    (CHECKED, "OK 5"),
    (ASKED_RELEASE, "Y"),
    (DUTY, "ACK M4T"),
    (TWO_OFFERS, "Y K7Q N M4T"),
    (OFFERED, "Y M4T"),
]


@pytest.mark.parametrize(("situation", "text"), UNFIT)
def test_a_command_that_its_state_does_not_know_goes_to_a_human(situation: Situation, text: str) -> None:
    reading = read(text, situation)

    assert isinstance(reading, Unread)
    assert reading.needs_a_human


@pytest.mark.parametrize("text", ["thanks", "Thank you!", "Gracias", "muchas gracias", "hola", "🙏", "❤️", "!!!"])
def test_a_bare_courtesy_bothers_nobody(text: str) -> None:
    assert read(text, OFFERED) == Unread(None, ())


@pytest.mark.parametrize("text", ["", "   ", "\n", "📷", "😱"])
def test_a_photo_or_a_sign_without_words_goes_to_a_person(text: str) -> None:
    reading = read(text, OFFERED)

    assert isinstance(reading, Unread)
    assert reading.needs_a_human


@pytest.mark.parametrize("situation", [OFFERED, TWO_OFFERS, EN_ROUTE, ON_SCENE])
@pytest.mark.parametrize("text", ["both", "ahorita", "por aqui", "right here both"])
def test_what_is_no_thanks_while_we_wait_for_an_answer_is_read_by_a_person(situation: Situation, text: str) -> None:
    reading = read(text, situation)

    assert isinstance(reading, Unread)
    assert reading.needs_a_human


@pytest.mark.parametrize("text", ["OK", "ok thanks", "👍", "bien, gracias", "OK K7Q"])
def test_ok_to_the_meeting_point_bothers_nobody(text: str) -> None:
    assert read(text, CONFIRMED) == Unread(None, ())


GUESSES = [
    (ON_SCENE, "Es la migra", FindingReply("K7Q", C)),
    (OFFERED, "yes but late", YES),
    (ASKED_AGAIN, "ok", YES),
    (ASKED_RELEASE, "si", None),
    (ON_SCENE, "C 4-5", FindingReply("K7Q", C, 5)),
    (ON_SCENE, "C creo", FindingReply("K7Q", C)),
    (CONFIRMED, "can't find parking", None),
    (ON_SCENE, "C 4 vans and people", FindingReply("K7Q", C, None, 4)),
    (OFFERED, "No se", None),
    (OFFERED, "Soto St", None),
]


@pytest.mark.parametrize(("situation", "text", "guess"), GUESSES)
def test_a_human_is_shown_our_best_guess(situation: Situation, text: str, guess: object) -> None:
    reading = read(text, situation)

    assert isinstance(reading, Unread)
    assert reading.best_guess == guess


def test_what_was_not_explained_is_named_but_never_printed() -> None:
    reading = read("yes but late", OFFERED)

    assert isinstance(reading, Unread)
    assert reading.words == ("BUT", "LATE")
    assert "LATE" not in repr(reading)
    assert "vans" not in repr(read("C 4 2 white vans", ON_SCENE))


@pytest.mark.parametrize("text", OPT_OUTS)
def test_every_opt_out_is_one_in_every_state(text: str) -> None:
    assert {read(text, situation) for situation in EVERY_SITUATION} == {OptOut()}


@pytest.mark.parametrize("text", ONLY_SOUNDS_LIKE_IT)
def test_ordinary_speech_is_no_opt_out_in_any_state(text: str) -> None:
    assert OptOut() not in {read(text, situation) for situation in EVERY_SITUATION}


def test_no_word_of_the_grammar_is_a_carriers() -> None:
    ours = {" ".join(phrase) for phrase in VERBS} | FILLERS | DISTRESS

    assert ours.isdisjoint(CARRIER_OPT_OUT | {"START", "UNSTOP", "HELP", "INFO"})


COPIES = [
    "Liked “K7Q: do you want to go? Please reply Y + minutes, or N.”",
    "Loved “Y 10”",
    "Liked “SOS received. Get safe first.”",
    "Disliked “RRN K7Q: check a report, Boyle Heights NE.”",
    "Laughed at “Y”",
    "Emphasized “OUT”",
    "Questioned “K7Q: are you away and safe? Text OUT when you are away. Still there: OK. Danger: SOS”",
    "Reacted 😂 to “Y 10”",
    "👍 to “ Y ”",
    "Removed a like from “OK”",
    "Le gustó “SI 10”",
    'Le encantó "SI 10"',
    "Reaccionó con 👍 a “SI”",
    "Liked an image",
    "> Y 10",
    "> SOS",
    "K7Q: are you away and safe? Text OUT when you are away. Still there: OK. Danger: SOS",
]


@pytest.mark.parametrize("text", COPIES)
def test_a_copy_commands_nothing(text: str) -> None:
    for situation in EVERY_SITUATION:
        reading = read(text, situation)

        assert isinstance(reading, Unread), situation
        assert reading.copy_of_ours, situation


def test_a_reaction_alone_bothers_nobody_but_words_beside_it_do() -> None:
    assert read("Liked “Y 10”", OFFERED) == Unread(None, (), copy_of_ours=True)


@pytest.mark.parametrize(
    "text",
    [
        "Y 10\n> K7Q: do you want to go?",
        "> RRN K7Q: check a report, Boyle Heights NE.\n\nyes 10",
        "RRN K7Q: check a report, Boyle Heights NE. Needed now. Can you go? Reply Y + minutes, or N.\nY 10",
    ],
)
def test_what_stands_on_lines_of_its_own_answers_what_is_quoted(text: str) -> None:
    assert read(text, OFFERED) == YES_IN_10


def test_a_text_longer_than_any_provider_delivers_is_no_command() -> None:
    assert isinstance(read("Y 10" + " " * LONGEST_TEXT, OFFERED), Unread)


SITUATIONS = st.sampled_from(EVERY_SITUATION)
MARKS = ["?", ",", ":", ".", "\n", "“", "”", "👍", "🙏", "²", "½", "\ud800", "\x00", "\u200b"]
COUNTS = ["K7Q", "M4T", "10", "1", "0", "99", "min", "horas", "personas"]
LOADED_WORDS = st.sampled_from([" ".join(phrase) for phrase in VERBS] + sorted(FILLERS) + COUNTS + MARKS)


@given(st.text(max_size=2000), SITUATIONS)
def test_no_text_makes_it_raise(text: str, situation: Situation) -> None:
    read(text, situation)


@given(st.lists(LOADED_WORDS, max_size=12).map(" ".join), SITUATIONS)
def test_no_pile_of_known_words_makes_it_raise(text: str, situation: Situation) -> None:
    read(text, situation)


@given(
    st.lists(LOADED_WORDS, max_size=6).map(" ".join),
    SITUATIONS,
    st.sampled_from(["perro", "zzz", "avenida", "qué", "中文"]),
)
def test_one_unknown_word_is_enough_to_stop_a_command(text: str, situation: Situation, unknown: str) -> None:
    reading = read(f"{unknown} {text}", situation)

    assert not isinstance(reading, Accept)
    assert not (isinstance(reading, FindingReply) and reading.letter is C)  # the others are found in words as well
    assert not (isinstance(reading, ReleaseMe) and reading.confirmed and not situation.asked_release)


CRIES = ["sos", "auxilio", "mayday", "S.O.S.", "sooos", "🆘"]
SPEAKS_OF_A_CALL = word_set(
    "NO NOT NI NONE NOBODY NOBODYS NOTHING NADIE NADA NUNCA NEVER NEITHER NINGUNA NINGUNO NINGUN SIN WITHOUT OUT WONT"
    " DONT ISNT AINT CANCEL FORGET FREE THIS THAT HER HIS THE EL LA LO AL A AN ANOTHER OTRO OTRA MI MY TAKE TAKING"
    " TAKEN TOOK GRAB GRABBING HANDLE HANDLING COVER COVERING ANSWER ANSWERING DEAL DEALING TOMO ATIENDO AGARRO VEO VI"
    " TENGO GOT HAVE ON WITH CON COPY COPIED 4 ENTERADO ENTERADA ACK RECEIVED RECIBIDO SEE SEEN DO DOING COPIADO COPIO"
    " ENCARGO ROGER READ WILL WOULD ILL FOR ES LOL LMAO WHO ? SI IF ONLY SOLO TELL BY TODO SENOR SENORA LADY LADIES"
    " NINA NINO VECINO VECINA PRIMO PRIMA TIA TIO"
)
"""Denials, what leads to a noun, what one does with a call, who else may cry, IF: behind these SOS may be spoken of."""
YOU_ARE = word_set(
    "VOS TU BUENO CALIDAD CHIDO CHEVERE BACAN BACANO BACANA TUANIS FIERRO CIELO VIDA ATENTO ATENTA AMOR TESORO"
)
"""Behind these "sos" is voseo: "you are"."""


def speaks_of_none(phrase: str) -> bool:
    words = phrase.upper().split()
    laughs = any(re.fullmatch("(JA|JE|HA){2,}J?H?", word) for word in words)
    return not laughs and (SPEAKS_OF_A_CALL | YOU_ARE).isdisjoint(words)


PHRASES = [" ".join(phrase) for phrase in VERBS]
ANYTHING_ELSE = st.sampled_from(list(filter(speaks_of_none, (*PHRASES, *sorted(FILLERS), *COUNTS, *MARKS))))


@pytest.mark.parametrize(
    "text",
    [
        "we cant tell who it is sos",
        "I called her 🆘",
        "I cannot see sos",
        "de acuerdo sos",
        "pura vida 🆘",
        "cover her sooos",
        "yes al jaja\nsos",
        "i can go only if you need me, we are not in danger\nsos",
        "ya llegue a la casa not safe 🆘",
    ],
)
def test_who_cannot_see_or_screams_speaks_of_no_call(text: str) -> None:
    for situation in (ON_SCENE, EN_ROUTE):
        assert isinstance(read(text, situation), Sos), situation


@given(st.lists(ANYTHING_ELSE, max_size=6).map(" ".join), SITUATIONS, st.sampled_from(CRIES))
def test_a_distress_word_is_heard_beside_anything_that_does_not_speak_of_it(
    text: str, situation: Situation, cry: str
) -> None:
    reading = read(f"{text} {cry}", situation)

    taken = bool(situation.duty_pages) and isinstance(reading, Ack | WhichOne)
    assert isinstance(reading, Sos) or taken or text.lstrip().startswith(">")


@given(st.lists(LOADED_WORDS, max_size=6).map(" ".join), SITUATIONS, st.sampled_from(CRIES))
def test_a_distress_word_of_its_own_line_is_heard_beside_anything(text: str, situation: Situation, cry: str) -> None:
    reading = read(f"{text}\n{cry}", situation)

    taken = bool(situation.duty_pages) and isinstance(reading, Ack | WhichOne)  # "I will handle / sos"
    questioned = "?" in text and bool(situation.duty_pages)  # "which one? sos"
    assert isinstance(reading, Sos) or taken or questioned or text.lstrip().startswith(">")


@given(st.lists(LOADED_WORDS, max_size=6).map(" ".join), SITUATIONS)
def test_only_what_is_open_is_ever_acted_on(text: str, situation: Situation) -> None:
    reading: Any = read(text, situation)

    mission = situation.assignment.code if situation.assignment else None
    match reading:
        case Accept(code=code):
            assert code in (*situation.open_offers, mission)
        case Decline(code=None):
            assert len(situation.open_offers) > 1
        case Standby(code=code) | Decline(code=code) | AskAgain(code=code):
            assert code in situation.open_offers
        case EnRoute(code=code) | Arrived(code=code) | ReleaseMe(code=code) | FindingReply(code=code):
            assert code == mission
        case Ok() | NotOk():
            assert situation.check_in_open
        case _:
            pass


@given(st.integers(min_value=-5, max_value=400))
def test_minutes_are_from_1_to_180(minutes: int) -> None:
    reading = read(f"Y {minutes}", OFFERED)

    assert (reading == Accept("K7Q", abs(minutes))) == (1 <= abs(minutes) <= 180)


@pytest.mark.parametrize(
    "unit", ["Y ", "no ", "treinta y ", "C 4 2 ", "ﷺ", "ﷺ ", "👍", "👍 ", "por favor ", "?", "Y10 ", "a"]
)
def test_no_pattern_runs_away_with_the_longest_text(unit: str) -> None:
    """It takes some 10 ms of CPU; a pattern that backtracks without end takes minutes, on any machine."""
    text = (unit * LONGEST_TEXT)[:LONGEST_TEXT]
    start = time.process_time()

    read(text, ON_SCENE)

    assert time.process_time() - start < 2
