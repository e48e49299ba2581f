"""Whether somebody tells in plain words of harm that is being done to them or to whoever is with them. Pure.

Each clause is told again in marks (`retelling.py`). Either its shape is that of a whole sentence of harm
(`harm_shapes.py`), or the concepts that it holds (`harm_concepts.py`) are together a cry where they are
(`harm_table.py`); and what was found is taken back by what denies or supposes it (`guards.py`).
"""

import re
from typing import Final

from schemas.reply_text.distress.circumstances import Circumstances
from schemas.reply_text.distress.daily_life import without_daily_life
from schemas.reply_text.distress.guards import holds, is_elsewhere, is_over, is_supposed
from schemas.reply_text.distress.harm_by_signs import OF_A_MATE, THREATENED_IF
from schemas.reply_text.distress.harm_concepts import WHOM, Concept
from schemas.reply_text.distress.harm_shapes import (
    AFRAID,
    ANYWHERE,
    DISLOCATED,
    OF_MYSELF,
    ON_A_MISSION,
    ONGOING,
    STUCK,
)
from schemas.reply_text.distress.harm_table import CONCEPTS, CRIES, Where
from schemas.reply_text.distress.harmless_doings import without_the_harmless
from schemas.reply_text.distress.hearsay import is_case_of_harm, is_heard_of
from schemas.reply_text.distress.mishaps import is_mishap, is_of_others
from schemas.reply_text.distress.retelling import retold
from schemas.reply_text.plain_text import PlainText

_MOST_WORDS: Final = 120
"""Of a longer clause both ends are looked at."""
_WRITTEN_FOR_A_MATE: Final = re.compile(r"\b(?:ON|FROM|USING|IN|DEL?|DESDE EL) (?:HELD_|MATE_S? PHONE|CEL DE MATE_)")
"""Whoever writes from the phone of one of us tells of its owner."""
_HER_OR_HIM: Final = re.compile(
    r"\bHIM\b|\bHER\b(?=$| (?:AND|IN|INTO|ON|TO|DOWN|UP|AWAY|OUT|OFF|FROM|BY|WITH|SO|THEN|MATE_|THEY_|CAR_)(?:\b|$))"
)
"""Never whose hands: "put her hands behind her back"."""
_WHO_IS_MEANT: Final = re.compile(
    r"^(?:(?:HEY|HI|HOLA|ITS|IT IS|THIS IS|ES|EL) )*(?:MATE_S? (?:PHONE|CELL)|(?<=ITS )HELD_$|(?<=THIS IS )HELD_$"
    r"|CEL\w* DE MATE_)\b|\bMATE_ I MEAN\b"
    r"|\b(?:I MEAN|OSEA|O SEA|DIGO) (?:A )?MATE_|^(?:(?:I MEAN|OSEA|O SEA|DIGO|IT IS|ITS|THATS|ES)"
    r" )?(?:A )?MATE_"
    r"(?: I MEAN| DIGO)?$"
)
"""Said behind it: "they are kicking him, my buddy I mean"."""
_ASKING: Final = frozenset("?¿")
_EXPOSED: Final = frozenset({Where.EXPOSED, Where.AT_THE_SCENE})
_AS_SAID: Final = frozenset({Concept.OTHERS, Concept.NAMED_OTHERS, Concept.SAME, Concept.FALLEN, Concept.AGENTS})
"""Looked for in what was said, since the marks hide it."""
_EVERYDAY: Final = frozenset({Concept.FORCE_ON_US, Concept.BEHIND, Concept.DOG, Concept.THREAT, Concept.SEIZED})
"""May happen to anybody at work, at play or at home."""
_MY_OWN_DOING: Final = re.compile(
    r"(?:I )?(?:HIT|BUMPED|STUBBED|SCRAPED|HURT|BROKE|TWISTED|CUT|STRAINED|PULLED|THREW OUT|SPRAINED|TORE) BODY_"
)
_FINE: Final = re.compile(r"\b(?:I AM|IM|ESTOY|TODO|ALL) (?:FINE|OK|OKAY|GOOD|ALRIGHT|BIEN)\b")
_PASSES: Final = frozenset(
    {
        Concept.BEHIND,
        Concept.HELD_HERE,
        Concept.ENCLOSED,
        Concept.HUNTED,
        Concept.FLIGHT,
        Concept.FORCE_ON_US,
        Concept.DONE_TO_US,
    }
)
"""Over when those who did it are gone."""
_GOES_WITH_A_MATE: Final = re.compile(
    r"^(?:I AM |WE ARE |VOY |VAMOS )?(?:FOLLOWING|SIGUIENDO|TRAILING|TAILING|WALKING|RIDING|DRIVING)(?: BEHIND)?(?:"
    r" A)? (?:MATE_"
    r"|OURCAR_)"
)
_RUNS_FROM_A_RIDE: Final = re.compile(
    r"^(?:(?:I AM|WE ARE|I|WE|OMW) )*(?:RUNNING|RAN|RUN|SPRINTING)(?: (?:OVER|THERE))? FROM (?:(?:THE|MY|OUR) )?"
    r"(?:(?:BUS|TRAIN|METRO|SUBWAY|UBER|LYFT|GAS)(?: (?:STOP|STATION|PLATFORM))?|OURCAR_|STATION|PARKING"
    r"(?: (?:LOT|GARAGE|STRUCTURE|SPOT))?|OFFICE|SCHOOL)$"
)
"""On the way to us; at the scene who runs flees."""
_ANOTHER_FELL: Final = re.compile(
    r"\b(?:FELL|TRIPPED|SLIPPED|FAINTED|CRASHED|PASSED OUT|COLLAPSED|CAYO|DESMAYO|TROPEZO|RESBALO)\b"
)
_OURS: Final = frozenset({"MY", "OUR", "MI", "NUESTRO", "NUESTRA"})
"""Who follows their partner's car is led there."""
_BEGS: Final = re.compile(
    r"(?<!NO )(?<!NOT )\b(?:SEND|MANDEN|VENGAN)\b"
    r"|(?<!NEED )(?<!NO )\b(?:HELP|AYUDA|AYUDEN)\b(?! (?:WITH|CON|A|PARA|TO|YOU|OUT)\b)"
)
_BY_AGENTS: Final = re.compile(r"\b(?:ICE|MIGRA|INMIGRACION|HSI|AGENTS?|AGENTES?|FEDERALES|FEDS|BORDER PATROL)\b")
_EXCUSED: Final = re.compile(
    r"\b(?:NO|NOPE|NAH|CANT|CANNOT|WONT|NOT|SORRY|PERDON|DISCULP\w+|LATE|TARDE|PASS|LET (?:ME|US) GO|SOLT\w+|DEJ\w+"
    r" IR)\b"
)
"""Beside an offer: what is over is no reason why they cannot come."""
_TAKEN: Final = frozenset({Concept.MATE_TAKEN, Concept.HURT_NOW})


