"""The door to the grammar: a line in, a line out, and never a crash."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deploy.understand.__main__ import answers, main
from deploy.understand.door import answer_to


def asked(text: str, **more: Any) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(answer_to(json.dumps({"text": text, **more}), 1))
    return answer


MISSION = {"code": "K7Q", "stage": "on_scene", "check_in": False}

EVERY_KIND = [
    ("Y 10", {"offers": ["K7Q"]}, {"kind": "accept", "code": "K7Q", "minutes": 10, "guess": None}),
    ("L 20", {"offers": ["K7Q"]}, {"kind": "standby", "code": "K7Q", "minutes": 20, "guess": None}),
    ("N", {"offers": ["K7Q"]}, {"kind": "decline", "code": "K7Q", "minutes": None, "guess": None}),
    ("Y", {"offers": ["K7Q", "M4T"]}, {"kind": "ask_which", "codes": ["K7Q", "M4T"]}),
    ("voy", {"offers": ["K7Q"]}, {"kind": "ask_again", "code": "K7Q"}),
    ("Y K7Q", {"recent": ["K7Q"]}, {"kind": "late", "code": "K7Q"}),
    ("N", {"mission": MISSION | {"stage": "held"}}, {"kind": "release", "confirmed": False}),
    ("N", {"mission": MISSION | {"stage": "held"}, "asked_release": True}, {"kind": "release", "confirmed": True}),
    ("voy 15", {"mission": MISSION | {"stage": "assigned"}}, {"kind": "enroute", "code": "K7Q", "minutes": 15}),
    ("here", {"mission": MISSION | {"stage": "en_route"}}, {"kind": "arrived", "code": "K7Q"}),
    ("C 4 2", {"mission": MISSION}, {"kind": "finding_confirmed", "letter": "C", "people": 4, "vehicles": 2}),
    ("F fare inspectors", {"mission": MISSION}, {"kind": "finding_unfounded", "letter": "F", "people": None}),
    ("G", {"mission": MISSION}, {"kind": "finding_nothing_seen", "code": "K7Q"}),
    ("X", {"mission": MISSION}, {"kind": "finding_unable", "code": "K7Q"}),
    ("ok", {"mission": MISSION | {"check_in": True}}, {"kind": "ok"}),
    ("mal", {"mission": MISSION | {"check_in": True}}, {"kind": "not_ok"}),
    ("fuera", {"mission": MISSION}, {"kind": "left", "code": "K7Q"}),
    ("SOS", {"mission": MISSION}, {"kind": "sos", "code": "K7Q"}),
    ("hablar", {}, {"kind": "talk"}),
    ("ON 4", {}, {"kind": "shift_on", "hours": 4}),
    ("pausa", {}, {"kind": "shift_off"}),
    ("lang es", {}, {"kind": "language_es"}),
    ("lang en", {}, {"kind": "language_en"}),
    ("ack k7q", {"pages": [{"code": "k7q", "reason": "sos"}]}, {"kind": "ack", "code": "K7Q", "sos": True}),
    ("STOP", {"mission": MISSION}, {"kind": "optout"}),
    ("START", {}, {"kind": "optin"}),
    ("INFO", {}, {"kind": "help"}),
    ("STAY", {"mission": MISSION | {"stage": "held"}, "asked_release": True}, {"kind": "ok", "code": "K7Q"}),
    ("no to both", {"offers": ["K7Q", "M4T"]}, {"kind": "decline", "code": None}),
    ("they have zuki", {"mission": MISSION, "team": ["ZUKI"]}, {"kind": "sos", "code": "K7Q"}),
    ("Y 10 zuki", {"offers": ["K7Q"], "callsign": "zuki"}, {"kind": "accept", "minutes": 10}),
    ("quién sabe", {}, {"kind": "human", "guess": None}),
    ("gracias", {}, {"kind": "nothing"}),
    ("agents at Soto", {"unknown": True}, {"kind": "report"}),
]


@pytest.mark.parametrize(("text", "situation", "answer"), EVERY_KIND)
def test_each_kind_is_answered(text: str, situation: dict[str, Any], answer: dict[str, Any]):
    assert asked(text, **situation).items() >= answer.items()


@pytest.mark.parametrize(
    ("text", "kind"), [("STOP", "optout"), ("START", "optin"), ("help", "help"), ("SOS", "report")]
)
def test_a_strangers_text_is_a_report_unless_it_is_a_bare_consent_word(text: str, kind: str):
    assert asked(text, unknown=True)["kind"] == kind


def test_a_guess_has_the_shape_of_an_answer():
    answer = asked("C 4?", mission=MISSION)

    assert answer["kind"] == "human"
    assert answer["guess"]["kind"] == "finding_confirmed"


def test_help_from_a_mission_is_a_cry_that_notify_answers_too():
    assert asked("HELP", mission=MISSION).items() >= {"kind": "sos", "consent": "help"}.items()


@pytest.mark.parametrize(
    "situation",
    [
        {"offers": [{"code": "k7q"}]},
        {"offers": " k7q "},
        {"offers": ["K7Q"], "mission": None, "recent": None, "pages": None, "asked_again": None},
    ],
)
def test_codes_come_in_any_form(situation: dict[str, Any]):
    assert asked("y", **situation)["code"] == "K7Q"


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "line 1: not an object"),
        ("{}", "line 1: text: not a string"),
        ('{"text":"y","mission":{"code":"K7Q","stage":"asleep"}}', "line 1: mission.stage: one of"),
        ('{"text":"y","mission":{"stage":"held"}}', "line 1: a code is missing"),
        ('{"text":"y","mission":7}', "line 1: mission: neither"),
        ('{"text":"y","offers":[null]}', "line 1: a code is missing"),
    ],
)
def test_a_line_that_cannot_be_read_is_answered_in_its_place(line: str, error: str):
    assert json.loads(answer_to(line, 1))["error"].startswith(error)


def test_lines_are_answered_in_order_and_blank_ones_skipped():
    kinds = [json.loads(answer).get("kind") for answer in answers(['{"text":"SOS"}\n', "\n", "x\n", '{"text":"off"}'])]

    assert kinds == ["sos", None, "shift_off"]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ("text", "offers", "mission", "recent", "pages", "asked_again", "asked_release", "unknown", "check_in")


@given(st.dictionaries(st.sampled_from(FIELDS), VALUES) | VALUES)
def test_no_line_makes_it_raise(line: Any):
    assert json.loads(answer_to(json.dumps(line), 7)).keys() & {"kind", "error"}


def test_the_command_writes_the_answers_and_nothing_else(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    texts = tmp_path / "texts.jsonl"
    texts.write_text('{"text":"ΥΕЅ 👍","offers":["K7Q"]}\n\n{"text":"sí","offers":["K7Q"]}\n', encoding="utf-8")

    assert main([str(texts)]) == 0
    assert [json.loads(line)["kind"] for line in capsys.readouterr().out.splitlines()] == ["accept", "accept"]


def test_a_file_that_is_not_there_is_said_on_standard_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main([str(tmp_path / "none.jsonl")]) == 2
    assert capsys.readouterr().out == ""
