"""What a whole text says that no list of words explains: frames of how people say no, that they go, that they are gone.

Only for what may be misread without harm, by stage: a no, news from the road, gone from the scene, the answer to a
check-in, a call that is wished for. Nobody is accepted, released for good or found anything by a frame (rule R20).
A frame is what must be said and what must not. Pure data and one function.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

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
from services.dispatch.grammar.verbs import Verb

_ASKS: Final = (
    r"\b(?:WHERE|WHAT|WHATS|WHO|WHOS|WHICH|HOW|WHY|DONDE|(?<!HAY )(?<!CON )(?<!TENGO )(?<!TIENEN )(?<!NI )QUIEN"
    r"|QUIENES|CUANDO|CUAL|ADONDE|CUANTO|CUANTOS"
    r"|DO YOU|ARE YOU|IS IT|IS THERE|CAN YOU|COULD YOU|SHOULD I|DEBO|PUEDE DECIR|LET ME|(?:DEJAME|DEJEME)(?! (?:DE"
    r"|COMO|EN)\b)"
    r"|DEJEN|CHECK|IDK|NO SE (?:SI|QUE|DONDE|COMO)|DONT KNOW|NOT SURE|NO ESTOY SEGUR[OA]|A VER"
    r"|SOMEONE TOLD|I HEARD|CAN MY|CAN I|CAN WE|POR QUE|PORQUE NO)\b"
)
_SUPPOSES: Final = (
    r"\b(?:IF(?! I COULD)|UNLESS|WHAT IF|SI (?:NO|PUEDO|CONSIGO|ALGUIEN|VA|VAN|HAY|ME|NOS|LLEGA|SALGO|TERMINO)"
    r"|A MENOS|DEPENDS|DEPENDE|MAYBE I CAN|MAYBE I COULD|QUIZAS? PUEDA|TAL VEZ PUEDA|PERO SI PUEDO"
    r"|BUT I CAN|BUT CAN|PERO PUEDO|(?<!LOVE TO )(?<!LIKE TO )BUT MY|PERO MI|JK|BROMA)\b"
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
    r"|^(?:OK |HI |HOLA )?(?:SI|SURE|CLARO)\b|\b(?:PERO|MAS|AHORA|LUEGO|Y) SI\b|\bSI$"
)

_UNDER_WAY: Final = (
    r"\b(?:ON (?:MY|OUR|THE) WAY|OMW|OTW|EN CAMINO|EN RUTA|EN ROUTE|ENROUTE|RUMBO A|RUMBO AL|HEADING"
    r"|HEADED|COMING|DRIVING|WALKING|BIKING|LEAVING|SALIENDO|MANEJANDO|CAMINANDO|ALMOST(?: THERE)?"
    r"|NEARLY THERE|CASI LLEG\w+|YA CASI|YA MER\w+|YA MERITO|VOY|VAMOS|AHI VOY|LLEGANDO|LLEGO (?:EN"
    r"|AHORITA|COMO|PRONTO|YA|AL|A LA)|BE THERE|SEE YOU (?:THERE|IN|SOON)|NOS VEMOS (?:EN|ALLA|AHI|ALLI)"
    r"|IN (?:THE|AN|MY) (?:UBER|LYFT|CAR|BUS|TRAIN)|(?:MY )?(?:UBER|LYFT) (?:IS )?(?:HERE|COMING|ON)"
    r"|ON THE (?:BUS|TRAIN|METRO|FREEWAY)|EN EL (?:BUS|TREN|METRO|UBER|CARRO|CAMION|FREEWAY)|YA ARRANQUE"
    r"|ARRANCANDO|ME SUBI AL|JUST LEFT|ABOUT TO LEAVE|PULLING UP|AROUND THE CORNER|A LA VUELTA"
    r"|(?:LOOKING FOR|FINDING) PARKING|BUSCANDO (?:ESTACIONAMIENTO|PARQUEO|PARKING|DONDE)"
    r"|PARKING(?: NOW)?$|ESTACIONANDO\w*|CERCA YA|YA CERCA|GETTING CLOSE|CLOSE BY|BLOCKS? AWAY"
    r"|A \w+ CUADRAS?|MIN(?:S|UTE|UTES|UTOS)? (?:AWAY|OUT|LATE|MORE|MAS)|MORE MIN\w*|MINUTOS MAS"
    r"|AHORITA SALGO|AHORITA LLEGO|STUCK IN TRAFFIC|YA MERO SALGO|SALGO EN|YA SALI|CAMINO PARA|RUNNING (?:A (?:LITTLE"
    r"|BIT) "
    r"|\d+ (?:MIN\w* )?)?LATE|VOY (?:UN POCO )?TARDE|PARA ALLA|PARA EL PUNTO|AL PUNTO)\b"
)
_ELSEWHERE: Final = (
    r"\b(?:HELP|AYUDA|HOME|CASA|BACK|REGRESO|DE REGRESO|REGRESANDO|TO WORK|AL TRABAJO|NOT|NO|CANT|CANNOT|WONT|ISNT"
    r"|HE IS|SHE IS|THEY|THEYRE|ICE|MIGRA|AGENTS?|AGENTES|POLICE|POLICIA|BUT (?:MY|THE|I)|ALONE|SOL[OA]|WITHOUT|SIN"
    r"|TOMORROW|MANANA|STUCK(?! IN TRAFFIC)|PARTNER|BUDDY|COMPANER[OA]|SOMEONE|ALGUIEN|VANS?|SUVS?|PATRULLAS?|MAYBE"
    r"|LATER|BEFORE|LUEGO|DESPUES|CRASH\w*|ACCIDENT\w*|CHOQUE|WRONG|LOST|PERDID[OA]|LEFT MY|FORGOT"
    r"|OLVIDE)\b"
)

_THERE: Final = (
    r"\b(?:ARRIVED|LLEGUE|LLEGAMOS|(?:MADE IT|GOT) (?:HERE|THERE)|(?:AQUI|ACA|AKI) (?:ESTOY|ESTAMOS|ANDO|ANDAMOS"
    r"|ESPERANDO|TOY)"
    r"|(?:ESTOY|ESTAMOS|TOY) (?:AQUI|ACA|AKI|AFUERA DE|ESPERANDO|EN (?:LA|EL) (?:PUNTO|ESQUINA|PARADA|LUGAR))|(?:IM"
    r"|WERE|I AM|WE ARE)"
    r" (?:ALREADY |BOTH |ALL )?(?:HERE|ON SCENE|IN PLACE|IN POSITION|OUT FRONT)|YA VINE|YA VINIMOS)\b|^(?:ON SCENE|IN"
    r" PLACE|HERE (?:AT|BY|IN|NEAR))\b"
)
_NOT_THERE: Final = (
    r"\b(?:THINK|CREO|MAYBE|NO|NOT|NOBODY|NADIE|HOME|CASA|WORK|TRABAJO|TRAFFIC|TRAFICO|FREEWAY|ICE|MIGRA|AGENTS?"
    r"|AGENTES|THEY|THEYRE"
    r"|HE|SHE|ELLOS|ELLA|LLEGARON"
    r"|ALMOST|CASI|BUT|PERO|IF|WHEN|CUANDO|LATE|TARDE|PARTNER|BUDDY|COMPANER[OA]|ALONE|SOL[OA]|MENSAJE|TEXT|WRONG"
    r"|LOST|PERDID[OA]|STILL"
    r"|TODAVIA|AUN|YET|EARLIER|YESTERDAY|AYER|LEFT|FUI|FUIMOS)\b"
)
_GONE: Final = (
    r"\b(?:(?:I|WE|BOTH|ALREADY|IVE|WEVE) (?:ALREADY |BOTH |JUST |ALL )?(?:LEFT|DIPPED|BOUNCED|SPLIT"
    r"|GOT (?:OUT|AWAY)|WALKED AWAY|DROVE (?:OFF|AWAY)|ARE OUT|WENT HOME|TOOK OFF|BACKED AWAY)|(?:IM|WERE"
    r"|WE ARE|I AM|BOTH|ALL) (?:BOTH |ALREADY |ALL |NOW )?(?:OUT|GONE|AWAY|LEAVING|HOME|CLEAR|OFF SCENE"
    r"|OUT OF THERE|HEADED (?:HOME|OUT|BACK)|HEADING (?:HOME|OUT|BACK)|WALKING AWAY|DONE AND|FAR AWAY"
    r"|BACK (?:HOME|AT|IN)|BACK AT)|(?:^|SAFE )BACK (?:HOME|AT|IN) (?:MY|THE|OUR|HOME)|LEFT (?:THE (?:AREA|SCENE"
    r"|PLACE|CORNER)|WITH|TOGETHER|SAFE\w*|ALREADY"
    r"|A WHILE)|ALREADY (?:LEFT|GONE|OUT|HOME)|(?:GOT|SAFE AT|SAFELY|NOW|ARRIVED|BACK|AT|GOING|HEADING"
    r"|HEADED|DRIVING|WENT|GO|MADE IT) HOME|HOME (?:SAFE|NOW|ALREADY)|(?:GOT|GET|GETTING) (?:OUT OF THERE"
    r"|AWAY)|DONE HERE|HEADING OUT|OUT (?:OF THERE|SAFE|OF THE AREA)|FAR AWAY(?: NOW)?|IN (?:MY|THE"
    r"|OUR) CAR(?: SAFE| NOW| LEAVING)?|AWAY FROM (?:THERE|THE SCENE|IT))\b"
    r"|\b(?:(?:YA )?(?:ME|NOS) (?:FUI|FUIMOS|VOY|VAMOS|RETIRE|RETIRAMOS|RETIRO|SALI|SALIMOS|QUITE"
    r"|QUITAMOS|ALEJE|ALEJAMOS|VINE|VENIMOS|VINIMOS|ESTAMOS YENDO|ESTOY YENDO)|YA (?:SALI|SALIMOS"
    r"|ANDAMOS FUERA|ESTAMOS FUERA|ESTOY FUERA|FUERA)|(?:SALIMOS|SALI) (?:DE|BIEN|TODOS|LOS|LAS|JUNTOS"
    r"|YA)|FUERA (?:DE|LOS|LAS|YA|TODOS)|(?:EN|A|PARA|PA|RUMBO A) (?:LA |MI |NUESTRA )?CASA|DE REGRESO"
    r"|REGRESANDO|YA NO (?:ESTOY|ESTAMOS)(?: AHI| ALLI| ALLA| EN EL LUGAR)?|YA (?:ESTAMOS |ESTOY "
    r"|ANDO )?(?:BIEN )?LEJOS|LEJOS YA|(?:EN|A) MI CARRO|AL CARRO)\b"
)
_NOT_GONE: Final = (
    r"\b(?:NOT|NO NOS|NO ME|CANT|CANNOT|NO PODEMOS|NO PUEDO|WONT|HAVENT|THEY (?:LEFT|ARE|WENT)|ICE LEFT"
    r"|SE FUERON|IF|SI NOS|CUANDO|WHEN|SHOULD|DEBEMOS|PODEMOS|CAN WE|CAN I|PUEDO|SOON|IN \d+|EN \d+"
    r"|PRONTO|UNTIL|HASTA|IN CASE|EN CASO|POR SI|BUT|PERO|LEFT (?:TURN|SIDE|OF|CORNER)|TO THE LEFT"
    r"|OUT OF (?:BATTERY|GAS|MINUTES)|ALONE|SOL[OA]|NEED|NECESIT\w+|SHE|HE|ELLA|AFUERA)\b"
)

_WELL: Final = (
    r"\b(?:OK|OKAY|OKEY|FINE|GOOD|SAFE|WELL|BIEN|TRANQUIL\w*|TRANQUI|CALM|CALMAD[OA]|QUIET|ALRIGHT"
    r"|ALL RIGHT|ALL GOOD|CLEAR|YES|YEP|YEAH|YUP|SI|SIP|EN ORDEN|SIN (?:PROBLEMAS?|NOVEDAD|BRONCAS)"
    r"|NO PASA NADA|NADA NUEVO|NOTHING NEW|NO (?:PROBLEMS?|ISSUES|WORRIES)|CHIDO|COOL|SEGUIMOS"
    r"|STILL (?:HERE|WATCHING|OBSERVING)|JUST (?:WATCHING|OBSERVING|WAITING)|PERFECT\w*|EXCELENTE"
    r"|AFFIRMATIVE|10 4)\b"
)
_UNWELL: Final = (
    r"\b(?:NOT (?:OK|OKAY|GOOD|WELL|FINE|SAFE|GREAT|DOING|FEELING|REALLY|COMFORTABLE|LOOKING|SO|VERY"
    r"|AT ALL)|WE ARE NOT$|IM NOT$|NO (?:ESTOY|ESTAMOS|NOS|ME|MUY|MUCHO|TAN|VAMOS|ESTA|TODO)|NADA BIEN"
    r"|DONT FEEL|SCARED|AFRAID|MIEDO|ASUSTAD\w+|NERVI\w+|NERVOUS|BAD|WORSE|WORRIED|PREOCUPAD\w+|MAL|FEO"
    r"|FEA|PEOR|UNSAFE|SHAKY|SHAKING|TEMBLANDO|LLORANDO|CRYING|UNCOMFORTABLE|TENSE|TENSO|ESCALATING)\b"
)
_WORRYING: Final = (
    r"\b(?:BUT|PERO|THEY|THEYRE|HE|HES|SHE|AGENTS?|AGENTES|ICE|MIGRA|COPS?|POLICE|POLICIA|GUNS?|ARMAS?"
    r"|FOLLOW\w*|SIGUE\w*|STARING|WEIRD|RARO|SUSPICIOUS|MAYBE|THINK|CREO|FOR NOW BUT|UNTIL|UNLESS|IF|HURT"
    r"|HERID\w+|HELP|AYUDA|ALONE|SOL[OA]|LEFT|LOST|WANT|NEED|GAS|ARREST\w*|HERON|MAPLE|PARTNER|BUDDY"
    r"|COMPANER[OA])\b"
)


@dataclass(frozen=True, slots=True)
class WayOfSaying:
    """A verb, when it may be meant, what says it, and what turns it into something else."""

    verb: Verb
    fits: Callable[[Situation], bool]
    says: re.Pattern[str]
    unless: re.Pattern[str]
    may_ask: bool = False


def _stage(situation: Situation) -> Stage | None:
    return situation.assignment.stage if situation.assignment is not None else None


def _offered(situation: Situation) -> bool:
    return bool(situation.open_offers) and situation.assignment is None


def _on_the_road(situation: Situation) -> bool:
    return _stage(situation) in (Stage.HELD, Stage.CONFIRMED, Stage.EN_ROUTE) and not situation.open_offers


def _on_scene(situation: Situation) -> bool:
    return _stage(situation) is Stage.ON_SCENE and not situation.check_in_open


def _over(situation: Situation) -> bool:
    return bool(situation.recent_codes) and situation.assignment is None and not situation.open_offers


def _checked(situation: Situation) -> bool:
    return situation.check_in_open


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _both(first: str, second: str) -> re.Pattern[str]:
    return re.compile(f"^(?=.*{first})(?=.*{second})")


def _no_scene(situation: Situation) -> bool:
    return _stage(situation) is not Stage.ON_SCENE


_TURNED: Final = (_ASKS, _SUPPOSES, _SAID_BY_OTHERS)
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
    WayOfSaying(Verb.HERE, _on_the_road, _any(_THERE), _any(*_TURNED, _NOT_THERE)),
    WayOfSaying(Verb.GO, _on_the_road, _any(_UNDER_WAY), _any(*_TURNED, _ELSEWHERE)),
    WayOfSaying(
        Verb.AWAY,
        _over,
        _any(_GONE),
        _any(_ASKS, _SAID_BY_OTHERS, _NOT_GONE, r"\b(?:ME VOY|ME FUI|IN MY CAR|HEADING OUT)\b"),
    ),
    WayOfSaying(Verb.AWAY, _on_scene, _any(_GONE), _any(_ASKS, _SAID_BY_OTHERS, _NOT_GONE)),
    WayOfSaying(
        Verb.NOT_OK,
        _checked,
        _any(_UNWELL),
        _any(_ASKS, r"\b(?:NO PROBLEM\w*|NOT BAD|NADA MAL|DONT WORRY|NO WORRIES|NO PASA NADA)\b"),
    ),
    WayOfSaying(
        Verb.FINE,
        _checked,
        _any(_WELL),
        _any(
            *_TURNED,
            _UNWELL,
            _WORRYING,
            r"\b(?:NOT|NO(?! (?:PROBLEM|PASA|WORR|ISSUE|HAY (?:PROBLEMA|NADA NUEVO)|NEWS|MORE)))\b",
        ),
    ),
)


def framed(spoken: str, situation: Situation, *, asks: bool) -> Verb | None:
    """The verb of the one frame that the text fits, if any."""
    for frame in FRAMES:
        if frame.fits(situation) and (frame.may_ask or not asks) and frame.says.search(spoken):
            return None if frame.unless.search(spoken) else frame.verb
    return None
