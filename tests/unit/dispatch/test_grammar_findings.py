"""A finding's letter, its counts and its words: what may follow it, and what turns it into a text for a human."""

import pytest

from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import FindingLetter, FindingReply, OwnMission, Situation, Stage, Unread
from tests.unit.dispatch.reply_table import ON_SCENE, C, F, G, X

ASKED_ELSEWHERE = Situation(open_offers=("M4T",), assignment=OwnMission("K7Q", Stage.ON_SCENE))


@pytest.mark.parametrize(
    ("text", "letter", "people", "vehicles", "words"),
    [
        ("ok C 4 2", C, 4, 2, None),
        ("C 4 ok 2", C, 4, 2, None),
        ("C 4 and 2", C, 4, 2, None),
        ("C 4 y 2 carros", C, 4, 2, None),
        ("C 4 with 2 vans", C, 4, 2, None),
        ("C 4 con 2", C, 4, 2, None),
        ("C 2 vans and 4", C, 4, 2, None),
        ("C 2 vans con 4 agentes", C, 4, 2, None),
        ("X 3", X, 3, None, None),
        ("G 0 0", G, 0, 0, None),
        ("C 99", C, 99, None, None),
        ("C veinticinco", C, 25, None, None),
        ("C 4 and 2 white vests", C, 4, 2, "white vests"),
        ("C 4 2 and 3 more", C, 4, 2, "3 more"),
        ("C 4 2 3 vans", C, 4, 2, "3 vans"),
        ("C 4 2 white\nvans", C, 4, 2, "white vans"),
        ("C 4 2 white vans\n\nthree of them", C, 4, 2, "white vans three of them"),
        ("C 4: tall", C, 4, None, "tall"),
        ("G: nobody\nat all", G, None, None, None),
        ("F LAPD, two cars", F, None, None, "LAPD, two cars"),
        ("F 2 fare inspectors", F, 2, None, "fare inspectors"),
        ("F: whoever", F, None, None, "whoever"),
        ("confirmed 4 agents 2 vans", C, 4, 2, None),
        ("confirmed immigration, one van", C, None, 1, None),
        ("si, confirmado: 3 agentes", C, 3, None, None),
        ("confirmamos 4 y 2", C, 4, 2, None),
        ("yes confirmed C 4 2", C, 4, 2, None),
    ],
)
def test_a_finding_is_its_letter_its_counts_and_its_words(
    text: str, letter: FindingLetter, people: int | None, vehicles: int | None, words: str | None
):
    assert read(text, ON_SCENE) == FindingReply("K7Q", letter, people, vehicles, words)


@pytest.mark.parametrize(
    ("text", "guess", "words"),
    [
        ("C?", FindingReply("K7Q", C), ("C",)),
        ("C 4 2?", FindingReply("K7Q", C), ("C", "4", "2")),
        ("C 100", FindingReply("K7Q", C), ("C", "100")),
        ("C 4 100", FindingReply("K7Q", C), ("C", "4", "100")),
        ("C police", FindingReply("K7Q", C), ("C", "POLICE")),
        ("G fare", FindingReply("K7Q", G), ("G", "FARE")),
        ("F this", FindingReply("K7Q", F), ("THIS",)),
        ("C 4 white vans", FindingReply("K7Q", C, 4), ("WHITE", "VANS")),
        ("C 4 and vans", FindingReply("K7Q", C, 4), ("VANS",)),
        ("C 4 people 2 people", FindingReply("K7Q", C, 4), ("2", "PEOPLE")),
        ("C 2 vans 3 cars", FindingReply("K7Q", C, None, 2), ("3", "CARS")),
        ("C 4 min", FindingReply("K7Q", C), ("4", "MIN")),
        ("C 4 2 hours", FindingReply("K7Q", C, 4), ("2", "HOURS")),
        ("C in 5", FindingReply("K7Q", C), ("IN", "5")),
        ("C 10000", FindingReply("K7Q", C), ("10000",)),
        ("C here", FindingReply("K7Q", C), ("HERE",)),
    ],
)
def test_a_finding_with_anything_else_goes_to_a_human_with_what_was_understood(
    text: str, guess: FindingReply, words: tuple[str, ...]
):
    assert read(text, ON_SCENE) == Unread(guess, words)


