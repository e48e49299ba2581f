"""The same words in another state: what is open decides, and a human sees the best guess where nothing fits."""

from typing import Any

import pytest

from schemas.reply_text.plain_text import LONGEST_TEXT
from services.dispatch.grammar.left_alone import is_left_alone
from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    AskAgain,
    Decline,
    EnRoute,
    FindingReply,
    Late,
    Left,
    NotOk,
    Ok,
    OwnMission,
    ReleaseMe,
    SetLanguage,
    ShiftOff,
    ShiftOn,
    Situation,
    Sos,
    Stage,
    Standby,
    Talk,
    Unread,
    WhichOne,
    name_of,
)
from tests.unit.dispatch.reply_table import (
    ASKED_RELEASE,
    CHECKED,
    CHECKED_ON_THE_WAY,
    CONFIRMED,
    DUTY,
    EN_ROUTE,
    EVERY_SITUATION,
    HELD,
    IDLE,
    NO,
    OFFERED,
    OFFERED_ON_A_MISSION,
    ON_SCENE,
    OVER,
    TWO_OFFERS,
    TWO_PAGES,
    YES,
    YES_IN_10,
    C,
    F,
    G,
)

ALL_AT_ONCE = Situation(open_offers=("M4T",), assignment=OwnMission("K7Q", Stage.ON_SCENE), check_in_open=True)
"""On scene, asked whether all is well, and asked about another mission."""
ASKED_ABOUT_ANOTHER = Situation(open_offers=("K7Q",), asked_again="M4T")
TWO_OVER = Situation(recent_codes=("K7Q", "M4T"))
OFFERED_BESIDE_OVER = Situation(open_offers=("K7Q",), recent_codes=("M4T",))
OVER_ON_A_MISSION = Situation(assignment=OwnMission("K7Q", Stage.CONFIRMED), recent_codes=("M4T",))

MEANT = [
    # yes
    (EN_ROUTE, "Y", YES),
    (EN_ROUTE, "Y 10", YES_IN_10),
    (ASKED_RELEASE, "Y K7Q", YES),
    (CHECKED_ON_THE_WAY, "Y K7Q", YES),
    (OFFERED_ON_A_MISSION, "Y", Accept("M4T", None)),
    (OFFERED_ON_A_MISSION, "Y K7Q", YES),
    (OFFERED_ON_A_MISSION, "Y K7Q M4T", WhichOne(("K7Q", "M4T"))),
    (OFFERED, "Y 3 hours", Accept("K7Q", 180)),
    (OFFERED, "Y Y K7Q K7Q", YES),
    (OVER_ON_A_MISSION, "Y M4T", Late("M4T")),
    (TWO_OVER, "Y", Late("K7Q")),
    (TWO_OVER, "Y M4T", Late("M4T")),
    # perhaps, and no
    (OFFERED_ON_A_MISSION, "L", Standby("M4T", None)),
    (OFFERED, "L 180", Standby("K7Q", 180)),
    (EN_ROUTE, "N", ReleaseMe("K7Q", confirmed=False)),
    (ALL_AT_ONCE, "N", NotOk()),
    (ALL_AT_ONCE, "N K7Q", NotOk()),
    (ALL_AT_ONCE, "N M4T", Decline("M4T")),
    (TWO_OFFERS, "N K7Q M4T", Decline(None)),
    (CHECKED, "no, mal", NotOk()),
    (OFFERED, "no, claro", NO),
    (OFFERED, "no puedo, no podemos", NO),
    (OFFERED, "no, I can not", NO),
    # on the way
    (OFFERED_ON_A_MISSION, "voy K7Q", EnRoute("K7Q")),
    (OFFERED_ON_A_MISSION, "voy M4T", AskAgain("M4T")),
    (OFFERED_ON_A_MISSION, "GO 20", EnRoute("K7Q", 20)),
    (HELD, "HERE", Arrived("K7Q")),
    (OFFERED_ON_A_MISSION, "HERE", Arrived("K7Q")),
    (TWO_OFFERS, "voy M4T 10", Accept("M4T", 10)),
    # well
    (CHECKED, "ok, sure", Ok()),
    (ALL_AT_ONCE, "ok", Ok()),
    (ALL_AT_ONCE, "ok M4T", AskAgain("M4T")),
    (CHECKED_ON_THE_WAY, "ok K7Q", Ok()),
    (CHECKED, "not ok", NotOk()),
    (ASKED_ABOUT_ANOTHER, "ok", AskAgain("K7Q")),
    (CONFIRMED, "sure", Unread(None, ())),
    (CONFIRMED, "ok K7Q", Unread(None, ())),
    # out, on and off
    (OFFERED_ON_A_MISSION, "OUT M4T", Left("M4T")),
    (IDLE, "ON 1", ShiftOn(1)),
    (IDLE, "ON 1 hour", ShiftOn(1)),
    (IDLE, "sure, off", ShiftOff()),
    (IDLE, "ok talk", Talk()),
    (IDLE, "LANG EN ok", SetLanguage("en")),
    # pages
    (TWO_PAGES, "ACK K7Q M4T", Ack("K7Q", beside=("M4T",))),
    (DUTY, "ack ok", Ack("K7Q")),
    # distress
    (OFFERED, "SOS K7Q", Sos("K7Q")),
    (TWO_OFFERS, "SOS M4T", Sos("M4T")),
    (TWO_OFFERS, "SOS K7Q M4T", Sos(None)),
    (DUTY, "SOS K7Q", Sos("K7Q")),
    (IDLE, "please S O S now", Sos(None)),
    (IDLE, "9.1.1", Sos(None)),
    (IDLE, "ayudenos", Sos(None)),
    (EN_ROUTE, "SOS M4T", Sos("K7Q")),
    (EN_ROUTE, "emergency", Sos("K7Q")),
]


