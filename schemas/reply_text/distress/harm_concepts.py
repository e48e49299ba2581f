"""What a clause that tells of harm may hold: one small vocabulary for each idea, in English and Spanish. Pure data.

A cry is seldom a whole sentence: "rodilla en el cuello", "got a tail, silver explorer". So beside the shapes of
sentences (`harm_shapes.py`) a clause is marked with the concepts that it holds, and the table of `harm_table.py` says
which of them together are a cry, and where. Clauses are read as they are told again (`retelling.py`).
"""

import re
from enum import StrEnum
from typing import Final

from schemas.reply_text.distress.harm_words import AGENTS


class Concept(StrEnum):
    """One idea of harm, or of whom it befalls."""

    US = "us"
    OTHERS = "others"
    STRANGERS = "strangers"
    FORCE = "force"
    FORCE_ON_US = "force on us"
    BEFALLEN = "befallen"
    DONE_TO_US = "done to us"
    LURKING = "lurking"
    BLOW = "blow"
    PRESSED = "pressed"
    MADE_TO = "made to"
    SEIZED = "seized"
    MATE_TAKEN = "mate taken"
    GONE = "gone"
    VANISHED = "vanished"
    NOT_SEEN = "not seen"
    BEHIND = "behind"
    FLIGHT = "flight"
    HIDING = "hiding"
    HUNTED = "hunted"
    SOUGHT = "sought"
    ENCLOSED = "enclosed"
    HELD_HERE = "held here"
    KEPT = "kept"
    WEAPON = "weapon"
    THREAT = "threat"
    GAS = "gas"
    HURT = "hurt"
    FALLEN = "fallen"
    GRAVELY_HURT = "gravely hurt"
    DOG = "dog"
    GLASS = "glass"
    BREAKING_IN = "breaking in"
    WITH_ME_IN_IT = "with me in it"
    SAME = "same"
    INSIDE = "inside"
    AT_MY_DOOR = "at my door"
    MOB = "mob"
    RUN_DOWN = "run down"
    ENCLOSED_BY_CARS = "enclosed by cars"
    WRECKED = "wrecked"
    STRUCK_OURS = "struck ours"
    ABOARD = "aboard"
    PAPERS_CHECKED = "papers checked"
    THROWN_AT_OURS = "thrown at ours"
    NAMED = "named"
    HEARD_SCREAMING = "heard screaming"
    SILENT = "silent"
    STRUGGLE_SEEN = "struggle seen"
    TAKEN_BY_FORCE = "taken by force"
    HURT_NOW = "hurt now"
    HURRY = "hurry"
    ILL = "ill"
    WORSE = "worse"
    LIFELESS = "lifeless"
    AGENTS = "agents"
    AT_HOME = "at home"
    CARRIED_OFF = "carried off"
    COME_UP_TO_US = "come up to us"
    APPROACHING = "approaching"
    SHUT_IN = "shut in"
    NAMED_OTHERS = "named others"
    DOOR_TRIED = "door tried"
    CLIMBED_IN = "climbed in"
    KNOCKING = "knocking"
    IN_AT_THE_WINDOW = "in at the window"
    WATCHED = "watched"
    BACK_FOR_US = "back for us"
    LYING_IN_WAIT = "lying in wait"
    LEFT_ALONE = "left alone"
    SHE_IS_TAKEN = "she is taken"
    ALL_SHUT_IN = "all shut in"
    WITHIN = "within"
    IN_THEIR_HANDS = "in their hands"
    TAKEN_BY_THEM = "taken by them"
    LED_BY_THEM = "led by them"
    CALLED_FOR = "called for"
    HEARD_FROM_AFAR = "heard from afar"


