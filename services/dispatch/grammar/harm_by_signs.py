"""What harm is known by from afar: a partner silent, heard screaming or seen led away; and being named. Pure data.

Whoever lost sight of their partner tells what they saw or heard last; whoever is named over a loudspeaker tells what
was said. No blow is in either, and both are cries.
"""

import re
from typing import Final

from services.dispatch.grammar.harm_concepts import Concept
from services.dispatch.grammar.harm_words import HARMS, STEMS_IN_AR, TO_HARM

_HER: Final = r"(?:HER|HIM|MATE_|THEM BOTH|L[AO] |A MATE_)"
_ALOUD: Final = (
    r"(?:(?:OVER|ON|THROUGH|WITH|POR|EN|CON) (?:THE|A|THEIR|HIS|EL|LA|UN|SU) )?(?:LOUD ?SPEAKERS?|SPEAKERS?|BULLHORN"
    r"|MEGAPHONE"
    r"|PA|INTERCOM|ALTAVOZ|ALTAVOCES|BOCINA|MEGAFONO|OUT LOUD|HELD_)"
)
_WHO_WE_ARE: Final = (
    r"(?:(?:MY|OUR|MI|MIS|NUESTROS?|MATE_S?)(?: (?:FULL|FIRST|LAST|REAL|HOME|OWN|WHOLE|LICENSE))*"
    r" (?:NAMES?|PLATES?|ADDRESS(?:ES)?|NOMBRES?|APELLIDOS?|DIRECCION|PLACAS?))"
)

SIGNS: Final[dict[Concept, tuple[str, ...]]] = {
    Concept.NAMED: (
        rf"\b{_WHO_WE_ARE}\b.*\b{_ALOUD}\b|\b{_ALOUD}\b.*\b{_WHO_WE_ARE}\b",
        rf"\b(?:SAID|SAYS|SAYING|READ|READING|YELL\w+|SHOUT\w+|KNOWS?|KNEW|TOLD ME|POST\w+|DIJ\w+|GRIT\w+|LEYO"
        rf"|LEYERON|SABEN?)(?: \w+)?"
        rf" {_WHO_WE_ARE}\b.*\b(?:ADDRESS|LIVES?|KIDS?|SCHOOL|MOMS?|MOTHER|DIRECCION|CASA|MAMA|HIJ[OA]S?|VIV\w+"
        rf"|ESCUELA|PLATES?|PLACAS?)\b",
        r"\b(?:CALL\w*|YELL\w*|SHOUT\w*|GREET\w*|ADDRESS\w*) (?:ME|US) BY (?:MY |OUR )?(?:FULL |REAL |FIRST )?NAMES?\b"
        r"|\b(?:ME|NOS) (?:LLAM|GRIT|HABL)\w+ POR (?:MI|NUESTRO) NOMBRE\b",
    ),
    Concept.HEARD_SCREAMING: (
        rf"\b(?:HEARD|HEAR) {_HER} (?:\w+ )?(?:SCREAM|YELL|CRY|SHOUT|BEG)\w*"
        rf"|\b(?:(?:L[AO]|LE) (?:OI|ESCUCHE|OIGO|ESCUCHO)|OI|SE OYO|OIGO|ESCUCHE|ESCUCHO)(?: \w+)? (?:GRIT\w+"
        rf"|LLOR\w+)\b(?=.*\b(?:L[AO]|MATE_)\b)"
        rf"|\b(?:{_HER}|SHE|HE|THEY_)(?: \w+)? SCREAM\w*\b.*\b(?:CUT (?:OFF|OUT)|WENT DEAD|LINE|HUNG UP|PHONE)\b"
        r"|\b(?:GRITO|GRITANDO|GRITOS)\b.*\bSE (?:CORTO|COLGO)\b",
    ),
    Concept.SILENT: (
        r"\b(?:(?:ISNT|NOT|WONT|DOESNT|STOPPED|HASNT) (?:ANSWER\w*|RESPOND\w*|PICK\w* UP|REPL\w+|TEXT\w* BACK)"
        r"|NO (?:ME |NOS )?(?:CONTESTAN?|RESPONDEN?)|VOICEMAIL|BUZON|LOST (?:CONTACT|TOUCH) WITH|PERDI (?:CONTACTO"
        r"|COMUNICACION)"
        r"|CANT (?:REACH|FIND)|NO (?:L[AO]|LO) ENCUENTRO|CUT OFF|SE CORTO)\b",
    ),
    Concept.STRUGGLE_SEEN: (
        r"\b(?:(?:CAR |OURCAR_ |CAR_ )?DOORS? (?:IS |WAS |WIDE |LEFT )*OPEN|(?:STUFF|BAG|SHOES?|GLASSES|HELD_|PHONE"
        r"|VEST)(?: \w+){0,2}"
        r" ON THE (?:GROUND|STREET|FLOOR|SIDEWALK)|SIGNS? OF A (?:FIGHT|STRUGGLE)|BLOOD|SANGRE)\b",
        r"\b(?:THEY_|AGENTS?|COPS?)(?: \w+)? (?:HAD|WITH|AROUND|ON|TALKING TO|WALKING|LEADING|HOLDING|GOT) (?:HER|HIM"
        r"|MATE_)\b"
        r"|\b(?:L[AO]|LE)(?: \w+)? (?:TRAIAN?|LLEVABAN?|TENIAN?|IBAN?|JALABAN?|RODEA\w+|AGARRA\w+|SUBI\w+|METI\w+"
        r"|CORRETE\w+)\b"
        r"|\b(?:SU|EL|LA) (?:CEL\w*|CARRO|CAR_|MOCHILA|BICI)(?: \w+){0,3} (?:TIRAD[OA]|ABIERT[OA]|SOL[OA])\b",
    ),
    Concept.TAKEN_BY_FORCE: (
        r"\b(?:A LA FUERZA|A FUERZAS?|BY FORCE|FORCIBLY|AGAINST (?:HER|HIS|MY|OUR|THEIR) WILL|A RASTRAS|A JALONES"
        r"|A EMPUJONES)\b",
    ),
    Concept.HURT_NOW: (
        rf"\b(?:{HARMS}|HURTING|HAVE|HAS|GOT|TOOK|TAKING) (?:HER|HIM)\b|\b(?:L[AOE]|SE L[AO]) (?:\w+ )?(?:\w+ANDO"
        rf"|LLEVAN?|TIENEN)\b",
    ),
    Concept.HURRY: (
        r"\b(?:HURRY|APUREN\w*|APURENSE|CORRANLE|RAPIDO|QUICK|FAST|SEND|MANDEN|VENGAN|WAS WITH ME|WAS W ME"
        r"|ESTABA CONMIGO"
        r"|VENIA CONMIGO|IBA CONMIGO|IS WITH ME)\b",
    ),
    Concept.ILL: (
        r"\b(?:DIZZY|LIGHTHEADED|MAREAD[OA]|DEHYDRATED|DESHIDRATAD[OA]|OVERHEAT\w*|HEAT ?STROKE|INSOLACION"
        r"|GOLPE DE CALOR)\b"
        r".*\b(?:THROW\w+ UP|VOMIT\w*|PUK\w+|ALONE|SOL[OA]|FALL\w*|CAIGO|CAER|STAND|FAINT\w*|COLLAPS\w*|SHAK\w+"
        r"|NO PUEDO|CANT)\b"
        r"|\b(?:HEAT ?STROKE|INSOLACION|GOLPE DE CALOR)\b",
    ),
}
"""What is seen and heard of harm that is not told itself."""