@pytest.mark.parametrize(("situation", "text", "meaning"), MEANT)
def test_what_is_open_decides_what_is_meant(situation: Situation, text: str, meaning: object):
    assert read(text, situation) == meaning


GUESSED = [
    # what fits nothing
    (ON_SCENE, "Y K7Q", None, ("Y", "K7Q")),
    (ON_SCENE, "Y", None, ("Y",)),
    (ON_SCENE, "N", None, ("N",)),
    (ON_SCENE, "N 5", None, ("N", "5")),
    (EN_ROUTE, "C 4 2", None, ("C", "4", "2")),
    (EN_ROUTE, "G", None, ("G",)),
    (IDLE, "C 4 2", None, ("C", "4", "2")),
    (IDLE, "Y", None, ("Y",)),
    (IDLE, "N", None, ("N",)),
    (OFFERED, "Y 181", YES, ("Y", "181")),
    (OFFERED, "Y 0", YES, ("Y", "0")),
    (OFFERED, "Y 3 people", YES, ("Y", "3", "PEOPLE")),
    (OFFERED, "Y 4 hours", YES, ("Y", "4", "HOURS")),
    (OFFERED, "voy 200", YES, ("VOY", "200")),
    (OFFERED, "L 200", None, ("L", "200")),
    (OFFERED, "N 5", None, ("N", "5")),
    (OFFERED, "no mal", None, ("NO", "MAL")),
    (TWO_OFFERS, "Y 500", None, ("Y", "500")),
    (CONFIRMED, "voy 500", None, ("VOY", "500")),
    (CONFIRMED, "ok 5", None, ("OK", "5")),
    (CONFIRMED, "sure K7Q", None, ("SURE", "K7Q")),
    (CHECKED, "ok 5", Ok(), ("OK", "5")),
    (CHECKED, "sure", Ok(), ("SURE",)),
    (CHECKED, "mal 5", None, ("MAL", "5")),
    (EN_ROUTE, "HERE 5", None, ("HERE", "5")),
    (ON_SCENE, "OUT 5", None, ("OUT", "5")),
    (TWO_OFFERS, "OUT K7Q M4T", None, ("OUT", "K7Q", "M4T")),
    (ON_SCENE, "talk 5", None, ("TALK", "5")),
    (IDLE, "off 5", None, ("OFF", "5")),
    (IDLE, "lang en 5", None, ("LANG", "EN", "5")),
    (IDLE, "on 0", None, ("ON", "0")),
    (IDLE, "on 25", None, ("ON", "25")),
    (IDLE, "on 4 people", None, ("ON", "4", "PEOPLE")),
    (DUTY, "ack 5", None, ("ACK", "5")),
    (DUTY, "ack K7Q 5", None, ("ACK", "K7Q", "5")),
    (ASKED_RELEASE, "mal", None, ("MAL",)),
    (OFFERED_BESIDE_OVER, "Y K7Q M4T", YES, ("Y", "K7Q", "M4T")),
    (OVER_ON_A_MISSION, "L", None, ("L",)),
    # a word left over, beside one clear word
    (OFFERED, "yes tarde", None, ("TARDE",)),
    (OFFERED, "yes tarde 10", None, ("TARDE",)),
    (OFFERED, "L tarde", None, ("TARDE",)),
    (OFFERED, "voy tarde", None, ("TARDE",)),
    (OFFERED, "voy tarde 10", None, ("TARDE",)),
    (OFFERED, "sure tarde", None, ("TARDE",)),
    (EN_ROUTE, "here tarde", None, ("TARDE",)),
    (IDLE, "talk tarde", None, ("TARDE",)),
    (IDLE, "off tarde", None, ("TARDE",)),
    (OFFERED, "no tarde", None, ("TARDE",)),
    (ON_SCENE, "out tarde", None, ("TARDE",)),
    (IDLE, "on tarde", None, ("TARDE",)),
    (OFFERED, "yes sure tarde", None, ("TARDE",)),
    (OFFERED, "yes no tarde", None, ("TARDE",)),
    (TWO_OFFERS, "yes tarde", None, ("TARDE",)),
    (OVER, "yes tarde", None, ("TARDE",)),
    # known phrases
    (OFFERED, "I am at home, coming", YES, ("I", "AM", "AT", "HOME", "COMING")),
]