def tells_of_harm(heard: PlainText, of: Circumstances) -> bool:
    """Somebody says that they, or on a mission whoever is with them, are harmed, held, followed or threatened."""
    team = frozenset(of.teammates)
    whole = " ".join(heard.words)
    if heard.copied and not of.on_a_mission:
        return False
    dislocated = of.on_a_mission and len(heard.clauses) > 1
    if dislocated and DISLOCATED.search(retold(heard.words[:_MOST_WORDS], team)):
        return not heard.asks
    waiting = of.where is Where.ON_A_MISSION
    in_all: set[Concept] = set()
    another_fell = False
    at = 0
    clauses = [without_daily_life(without_the_harmless(retold(_ends_of(said), team)), whole) for said in heard.clauses]
    named = of.on_a_mission and any(
        len(said) > 1 and _WHO_IS_MEANT.search(clause) for said, clause in zip(heard.clauses, clauses, strict=True)
    )
    before = ""
    for said, clause in zip(heard.clauses, clauses, strict=True):
        spoken = " ".join(said)
        heard_of, before = is_heard_of(spoken, clause, before, whole), spoken
        if _WRITTEN_FOR_A_MATE.search(clause) or (of.on_a_mission and OF_A_MATE.search(clause)):
            clause = _HER_OR_HIM.sub("MATE_", clause)
        if named:
            clause = re.sub(r"\b(?:HER|HIM)\b|^THEY_(?= IS\b)", "MATE_", clause)
            clause = re.sub(r"^(?=(?:LO|LA|LE) )", "A MATE_ ", clause)
        at += len(said)
        is_asked = heard.asks and not _ASKING.isdisjoint(
            "".join(heard.typed[heard.origin[at - len(said)] : heard.origin[at - 1] + 1])
        )
        if is_asked:
            continue
        if of.on_a_mission and THREATENED_IF.search(clause):
            return True
        if is_supposed(clause, whole) or (_MY_OWN_DOING.match(clause) and (not of.on_a_mission or _FINE.search(whole))):
            continue
        if is_mishap(clause, whole) or is_of_others(clause, whole):
            continue
        if heard_of or is_case_of_harm(spoken):
            continue
        if of.where is not Where.AT_THE_SCENE and _RUNS_FROM_A_RIDE.match(clause):
            continue
        if _GOES_WITH_A_MATE.search(clause) and _OURS.isdisjoint(said):
            continue
        found = _found(clause, whole, of)
        if found is not None and _is_any_car(found.group()) and _befalls_others(clause, said):
            found = None
        if found is not None and holds(found, waiting=waiting) and not is_over(found.group(), whole):
            return True
        held = _concepts_of(clause, spoken, of)
        if Concept.NAMED_OTHERS in in_all and _HER_OR_HIM.search(clause) and "MATE_" not in clause:
            held -= _TAKEN  # him who was named before
        if another_fell and Concept.US not in held:
            held.add(Concept.OTHERS)  # "kid fell off his bike, bleeding a little"
        another_fell = held >= {Concept.NAMED_OTHERS} and _ANOTHER_FELL.search(clause) is not None
        if is_over(clause, whole):
            held -= _PASSES
        in_all |= held
        if of.partner_awaited or of.partner_in_sos:
            held.discard(Concept.NOT_SEEN)
        if of.partner_in_sos:
            held.discard(Concept.GONE)
        if any(not cry.across and cry.is_told_by(held, of.where) for cry in CRIES):
            return True
    return any(cry.across and cry.is_told_by(in_all, of.where) for cry in CRIES)


