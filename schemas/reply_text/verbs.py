"""What a word of a reply can ask for, and how lists of phrases are written. Pure."""

from enum import StrEnum


class Verb(StrEnum):
    """What a word asks for; what that means is for the person's state to say."""

    YES = "yes"
    YEAH = "yeah"
    WANT = "want"
    STANDBY = "standby"
    NO = "no"
    CANNOT = "cannot"
    UNAVAILABLE = "unavailable"
    GO = "go"
    SETTING_OUT = "setting out"
    WILL_ARRIVE = "will arrive"
    HERE = "here"
    CONFIRMED = "C"
    OTHER_AGENCY = "F"
    NOTHING_HERE = "G"
    CANNOT_TELL = "X"
    OK = "ok"
    FINE = "fine"
    NOTED = "noted"
    NOT_OK = "not ok"
    WILLING = "willing"
    OUT = "out"
    I_AM_OUT = "I am out"
    ESTOY_FUERA = "estoy fuera"
    I_AM_OUTSIDE = "I am outside"
    AWAY = "away"
    LEAVE = "leave"
    STAY = "stay"
    TALK = "talk"
    ON = "on"
    I_AM_ON = "I am on"
    OFF = "off"
    I_AM_OFF = "I am off"
    ENGLISH = "en"
    SPANISH = "es"
    ACK = "ack"
    ON_IT = "on it"


Phrase = tuple[str, ...]


def phrases(listed: str) -> list[Phrase]:
    """Phrases by their words; `|` parts them, and `[A|B] C` is A C, B C: written once for all its beginnings."""
    return [phrase for each in _parted(listed) for phrase in _spelled_out(each)]


def _parted(listed: str) -> list[str]:
    """Cut at `|` outside of brackets."""
    found, depth = [""], 0
    for character in listed:
        depth += (character == "[") - (character == "]")
        if character == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += character
    return found


def _spelled_out(phrase: str) -> list[Phrase]:
    start = phrase.find("[")
    if start < 0:
        return [tuple(phrase.split())]
    end = phrase.index("]", start)
    return [
        spelled
        for choice in phrase[start + 1 : end].split("|")
        for spelled in _spelled_out(f"{phrase[:start]} {choice} {phrase[end + 1 :]}")
    ]