THREATENED_IF: Final = re.compile(
    rf"\b(?:SAID|SAYS|SAYING|SAY|TOLD (?:ME|US|MATE_)|TELLING (?:ME|US)|YELL\w*|WARN\w*|THREATEN\w*)(?: (?:ME|US"
    rf"|AT US|AT ME|THAT))*"
    rf" (?:IF|UNLESS) (?:I|WE|MATE_)\b.*\bTHEY_ (?:WILL|WOULD|ARE|IS|GOING|COULD)(?: (?:GOING|TO|COME|HAVE|JUST"
    rf"|ALL))* (?:{TO_HARM}|SHOOT|KILL|BREAK"
    r"|SMASH|TAKE|DEPORT|GET)\b"
    rf"|\b(?:DIJO|DIJERON|DICEN?|GRITO|GRITAN?|ADVIRTIO|ADVIRTIERON|AMENAZ\w+)(?: \w+)? (?:QUE )?SI (?:NO |SEGUIMOS"
    rf"|SIGO|GRAB\w+|NOS|ME|YO|VOLVEMOS)"
    rf".*\b(?:ME|NOS|LOS) (?:VAN? A |VA A )?(?:{STEMS_IN_AR}(?:A|AN|AR|E|EN)|CARGAN?|LLEVAN?|LLEVAR|ROMPEN?|QUIEBRAN?"
    rf"|SUBEN?|DETIENEN?|MATAN?)\b"
)
"""Said with an IF that supposes nothing: what they will do to us unless we stop."""
