"""A caller's text that sounds like danger to them is told from what they say of others."""

import json
from pathlib import Path

import pytest

from schemas.language.catalogue import LANGUAGES, catalogue
from schemas.reply_text.callers_cries import cries_out

CRIES = """
SOS me estan siguiendo
they are breaking my door now help
me estan llevando
help
AYUDA
ayuda por favor
help me please
necesito ayuda ya
need help now
they took me
ICE is following us
agents are at my door
estan tumbando la puerta
estan en mi casa
me agarraron
nos estan apuntando
no me dejan, nos detuvieron
im hiding in the back
we are being followed
estoy escondida
i cant get out
no puedo salir
call 911
call an ambulance
shots fired
tengo mucho miedo
ayuuuuudaaaa
""".strip().splitlines()
NO_CRIES = """
gracias
thank you for your help
gracias por la ayuda
siguen ahi, 5 agentes
they are leaving, plate 7ABC123
they took two people
se llevaron a dos
gone now
back again
cuando van a venir?
i can help translate
nobody is following me
no me estan siguiendo
la migra en Soto y 1st
white van, 911 Soto St
can you help me find a lawyer
me siguen llamando
is anyone there yet
ya se fueron
they stopped a car
""".strip().splitlines()


HERE = Path(__file__).parent
VOLUNTEERS = HERE.parent / "dispatch/corpus"


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("text", [*CRIES, *_lines("callers_cries.txt")])
def test_a_cry_is_heard(text: str) -> None:
    assert cries_out(text)


@pytest.mark.parametrize("text", [*NO_CRIES, *_lines("callers_news.txt")])
def test_news_and_thanks_are_no_cry(text: str) -> None:
    assert not cries_out(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_copy_of_a_text_to_callers_is_no_cry(language: str) -> None:
    texts = catalogue("texts", language)
    to_callers = [key for key in texts.keys_of("text") if key.startswith("C")]
    assert len(to_callers) > 20
    assert [key for key in to_callers if cries_out(texts.text("text", key))] == []


def test_a_volunteers_cry_is_a_callers() -> None:
    """Off a mission each; of those that take their meaning from a mission nearly each. Two take theirs from what was
    asked before.
    """
    missed: dict[bool, list[str]] = {True: [], False: []}
    on_a_mission = 0
    for file in sorted(VOLUNTEERS.glob("*.jsonl")):
        for said in map(json.loads, file.read_text().splitlines()):
            if said["want"]["kind"] == "sos":
                on_a_mission += "mission" in said
                if not cries_out(said["text"]):
                    missed["mission" in said].append(said["text"])
    assert set(missed[False]) <= {"I sent an SOS by accident yesterday, sorry", "911 whats your emergency jk"}
    assert len(missed[True]) < on_a_mission // 40, missed[True]