_US: Final = r"(?:ME|US|MATE_|BODY_|HELD_|OURCAR_|NOSOTR[OA]S|NOS|CONMIGO)"
_OTHERS_NAMED: Final = (
    r"^(?:\w+ )?(?:DOG|CAT|PUPPY|PERRITO|GATO)\b|\b(?:SOMEBODY|SOMEONE) (?:GOT|IS|WAS|GETTING|BEING"
    r"|ELSE)\b|^(?:MAN|WOMAN|GUY|LADY|KID|DUDE|SENORA?"
    r"|HOMBRE|MUJER)\b",
    r"\b(?:A|AN|ONE|THE|THIS|THAT|SOME|ANOTHER|OLD|YOUNG|TWO|\d|UN|UNA|EL|LA|LOS|LAS|AL|ESTE|ESE|OTRO|OTRA"
    r"|DOS|UNOS|UNAS|UNO)"
    r" (?:\w+ )?(?:MAN|WOMAN|LADY|KIDS?|BOY|GIRL|TEENS?|TEENAGERS?|VENDORS?|WORKERS?|LABORERS?|JORNALER\w+"
    r"|NEIGHBORS?|FAMILY|FAMILIA"
    r"|PERSON|PEOPLE|GUY|DUDE|MOM|DAD|STUDENTS?|DRIVER|PROTEST\w+|SHOPLIFTER|DRUNK|HOMELESS|BYSTANDERS?"
    r"|CROWD|GENTE"
    r"|SENORA?S?|SENORES|MUCHACH\w+|JOVEN|JOVENES|CHAV\w+|MORR\w+|NIN[OA]S?|VECIN\w+|HOMBRES?|MUJER"
    r"|VIEJIT\w+|ABUELIT\w+|TRABAJADOR\w*|"
    r"PERIODISTAS?|REPORTER\w*|JOURNALISTS?|PHOTOGRAPHERS?|FOTOGRAFO|DUEN[OA]S?|OWNER|CLERK|CASHIER|CAJER[OA]|NEWS"
    r" CREW|"
    r"VENDEDOR\w*|PALETERO|TAMALERA|FRUTERO|BORRACHO|LADRON|PADRE|MADRE|TIPO|PRIEST|CURA|GUYS|MEN|VATO"
    r"|PASTOR(?! ALEMAN)|SKATER|BIKER|CYCLIST|JOGGER|RUNNER|SHOPPER|CUSTOMER|PEDESTRIAN|PASSENGER|CICLISTA|CLIENTE"
    r"|PEATON|PASAJER[OA]|EMPLEAD\w+|OBRER\w+)\b",
    r"\b(?:MY|HIS|HER|THEIR|MI|SU|THE) (?:KID|KIDS|SON|DAUGHTER|MOM|MOTHER|DAD|HUSBAND|WIFE|BROTHER|SISTER"
    r"|COUSIN|HIJ[OA]S?|ESPOS[OA]|MAMA|PAPA|HERMAN[OA]|NINOS?|TIO|TIA|ABUEL[OA]|NEPHEW|NIECE)\b",
    # le quitó la cámara a un periodista
    r"\bLES? (?:\w+ ){1,5}A (?:UN|UNA|UNOS|UNAS|OTR[OA]S?) (?!COMP|AMIG|VOLUNTARI|OBSERVADOR)\w+",
    r"\b(?:HOMBRE|SENORA?|MUCHACHO|GENTE|PEOPLE|PERSONAS|PROTESTERS?|PROTESTORS?|VENDORS?|WORKERS?|KIDS"
    r"|FAMILIES|TRABAJADORES)\b",
)
WHOM: Final[dict[Concept, re.Pattern[str]]] = {
    concept: re.compile("|".join(patterns))
    for concept, patterns in {
        Concept.US: (
            rf"\b{_US}\b",
            r"\b(?:I|WE|OUR|MY|MI|MIS|YO|NUESTR[OA]S?)\b|\b(?:ESTOY|ESTAMOS)\b|\w(?:ARME|ARNOS|NDOME|NDONOS)\b",
        ),
        Concept.OTHERS: (
            *_OTHERS_NAMED,
            r"\b(?:HIM|(?<!OPEN )(?<!CLOSE )(?<!MOVE )(?<!FEEL )(?<!RUB )(?<!USE )THEM|SOMEONE|A ALGUIEN|A UNO|A"
            r" ELL[OA]S)\b",
        ),
        Concept.NAMED_OTHERS: _OTHERS_NAMED,
        Concept.FALLEN: (
            r"^(?:(?:OMG|HELP|PLEASE|OH|GOD|DIOS|AY|YA) )*(?:(?:HE|SHE|EL|ELLA) (?:IS|HAS|WAS|IS JUST|ESTA|YA)|HES"
            r"|SHES)(?: (?:NOW|JUST|STILL"
            r"|BEEN))* (?:DOWN(?= (?:AND|ON THE (?:GROUND|FLOOR|SIDEWALK|STREET)|BAD|HURT|NOT|HARD|HELP)|$)|NOT"
            r" (?:MOVING|BREATHING"
            r"|RESPONDING|WAKING|GETTING UP)|UNCONSCIOUS|UNRESPONSIVE|PASSED OUT|KNOCKED OUT|OUT COLD|SEIZING"
            r"|INCONSCIENTE"
            r"|DESMAYAD[OA])\b|^(?:HE|SHE) (?:ISNT|WONT|DOESNT|CANT|STOPPED|COLLAPSED|PASSED OUT|FAINTED)(?: (?:MOVING"
            r"|MOVE"
            r"|BREATHING|BREATHE|RESPOND\w*|WAKE|WAKING|GET UP))*\b(?<!ISNT)(?<!WONT)(?<!DOESNT)(?<!CANT)(?<!STOPPED)",
        ),
        Concept.SAME: (r"\b(?:THE|THAT|ESE|ESA|ES|SON|EL|LA|LOS) (?:\w+ )?(?:SAME|MISM[OA]S?)\b|^SAME \w+",),
        Concept.AGENTS: (rf"\b{AGENTS}\b",),
        Concept.STRANGERS: (
            r"\b(?:THEY_|CAR_|THEM|HIM|THEIR|HIS|ELLOS|SU)\b",
            r"\b(?:UNO|DOS|TRES|ONE|MASKED|CHALECO|VESTS?|VIENEN?|BAJARON)\b",
        ),
    }.items()
}
"""Whom it befalls, or who does it."""