def _is_any_car(found: str) -> bool:
    return "CAR_" in found and "OURCAR_" not in found


def _befalls_others(clause: str, said: tuple[str, ...]) -> bool:
    """They broke a car's window and took the driver."""
    return WHOM[Concept.NAMED_OTHERS].search(" ".join(said)) is not None and not WHOM[Concept.US].search(clause)


def _concepts_of(clause: str, spoken: str, of: Circumstances) -> set[Concept]:
    """What the clause holds and means; with nothing open, no harm of everyday life."""
    held = {concept for concept, whom in WHOM.items() if whom.search(spoken if concept in _AS_SAID else clause)}
    for concept, told in CONCEPTS.items():
        found = told.search(clause)
        if found is None or not holds(found, waiting=False):
            continue
        if not of.on_a_mission and concept in _EVERYDAY and is_elsewhere(found):
            continue
        held.add(concept)
    return held


def _ends_of(clause: tuple[str, ...]) -> tuple[str, ...]:
    half = _MOST_WORDS // 2
    return clause if len(clause) <= _MOST_WORDS else (*clause[:half], *clause[-half:])


def _found(clause: str, whole: str, of: Circumstances) -> re.Match[str] | None:
    if not of.on_a_mission:
        return _found_off_a_mission(clause, whole, of)
    found = ON_A_MISSION.search(clause)
    if found is None and of.where is Where.AT_THE_SCENE:
        found = STUCK.search(clause)
    if found is None and of.where in _EXPOSED and not of.asked_how_they_are:
        found = AFRAID.search(clause)
    return found


def _found_off_a_mission(clause: str, whole: str, of: Circumstances) -> re.Match[str] | None:
    found = ANYWHERE.search(clause)
    if found is None or not OF_MYSELF.search(found.group()):
        return None
    by_agents = clause.startswith("THEY_ ") and _BY_AGENTS.search(whole) is not None
    if is_elsewhere(found, by_agents=by_agents):
        return None
    goes_on = (
        ONGOING.search(found.group())
        or _BEGS.search(whole)
        or (_BY_AGENTS.search(whole) and not _EXCUSED.search(whole))
    )
    return found if not of.offered or goes_on else None
