"""What a whole text says that no list of words explains: frames of how people say no.

Only for what may be misread without harm: a no to an offer, out of a mission (asked back), only if people are short.
Nobody is accepted, released for good or found anything by a frame (rule R20).
A frame is what must be said and what must not. Pure data and one function.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.coming import OF_ANOTHER
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.refusals import (
    ABOUT_ELSE,
    BACKING_OUT,
    BUSY,
    COULD_YET,
    LAST_RESORT,
    NO_NEWS,
    NO_OF_MINE,
)

_ASKS: Final = (
    r"^(?:ARE|IS|DO|DOES|DID|CAN|COULD|WILL|SHOULD|HAS) (?:THERE|THEY|WE|YOU|U|IT|THE|THIS|THAT|ANY\w*|SOME\w*)\b|"
    r"\b(?:WHERE|WHAT|WHATS|WHO(?! KNOWS)|WHOS|WHICH|HOW|WHY|DONDE|(?<!HAY )(?<!CON )(?<!TENGO )(?<!TIENEN )(?<!NI"
    r" )QUIEN"
    r"|QUIENES|CUANDO|CUAL|ADONDE|CUANTO|CUANTOS"
    r"|QUE (?:TAN(?!TO)|CALLE|HORA|LADO|RUMBO)|A CUANTO|DO YOU|ARE YOU|IS (?:IT|THAT|THIS|THERE)|(?:HAY|ES UN)"
    r" PROBLEMA|CAN YOU|COULD YOU|SHOULD I|(?<!LA )(?<!LAS )(?<!LES )(?<!LO )(?<!TE )DEBO|PUEDE DECIR"
    r"|LET ME(?! (?:OUT|OFF|LOOSE)\b)|(?:DEJAME|DEJEME)(?! (?:DE"
    r"|COMO|EN)\b)"
    r"|DEJEN|DEJA (?:L[EO]S? )?(?:VEO|VEMOS|VER|CHECO|CHECAR|PREGUNTO|BUSCO|CONSIGO|ARREGLO)|CHECK|IDK|NO SE (?:SI"
    r"|QUE|DONDE|COMO)|DONT KNOW|NOT SURE|NO ESTOY SEGUR[OA]|A VER"
    r"|SOMEONE TOLD|I HEARD|CAN MY|CAN I|CAN WE|POR QUE|PORQUE NO)\b"
)
_SUPPOSES: Final = (
    r"\b(?:IF(?! I (?:COULD|(?:MISS|SKIP)(?: \w+)? (?:WORK|AGAIN|SHIFT|CLASS)))|UNLESS|WHAT IF|SI (?:NO|PUEDO"
    r"|CONSIGO|ALGUIEN|VA|VAN|HAY|ME|NOS|LLEGA|SALGO|TERMINO)"
    r"|A MENOS|DEPENDS|DEPENDE|MAYBE I CAN|MAYBE I COULD|QUIZAS? PUEDA|TAL VEZ PUEDA|PERO SI PUEDO"
    r"|BUT I CAN|BUT CAN|PERO PUEDO|(?<!LOVE TO )(?<!LIKE TO )(?<!WANT TO )BUT MY|PERO MI|JK|BROMA)\b"
)
_SAID_BY_OTHERS: Final = (
    r"(?<!I )(?<!ALREADY )(?<!DOCTOR )(?<!DOCTORS )(?<!DOC )(?<!DOCTOR ME )(?<!DOCTORA ME )"
    r"\b(?:SAID|SAYS|SAYING|TOLD|DIJO|DIJERON|DICE|DICEN|SHE IS|HE IS)\b"
)
_AGREES: Final = (
    r"\b(?:YES|YEA|YA I|YEAH|YEP|YUP|SIP|CLARO QUE SI|(?:MY|MI) \w+ (?:CAN|COULD|WILL|WANTS TO|PUEDE|QUIERE) (?:GO"
    r"|COME|IR|DO IT"
    r"|TAKE IT|VENIR|HELP|IR)|ILL GO|I WILL GO|NO WAY (?:IM|I) (?:\w+ )?MISS\w*|ON MY WAY"
    r"|OMW)\b"
    r"|^(?:I |WE |YO |SI )?(?:CAN|PUEDO) (?:GO|COME|MAKE IT|HELP|DO IT|IR|LLEGAR|AYUDAR)\b"
    r"|^(?:OK |HI |HOLA )?(?:SI|SURE|CLARO)\b|\b(?:PERO|MAS|AHORA|LUEGO|Y|ENTONCES|ASI QUE|POR ESO) SI\b|\bSI"
    r" (?:VOY|PUEDO|LLEGO|ACEPTO)\b|\bSI$"
)


@dataclass(frozen=True, slots=True)
class WayOfSaying:
    """A verb, when it may be meant, what says it, and what turns it into something else."""

    verb: Verb
    fits: Callable[[Situation], bool]
    says: re.Pattern[str]
    unless: re.Pattern[str]


def _stage(situation: Situation) -> Stage | None:
    return situation.assignment.stage if situation.assignment is not None else None


def _offered(situation: Situation) -> bool:
    return bool(situation.open_offers) and situation.assignment is None


def _on_the_road(situation: Situation) -> bool:
    return _stage(situation) in (Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE) and not situation.open_offers


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


_HAS_READ: Final = re.compile(
    r"^(?:(?:YES|YEAH|YEP|SI|OK|YA|HEY|I|LO|LA|LOS|JUST) )*(?:GOT|SAW|SEE|READ|RECEIVED|VI|LEI|RECIBI|VEO|ME LLEGO)"
    r"(?: (?:IT|THIS|THAT|THE|YOUR|EL|SU|TEXT|MESSAGE|MENSAJE|AVISO))* "
)
_THANKED: Final = re.compile(
    r"\b(?:THANKS?|THANK YOU|THX|GRACIAS)(?: (?:SO MUCH|A LOT|DEAR|HONEY|MIJA|MIJO|AND GOD BLESS))*"
    r"(?: (?:FOR|POR) (?:\w+ ){1,4}?)? ?(?:BUT|PERO) (?!NO\b)"
)
"""A courtesy and its "but", before what they have to say."""
_HANDS_ON: Final = re.compile(
    r"^(?:(?:CAN|COULD|MAYBE|PLEASE|WOULD) )*(?=(?:SOME|ANY) ?(?:ONE|BODY) ELSE (?:GET|GO(?! WITH)|TAKE|GRAB|COVER"
    r"|DO|HANDLE)\b)"
)
"""A wish that another take it, asked for politely."""
_WANTS_ANOTHER: Final = (
    r"\b(?:(?:FIND|GET|SEND|PUT|ASK|CALL|HAVE|USE|NEED)(?: (?:SOME|ANY) ?(?:ONE|BODY)| ANOTHER \w+)(?: ELSE)?(?:"
    r" \w+){0,3}"
    r" (?:INSTEAD OF ME|IN MY PLACE|IN FOR ME|TO (?:COVER|REPLACE|TAKE OVER)(?: FOR)? ME|TO TAKE MY (?:SPOT|PLACE))"
    r"|(?:SOME|ANY) ?(?:ONE|BODY)(?: ELSE)? (?:CAN |COULD |TO |PLEASE )*(?:(?:TAKE|HAVE|COVER|FILL) MY (?:SPOT"
    r"|PLACE|SLOT)"
    r"|(?:COVER|FILL IN|GO|STEP IN|SUB)(?: IN)? FOR ME|GO INSTEAD OF ME)"
    r"|(?:GIVE|TAKE) (?:UP )?MY (?:SPOT|PLACE|SLOT)\b(?! BACK)|(?:SWAP|SWITCH|TRADE|PULL|SUB|SCRATCH) ME (?:OUT"
    r"|OFF)|(?:SWAP|SWITCH|TRADE) ME (?:FOR|WITH) (?:SOME|ANY)\w+"
    r"|(?:CAN|COULD) I BE REPLACED|REPLACE ME|(?:YOULL|YOU WILL|YOU) (?:HAVE TO |GOTTA )?(?:NEED|FIND) (?:SOME"
    r"|ANY)(?:ONE|BODY) ELSE(?! (?:TO|FOR|WITH|AT)\b)"
    r"|(?:EN MI LUGAR|EN (?:VEZ|LUGAR) (?:DE MI|MIA))|(?:TOM|AGARR|OCUP)\w+ MI LUGAR|(?:DEN?|DENLE|PASEN|CEDO|DOY"
    r"|DEJO) MI LUGAR"
    r"|(?:ALGUIEN|OTR[OA]|OTRA PERSONA) QUE ME (?:CUBRA|REEMPLACE|SUPLA)|(?:CAMBI|REEMPLAC|SUPL)(?:EN?|AN?)ME(?:"
    r" POR| A MI|$)"
    r"|(?:TENGO|TUVE|VOY) (?:QUE|A) SOLTAR (?:ESTA|ESTO|LA))\b"
)
"""Another in their place: it is asked back, so "can you find" says it too, unless a question mark asks."""
_NOT_FROM_ME: Final = (
    r"\b(?:DONT|DO NOT|NEVER|NOT|WILL NOT) (?:\w+ )?(?:FIND|GET|SEND|PUT|GIVE|TAKE|SWAP|SWITCH|TRADE|PULL|SUB"
    r"|SCRATCH|REPLACE|NEED)\b|\bNO (?:ME )?(?:TOM|DEN|PONG|CAMBI|REEMPL|MAND)\w+"
    r"|\b(?:IF|UNLESS|SI (?:NO|SE|LLEGO|ALGUIEN|NADIE)|SAID|SAYS?|TOLD|HEARD|DIJO|DIJERON|DICEN?|WHY|POR QUE|DID"
    r"|WHO)\b|\b(?:PARTNER"
    r"|BUDDY|COMPANER[OA]) (?:WANT|NEED"
    r"|ASK|QUIERE)\w*"
)
_TURNED: Final = (_ASKS, _SUPPOSES, _SAID_BY_OTHERS)
_ANOTHER: Final = re.compile(_WANTS_ANOTHER)
_MINE: Final = re.compile(_NOT_FROM_ME)
FRAMES: Final = (
    WayOfSaying(
        Verb.STANDBY,
        _offered,
        _any(LAST_RESORT),
        _any(_ASKS, r"\b(?:SAID|DIJO|HERON|MY PARTNER)\b", OF_ANOTHER.pattern),
    ),
    WayOfSaying(Verb.UNAVAILABLE, _offered, _any(rf"\b{NO_OF_MINE}\b"), _any(*_TURNED, _AGREES, ABOUT_ELSE)),
    WayOfSaying(Verb.UNAVAILABLE, _offered, _any(rf"\b{BUSY}\b"), _any(*_TURNED, _AGREES, ABOUT_ELSE, COULD_YET)),
    WayOfSaying(Verb.CANNOT, _on_the_road, _any(BACKING_OUT), _any(*_TURNED, NO_NEWS)),
)


def wants_another(spoken: str) -> bool:
    """Whether somebody asks that another goes in their place."""
    return _ANOTHER.search(spoken) is not None and _MINE.search(spoken) is None


def framed(spoken: str, situation: Situation, *, asks: bool) -> Verb | None:
    """The verb of the one frame that the text fits, if any; that they read it is no yes."""
    spoken = _THANKED.sub("", _HAS_READ.sub("", spoken))
    if _on_the_road(situation) and _ANOTHER.search(spoken) and not asks:
        return Verb.CANNOT if wants_another(spoken) else None
    hands_on = _offered(situation) and _HANDS_ON.match(spoken) is not None
    spoken, asks = _HANDS_ON.sub("", spoken), asks and not hands_on
    for frame in () if asks else FRAMES:
        if frame.fits(situation) and frame.says.search(spoken):
            return None if frame.unless.search(spoken) else frame.verb
    return None