@pytest.mark.parametrize(("situation", "text", "guess", "words"), GUESSED)
def test_a_human_sees_what_was_not_understood_and_our_guess(
    situation: Situation, text: str, guess: Any, words: tuple[str, ...]
):
    assert read(text, situation) == Unread(guess, words)


@pytest.mark.parametrize("word", ["sure", "yeah", "yep", "yup", "seguro", "dale", "listo", "lista", "I can"])
def test_a_no_beside_a_maybe_is_no_no(word: str):
    reading = read(f"no {word}", OFFERED)

    assert isinstance(reading, Unread)
    assert reading.needs_a_human


GUESSED_BY_A_PHRASE = {
    FindingReply("K7Q", C): "es la migra|es migra|it's ICE|it is ICE|ICE is here|aquí está la migra",
    FindingReply("K7Q", G): "they left|ya se fueron",
    FindingReply("K7Q", F): "no es migra|es la policía",
    Arrived("K7Q"): "I'm at Soto|I am at Soto|we are at Soto",
}


@pytest.mark.parametrize(
    ("guess", "text"), [(guess, text) for guess, listed in GUESSED_BY_A_PHRASE.items() for text in listed.split("|")]
)
def test_a_known_phrase_is_a_guess_and_never_a_command(guess: object, text: str):
    reading = read(text, ON_SCENE)

    assert isinstance(reading, Unread)
    assert reading.best_guess == guess
    assert reading.needs_a_human


def test_a_cry_without_words_reaches_a_human_only_on_a_mission():
    assert read("😱\n😱", ON_SCENE) == Unread(None, ("😱", "😱"))
    assert read("😱", IDLE) == Unread(None, ())


def test_a_command_has_at_most_sixty_words():
    assert read("please " * 59 + "Y", OFFERED) == YES
    assert isinstance(read("please " * 60 + "Y", OFFERED), Unread)
    assert read("Y " + "please " * 60, OFFERED) == Unread(YES, ("Y",) + ("PLEASE",) * 60)


def test_of_a_text_that_was_cut_nothing_is_a_finding():
    assert isinstance(read("C 4 2" + " " * LONGEST_TEXT, ON_SCENE), Unread)


def test_a_finding_may_be_longer_than_any_command():
    reading = read("C 4 2 " + "tall " * 70, ON_SCENE)

    assert isinstance(reading, FindingReply)
    assert reading.free_text == " ".join(["tall"] * 70)


@pytest.mark.parametrize("situation", EVERY_SITUATION)
def test_a_question_is_never_an_answer(situation: Situation):
    for text in ("Y?", "N?", "OUT?", "OK?", "HERE?"):
        assert isinstance(read(text, situation), Unread)


def test_nothing_is_open_where_nothing_is_said_to_be():
    assert Situation() == Situation((), None, False, (), None, None, ())
    assert Situation().check_in_open is False


def test_a_text_of_their_own_is_no_copy():
    reading = read("yes but late", OFFERED)

    assert isinstance(reading, Unread)
    assert reading.copy_of_ours is False


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (ReleaseMe("K7Q", confirmed=True), "Release"),
        (FindingReply("K7Q", C), "Finding C"),
        (FindingReply("K7Q", C, 4, 2), "Finding C 4 2"),
        (YES, "Accept"),
        (YES_IN_10, "Accept 10 min"),
        (ShiftOn(4), "ShiftOn 4 h"),
        (NO, "Decline"),
        (Standby("K7Q", None), "Standby"),
        (EnRoute("K7Q"), "EnRoute"),
        (Arrived("K7Q"), "Arrived"),
        (Ok(), "Ok"),
        (NotOk(), "NotOk"),
        (Left(None), "Left"),
        (Talk(), "Talk"),
        (ShiftOn(None), "ShiftOn"),
        (ShiftOff(), "ShiftOff"),
        (SetLanguage("es"), "SetLanguage es"),
        (Ack(None), "Ack"),
    ],
)
def test_a_guess_is_kept_under_the_name_that_rows_of_before_hold(command: Any, name: str):
    assert name_of(command) == name


@pytest.mark.parametrize("text", ["i have to go", "me tengo que ir", "Sorry I gotta go", "tengo que irme, perdon"])
def test_who_has_to_go_is_leaving_the_scene(text: str):
    assert read(text, ON_SCENE) == Left("K7Q")


@pytest.mark.parametrize("text", ["do i have to go", "no me tengo que ir", "i have to go?", "i have to go in 10"])
def test_nobody_leaves_who_only_speaks_of_going(text: str):
    assert isinstance(read(text, ON_SCENE), Unread)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("egret left me. what now", True),
        ("cedar se fue, que hago", True),
        ("still alone here", True),
        ("mi companera se fue", True),
        ("cedar left her phone", False),
        ("im not alone", False),
        ("they left", False),
        ("se fue la van", False),
    ],
)
def test_who_says_that_they_were_left_is_told_from_whoever_speaks_of_others(text: str, alone: bool):
    assert is_left_alone(text, ("EGRET", "CEDAR")) is alone
