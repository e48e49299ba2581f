"""One line in, one line out: the text goes the way that it goes in the product, and the answer says where to. Pure.

First what notify decides, consent; then, for whoever is known, what dispatch reads. The answer holds codes and counts
only: the words that a text kept for a person stay where they were.
"""

import json
from typing import Any, Final, assert_never

from deploy.understand.asked import AskedText, NotAsked, asked_from
from schemas.reply_text.consent_words import ConsentWord
from schemas.reply_text.plain_text import plain
from services.dispatch.grammar import readings
from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import FindingLetter, Reading
from services.notify.inbound.consent import classify
from services.notify.inbound.disposition import is_bare

KIND_OF_CONSENT: Final = {
    ConsentWord.OPT_OUT: "optout",
    ConsentWord.OPT_IN: "optin",
    ConsentWord.HELP: "help",
}
KIND_OF_FINDING: Final = {
    FindingLetter.CONFIRMED: "finding_confirmed",
    FindingLetter.OTHER_AGENCY: "finding_unfounded",
    FindingLetter.NOTHING_HERE: "finding_nothing_seen",
    FindingLetter.CANNOT_TELL: "finding_unable",
}
AnswerLine = dict[str, Any]


def answer_to(line: str, number: int) -> str:
    """Never raises: a line that cannot be read is answered with what is wrong with it."""
    try:
        answer = understood(asked_from(json.loads(line)))
    except json.JSONDecodeError:
        answer = {"error": f"line {number}: not JSON"}
    except (NotAsked, RecursionError) as error:
        answer = {"error": f"line {number}: {error}"}
    return json.dumps(answer, ensure_ascii=False)


def understood(asked: AskedText) -> AnswerLine:
    """The kind of the text, and everything that goes with it; `guess` beside `human` only."""
    word = classify(asked.text)
    if asked.stranger:
        bare = is_bare(word, len(plain(asked.text).words))  # whoever reported lately may cry HELP; a stranger asks
        return _answer(KIND_OF_CONSENT[word] if word and bare else "report")
    reading = read(asked.text, asked.situation)
    if word is ConsentWord.OPT_OUT and not isinstance(reading, readings.Sos):
        return _answer("optout")
    answer = _of(reading)
    return answer if word is None else answer | {"consent": KIND_OF_CONSENT[word]}


def _answer(kind: str, code: str | None = None, minutes: int | None = None, **more: Any) -> AnswerLine:
    return {"kind": kind, "code": code, "minutes": minutes, **more, "guess": None}


def _of(reading: Reading) -> AnswerLine:
    match reading:
        case readings.Accept(code=code, minutes=minutes):
            return _answer("accept", code, minutes)
        case readings.Standby(code=code, minutes=minutes):
            return _answer("standby", code, minutes)
        case readings.Decline(code=code):
            return _answer("decline", code)
        case readings.WhichOne(codes=codes):
            return _answer("ask_which", codes=list(codes))
        case readings.AskAgain(code=code):
            return _answer("ask_again", code)
        case readings.Late(code=code):
            return _answer("late", code)
        case readings.ReleaseMe(code=code, confirmed=confirmed):
            return _answer("release", code, confirmed=confirmed)
        case readings.EnRoute(code=code, minutes=minutes):
            return _answer("enroute", code, minutes)
        case readings.Arrived(code=code):
            return _answer("arrived", code)
        case readings.FindingReply(code=code, letter=letter, people=people, vehicles=vehicles):
            return _answer(KIND_OF_FINDING[letter], code, letter=letter.value, people=people, vehicles=vehicles)
        case readings.Stay(code=code):
            return _answer("ok", code)
        case readings.Ok():
            return _answer("ok")
        case readings.NotOk():
            return _answer("not_ok")
        case readings.Left(code=code):
            return _answer("left", code)
        case readings.Sos(code=code):
            return _answer("sos", code)
        case readings.Talk():
            return _answer("talk")
        case readings.ShiftOn(hours=hours):
            return _answer("shift_on", hours=hours)
        case readings.ShiftOff():
            return _answer("shift_off")
        case readings.SetLanguage(language=language):
            return _answer(f"language_{language}")
        case readings.Ack(code=code, sos=sos, beside=beside):
            taken = _answer("ack", code, sos=sos)
            return taken | {"codes": [code, *beside]} if beside else taken
        case readings.OptOut():
            return _answer("optout")
        case readings.OptIn():
            return _answer("optin")
        case readings.Help():
            return _answer("help")
        case readings.Unread(best_guess=guess) if reading.needs_a_human:
            return _answer("human") | {"guess": None if guess is None else _of(guess)}
        case readings.Unread():
            return _answer("nothing")
        case never:
            assert_never(never)