def test_another_missions_code_is_no_part_of_a_finding():
    assert read("C M4T 4 2", ASKED_ELSEWHERE) == Unread(FindingReply("K7Q", C), ("M4T", "4", "2"))
    assert read("C K7Q 4 2", ASKED_ELSEWHERE) == FindingReply("K7Q", C, 4, 2)


@pytest.mark.parametrize(
    "agency",
    [
        "POLICE",
        "POLICIA",
        "POLICIAS",
        "COPS",
        "LAPD",
        "LASD",
        "CHP",
        "SHERIFF",
        "SHERIFFS",
        "FARE",
        "METRO",
        "TRANSIT",
        "INSPECTOR",
        "INSPECTORS",
        "INSPECTORES",
        "PARKING",
        "UTILITY",
        "SECURITY",
        "SEGURIDAD",
        "LOCAL",
        "CITY",
        "TREN",
        "TRAFICO",
        "TRAFFIC",
        "TOW",
        "GRUA",
        "FIRE",
        "BOMBEROS",
        "AMBULANCE",
        "AMBULANCIA",
        "PARAMEDICS",
        "ATF",
        "DEA",
        "FBI",
        "NATIONAL",
        "GUARDIA",
        "CONSTRUCTION",
        "OBREROS",
        "CABLE",
        "GAS",
        "WATER",
        "AGUA",
    ],
)
def test_the_agency_seen_may_follow_an_f(agency: str):
    assert read(f"F {agency} over there", ON_SCENE) == FindingReply("K7Q", F, None, None, f"{agency} over there")


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ON_SCENE])
def test_a_letter_is_a_finding_on_scene_only(stage: Stage):
    reading = read("C 4 2", Situation(assignment=OwnMission("K7Q", stage)))

    assert isinstance(reading, Unread)
    assert reading.needs_a_human


FOUND_IN_WORDS = {
    G: "nobody here|no one here|no veo a nadie|not a soul around|the whole block is empty|ni rastro de la migra",
    F: "it's just LAPD|no es la migra, son los bomberos|turned out to be a film crew|falsa alarma, son los de la luz",
    X: "too dark to see who they are|no pudimos acercarnos|couldn't make out the vests|no idea which agency",
}


@pytest.mark.parametrize(
    ("letter", "text"), [(each, text) for each, all_ in FOUND_IN_WORDS.items() for text in all_.split("|")]
)
def test_a_whole_sentence_of_what_is_not_grave_is_a_finding_with_its_words(letter: FindingLetter, text: str):
    assert read(text, ON_SCENE) == FindingReply("K7Q", letter, None, None, text)


@pytest.mark.parametrize(
    "text",
    [
        *("it's ICE, four agents", "si es la migra", "confirmed", "confirmed 2", "confirmed 4 lapd"),
        *("c ya", "C ya later", "c ok"),
        *("I think nobody is here", "neighbors say they left", "maybe it's just LAPD", "nothing yet", "they left"),
        *("nobody here but a white van", "it's the police", "just cops and ICE", "not ICE", "no sign of heron"),
        *("just LAPD, they arrested a man", "can't tell if they saw us", "they took a man, now it is empty"),
    ],
)
def test_immigration_doubt_hearsay_and_half_a_sentence_are_found_by_nobody(text: str):
    assert isinstance(read(text, ON_SCENE), Unread)


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.ON_SCENE])
def test_words_of_a_finding_are_one_on_scene_only(stage: Stage):
    assert not isinstance(read("nobody here", Situation(assignment=OwnMission("K7Q", stage))), FindingReply)
