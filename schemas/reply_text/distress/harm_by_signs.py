"""What harm is known by from afar: a partner silent, heard screaming or seen led away; and being named. Pure data.

Whoever lost sight of their partner tells what they saw or heard last; whoever is named over a loudspeaker tells what
was said. No blow is in either, and both are cries.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_concepts import Concept
from schemas.reply_text.distress.harm_words import HARMS, STEMS_IN_AR, TO_HARM, one_of

_HER: Final = r"(?:HER|HIM|MATE_)"
# --- named
_ALOUD: Final = (
    r"(?:LOUD ?SPEAKERS?|SPEAKERS?|BULLHORN|MEGAPHONE|PA|INTERCOM|ALTAVOZ|ALTAVOCES|BOCINA|MEGAFONO|OUT LOUD|HELD_)"
)
_WHO_WE_ARE: Final = (
    r"(?:(?:MY|OUR|MI|MIS|NUESTROS?|MATE_S?)(?: (?:FULL|FIRST|LAST|REAL|HOME|OWN|WHOLE|LICENSE))*"
    r" (?:NAMES?|PLATES?|ADDRESS(?:ES)?|NOMBRES?|APELLIDOS?|DIRECCION|PLACAS?))"
)
_SAID: Final = (
    r"(?:SAID|SAYS|SAYING|READ|READING|YELL\w+|SHOUT\w+|KNOWS?|KNEW|TOLD ME|POST\w+|DIJ\w+|GRIT\w+|LEYO|LEYERON|SABEN?)"
)
_WHERE_WE_LIVE: Final = one_of(
    "ADDRESS LIVES? KIDS? SCHOOL MOMS? MOTHER DIRECCION CASA MAMA HIJ[OA]S? VIVO VIVIMOS ESCUELA PLATES? PLACAS?"
)
# --- heard and seen last
_SCREAMS: Final = r"(?:SCREAM|YELL|CRY|SHOUT|BEG)\w*"
_LINE_DEAD: Final = (
    r"(?:CUT (?:OFF|OUT)|WENT DEAD|LINE (?:IS |WENT )?(?:DEAD|CUT)|CALL (?:DROPPED|ENDED|CUT)|HUNG UP|NOTHING"
    r"|(?:PHONE|HELD_|CALL) (?:WENT|CUT|DROPPED|DIED|GOT CUT)|SE CORTO|SE COLGO|COLGO|NADA(?! QUE))"
)
_I_HEARD: Final = r"(?:OI|OIGO|ESCUCHE|ESCUCHO|OIMOS)"
_BELONGINGS: Final = r"(?:STUFF|BAG|BACKPACK|SHOES?|GLASSES|HELD_|PHONE|VEST|BIKE|HAT)"
_THEIRS_IN_SPANISH: Final = r"(?:SU|SUS|EL|LA|LOS) (?:CEL\w*|CARRO|MOCHILA|BICI|ZAPATOS?|LENTES|COSAS|GORRA|CAR_)"
_LED: Final = r"(?:TRAIAN?|LLEVABAN?|TENIAN?|IBAN?|JALABAN?|RODEA\w+|AGARRA\w+|SUBI\w+|METI\w+|CORRETE\w+)"

SIGNS: Final[dict[Concept, tuple[str, ...]]] = {
    Concept.NAMED: (
        rf"\b{_WHO_WE_ARE}\b.*\b{_ALOUD}\b|\b{_ALOUD}\b.*\b{_WHO_WE_ARE}\b",
        rf"\b{_SAID}(?: \w+)? {_WHO_WE_ARE}\b.*\b{_WHERE_WE_LIVE}\b",
        rf"\b{_ALOUD}\b.*\bWHERE (?:I|WE) LIVE\b|\b(?:DIJ|GRIT|LEY)\w+ (?:MI|NUESTRA) DIRECCION\b",
        r"\b(?:SABEN?|KNOWS?) (?:COMO ME LLAMO|DONDE (?:VIVO|TRABAJO|VIVIMOS))\b|\bSHOW\w* (?:ME"
        r"|US) (?:\w+ )?(?:PIC\w*|PHOTOS?|VIDEO) OF (?:MY|OUR)\b"
        r"|\b(?:YELL|SHOUT|SCREAM)\w* (?:\w+ ){0,3}(?:MY|OUR) \w+ (?:NAMES?|SCHOOL|ADDRESS) AT (?:ME|US)\b",
        r"\b(?:CALL\w*|YELL\w*|SHOUT\w*|GREET\w*|ADDRESS\w*) (?:ME|US) BY (?:MY |OUR )?(?:FULL |REAL |FIRST )?NAMES?\b"
        r"|\b(?:ME|NOS) (?:LLAM|GRIT|HABL)\w+ POR (?:MI|NUESTRO) NOMBRE\b",
    ),
    Concept.HEARD_SCREAMING: (
        rf"\b(?:HEARD|HEAR) {_HER} (?:\w+ )?{_SCREAMS}\b|\b(?:L[AO]|LE) {_I_HEARD} (?:\w+ )?(?:GRIT|LLOR|PED)\w+",
        rf"\b{_I_HEARD} (?:\w+ )?(?:GRITAR|LLORAR) A MATE_\b",
        rf"\b(?:{_HER}|THEY_)(?: \w+)? {_SCREAMS}\b.*\b{_LINE_DEAD}\b|\bMID ?SCREAM\b|\bGRIT(?:O|ABA|AR|ANDO"
        rf"|OS)\b.*\bSE (?:CORTO|COLGO)\b",
    ),
    Concept.SILENT: (
        r"\b(?:(?:ISNT|NOT|WONT|DOESNT|STOPPED|HASNT) (?:ANSWER\w*|RESPOND\w*|PICK\w* UP|REPL\w+|TEXT\w* BACK)"
        r"|NO (?:ME |NOS )?(?:CONTESTAN?|RESPONDEN?)|VOICEMAIL|BUZON|LOST (?:(?:CONTACT|TOUCH) WITH|MATE_)|PERDI A"
        r" MATE_|L[AO] PERDI|PERDI (?:CONTACTO"
        r"|COMUNICACION)|CANT (?:REACH|FIND)|NO L[AO] ENCUENTRO|CUT OFF|SE CORTO)\b",
    ),
    Concept.STRUGGLE_SEEN: (
        r"\b(?:OI|OIGO|OIMOS|ESCUCHE|ESCUCHO|HEAR|HEARD) (?:\w+ )?(?:GRITOS|SCREAM\w*|YELLING)\b",
        r"\bDOORS? (?:IS |WAS |WIDE |LEFT )*OPEN\b|\b(?:SIGNS? OF A (?:FIGHT|STRUGGLE)|BLOOD|SANGRE)\b",
        rf"\b{_BELONGINGS}(?: \w+){{0,3}}? (?:ON|IN|ALL OVER) THE (?:GROUND|STREET|FLOOR|SIDEWALK|ROAD|GUTTER)\b",
        rf"\bTHEY_(?: \w+)? (?:HAD|WITH|AROUND|ON|TALKING TO|WALKING|LEADING|HOLDING|GOT|CHASING) {_HER}\b",
        rf"\bTHEM (?:WALKING|LEADING|DRAGGING|HOLDING|PUTTING|CHASING|GRAB\w*|TAKING|WITH|AROUND) {_HER}\b",
        rf"\b(?:L[AO]|LE)(?: \w+)? {_LED}\b|\b{_THEIRS_IN_SPANISH}(?: \w+){{0,3}} (?:TIRAD|ABIERT|SOL|BOTAD)[OA]S?\b",
    ),
    Concept.LED_BY_THEM: (
        rf"\bTHEY_(?: \w+)? (?:WALKED|WALKING|LED|LEADING|MARCHED|MARCHING|ESCORTED|DRAGGED|PULLED|TOOK|HELD|CHASED"
        rf"|CHASING|GRABBED|FOLLOWED|FOLLOWING) {_HER}\b"
        rf"|\bHOLDING {_HER} BY\b|\bBY (?:BOTH|THE|HER|HIS|BODY_) ?(?:ARMS?|WRISTS?|HAIR|ELBOWS?)\b",
        r"\b(?:AGARRAD|SUJETAD|JALAD)[OA] (?:DE|POR) (?:(?:EL|LOS|LAS|LA|DOS|AMBOS) )*(?:BRAZOS?|MANOS?|MUNECAS?"
        r"|PELO)\b",
    ),
    Concept.TAKEN_BY_THEM: (
        r"\bTHEY_ (?:RODEO|RODEARON|RODEAN|SURROUNDED|ARE SURROUNDING) (?:MI|MY|OUR|NUESTRA) (?:CASA|HOUSE|HOME"
        r"|APARTMENT|BUILDING|DEPA)\b",
        r"\b(?:EN|A|AT) (?:MI|MY|OUR|NUESTRA) (?:PUERTA|DOOR|CASA|HOUSE) (?:\w+ )?(?:ARMAD[OA]S|ARMED|(?:CON|WITH"
        r"|HOLDING) GUNS?_)",
        r"\bTHEY_ (?:ARE|IS) (?:COMING|WALKING|HEADING|RUNNING)(?: \w+){1,4}? (?:TO|TOWARDS?|AT|AFTER) (?:ME|US)$",
        r"^(?:(?:OMG|HELP|JUST|SO|AND) )*(?:I|WE)(?: (?:JUST|AM|ARE|HAVE|WAS|WERE|GOT|GETTING|BEEN|BEING))+"
        r" (?:GRABBED|TAKEN"
        r"|DETAINED|ARRESTED|CUFFED|HANDCUFFED|PICKED UP|SNATCHED|SEIZED|CAUGHT|TACKLED|JUMPED|SURROUNDED|DRAGGED"
        r" OUT) BY"
        r" (?:\w+ )?THEY_",
    ),
    Concept.IN_THEIR_HANDS: (
        r"\bTHEY_ (?:HAS|HAVE|GOT) (?:ME|US) (?:AT|BY|IN|OUTSIDE|NEAR|OVER)\b(?! (?:WORK|THE OFFICE|HOME)\b)",
    ),
    Concept.CALLED_FOR: (
        r"\b(?:SEND|MANDEN?)(?: (?:A )?(?:HELP|AYUDA|ALGUIEN|SOMEONE|SOMEBODY|GENTE|PEOPLE))?$|\bVENGAN (?:POR"
        r"|RAPIDO|YA)\b"
        r"|\b(?:AVISEN(?:LE)?|TELL SOMEBODY|TELL SOMEONE|CALL MY|LLAMEN A MI)\b",
    ),
    Concept.TAKEN_BY_FORCE: (
        r"\b(?:A LA FUERZA|A FUERZAS?|BY FORCE|FORCIBLY|AGAINST (?:HER|HIS|MY|OUR|THEIR) WILL|A RASTRAS|A JALONES"
        r"|A EMPUJONES)\b",
    ),
    Concept.LEFT_ALONE: (
        r"\b(?:ESTOY|QUEDE|ME QUEDE|ANDO|I AM|IM|LEFT ME|ME DEJARON) (?:AQUI )?(?:SOL[OA]|SOLIT[OA]|ALONE|BY MYSELF)\b"
        r"|\b(?:ITS )?JUST ME (?:NOW|HERE|LEFT)\b",
    ),
    Concept.SHE_IS_TAKEN: (
        r"\bSE L[AO] (?:LLEVARON|LLEVAN|LLEVO)\b|\b(?:THEY_|ICE|AGENTS) (?:\w+ )?(?:TOOK|TAKEN|GRABBED|GOT|HAVE"
        r"|ARRESTED) (?:HER|HIM)\b"
        r"|\bL[AO] (?:AGARRARON|ARRESTARON|DETUVIERON|TIENEN)\b",
    ),
    Concept.HURT_NOW: (
        rf"\b(?:{HARMS}|HURTING|HAVE|HAS|GOT|TOOK|TAKING) (?:HER|HIM)\b",
        r"\b(?:L[AOE]|SE L[AO]) (?:\w+ )?(?:\w+ANDO|LLEVAN?|TIENEN)\b",
    ),
    Concept.HURRY: (r"\b(?:HURRY|APUREN\w*|CORRANLE|RAPIDO|QUICK|FAST|SEND|MANDEN|VENGAN)\b",),
    Concept.ILL: (
        r"\b(?:DIZZY|LIGHTHEADED|MAREAD[OA]|DEHYDRATED|DESHIDRATAD[OA]|OVERHEAT\w*)\b",
        r"\b(?:HEAT ?STROKE|INSOLACION|GOLPE DE CALOR)\b",
    ),
    Concept.WORSE: (
        r"\b(?:THROW\w* UP|VOMIT\w*|PUK\w+|ALONE|SOL[OA]|FALL\w*|CAIGO|CAER\w*|STAND|FAINT\w*|COLLAPS\w*|SHAK\w+"
        r"|NO PUEDO"
        r"|CANT|NOBODY (?:HERE|AROUND)|BAD|MUY MAL|DESMAY\w+|HEAT ?STROKE|INSOLACION|GOLPE DE CALOR)\b",
    ),
}
"""What is seen and heard of harm that is not told itself."""

OF_A_MATE: Final = re.compile(
    r"\b(?:HER|HIM)\b.* MATE_$|\bMATE_ .*\b(?:HIM|HER)\b|\bTHEY_ (?:IS|WAS) (?:\w+ )?(?:WITH|W) ME\b|\b(?:ESTABA"
    r"|VENIA|IBA|ANDABA) CONMIGO\b"
)
""" "They're dragging him, he was with me": who that is comes behind."""

# --- threatened with a condition
_THEY_SAY: Final = (
    r"(?:SAID|SAYS|SAYING|SAY|TOLD|TELLING|YELL\w*|WARN\w*|THREATEN\w*)(?: (?:ME|US|MATE_|AT US|AT ME"
    r"|THAT))*"
)
_THEY_SAY_IN_SPANISH: Final = (
    r"(?:DIJO|DIJERON|DICEN?|GRITO|GRITAN?|ADVIRTIO|ADVIRTIERON|AMENAZ\w+|QUE)(?: (?:QUE|ME|NOS|LES))*"
)
_WILL: Final = r"THEY_ (?:WILL|WOULD|ARE|IS|GOING|COULD)(?: (?:GOING|TO|HAVE|JUST|ALL))*"
_DO: Final = rf"(?:{TO_HARM}|SHOOT|KILL|BREAK|SMASH|TAKE|DEPORT|GET|COME (?:BACK|FOR)|FIND|END|RUIN|HAVE ME|HAVE US)"
_DO_IN_SPANISH: Final = (
    rf"(?:{STEMS_IN_AR}(?:A|AN|AR|E|EN)|CARGAN?|LLEVAN?|LLEVAR|ROMP\w+|QUIEBRAN?|QUEBRAR|SUBEN?|DETIENEN?|MATAN?"
    r"|TRUENAN?|TRONAR|PARTEN?|PARTIR|MADRE\w+|CHING\w+|FREG\w+|DESAPARE\w+|ENCIERRAN?)"
)
THREATENED_IF: Final = re.compile(
    rf"\b{_THEY_SAY} (?:IF|UNLESS) (?:I|WE|MATE_)\b.*\b{_WILL} {_DO}\b"
    rf"|\b{_THEY_SAY_IN_SPANISH} SI (?:NO|SEGUIMOS|SIGO|GRAB\w+|NOS|ME|YO|VOLVEMOS)\b.*"
    rf"\b(?:ME|NOS|LOS) (?:(?:VAN?|IBAN?) A )?{_DO_IN_SPANISH}\b"
    rf"|^(?:QUE|DICEN?|DIJO|DIJERON)\b.* O (?:ME|NOS|TE|LOS) (?:VAN? A )?{_DO_IN_SPANISH}\b"
    rf"|\bWARN\w* (?:ME |US )?(?:THAT )?{_WILL} {_DO}\b"
)
"""Said with a condition that supposes nothing: what they will do to us unless we stop."""
