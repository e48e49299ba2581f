"""What a car used against us, or thrown at, is told by: on the road a car is the weapon. Pure data.

Who steers is seldom said ("swerving into my lane", "se me emparejo"), so what the car does and that it does it to us
is enough; what I do with my own car is not.
"""

from typing import Final

from schemas.reply_text.distress.harm_concepts import Concept

_OURS: Final = r"(?:ME|US|MATE_|OURCAR_|MINE)"
_NOT_I: Final = r"(?<!I )(?<!WE )(?<!I AM )(?<!WE ARE )(?<!TO )"
_HARD: Final = r"(?: (?:REAL|RIGHT|STRAIGHT|FAST|HARD|REALLY|SUPER|SO|VERY|TOO|BIEN|MUY|HIS|HER|THEIR|THE|A|CAR_|IT))*"

WHEELS: Final[dict[Concept, tuple[str, ...]]] = {
    Concept.RUN_DOWN: (
        r"\b(?:TO PIT|PITTED|PITTING) (?:ME|US|OURCAR_)\b|^TRIED TO PIT\b|\b(?:ME|NOS) DI(?:O|ERON) (?:UN )?LLEGUE\b",
        r"\b(?:BRAK\w+|SLAMM?\w*|STOPP\w+)(?: \w+){0,3}? (?:IN FRONT OF|AHEAD OF) (?:ME|US"
        r"|OURCAR_)\b(?=.*\b(?:OVER AND OVER|SO (?:I|WE)|AGAIN|KEEPS?|HARD|ON PURPOSE)\b)"
        r"|\b(?:FREN\w+)(?: \w+){0,2} (?:ENFRENTE|ADELANTE|DELANTE)(?: DE (?:MI|NOSOTR[OA]S))?\b(?=.*\b(?:CHOQUE"
        r"|PEGUE|A PROPOSITO|CADA RATO)\b)",
        rf"{_NOT_I}\b(?:BRAKE ?CHECK|TAILGAT|SIDE ?SWIP|RAMM|RAM|BUMP|NUDG|REAR ?END|PLOW|PLOUGH|SLAMM|CRASH|BACK|PIN)"
        rf"(?:S|ED|E?D|ING)?(?: (?:INTO|UP INTO|RIGHT INTO))? {_OURS}\b(?! (?:UP|OUT|AT (?:A|WORK)))",
        rf"{_NOT_I}\b(?:SWERV|VEER|DRIFT|CUT|JERK|STEER|LURCH|PUSH|CROWD)\w*(?: \w+)?"
        r" (?:INTO|ONTO|TOWARDS?|AT) (?:(?:MY|OUR) (?:LANE|SIDE|BIKE|DOOR|PATH)|ME|US|MATE_|OURCAR_)\b",
        rf"{_NOT_I}\b(?:DROVE|DRIVES?|DRIVING|ACCELERAT\w+|GUNN\w+|REVV?\w+|SPED|SPEEDING|FLOOR\w+|AIM\w+|STEER\w+"
        rf"|REVERS\w+)"
        rf"{_HARD} (?:AT|INTO|TOWARDS?|ONTO) {_OURS}\b",
        rf"\b(?:RUN|RUNS|RAN|RUNNING|FORC\w+|PUSH\w*|KNOCK\w*|NEARLY RAN) {_OURS} (?:OFF|INTO) (?:THE |A |MY |OUR )*"
        r"(?:ROAD|HIGHWAY|FREEWAY|STREET|SHOULDER|DITCH|BIKE|MEDIAN|WALL|CURB|ONCOMING|TRAFFIC|RAIL\w*|BARRIER)\b",
        rf"\b(?:MAKE|MAKING|MADE|FORCE|FORCING) {_OURS} (?:TO )?(?:CRASH|WRECK|SWERVE|PULL OVER|HIT|STOP)\b"
        r"|\b(?:TRY\w*|TRIED|WANTS?) TO (?:CRASH|WRECK|RUN OVER|RAM|SIDESWIPE|FLATTEN)\b",
        r"\b(?:ME|NOS) (?:\w+ )?(?:AVIENTA[N]?|AVENT\w+|ECHAN?|ECHO|ECHARON|ECHANDO|LANZ\w+|TIR\w+|DEJ\w+ IR"
        r"|TRAE) (?:EL |LA |SU )*"
        r"(?:CAR_|CAMION|LAMINA)\b|\b(?:ME|NOS) (?:ESTAN? |QUIEREN? |ANDAN? )?SAC\w+ DEL? (?:CAMINO|CARRIL|CARRETERA"
        r"|CALLE|FREEWAY)\b",
        r"\b(?:INVAD\w+|SE (?:ME |NOS )?(?:METE|METEN|METIO|METIERON|CARGA|CARGAN|CIERRA|CIERRAN|CERRO)) (?:A |EN "
        r"|AL |HACIA )?"
        r"(?:MI|NUESTRO) (?:CARRIL|LADO|CAMINO)\b|\bSE (?:ME|NOS) (?:ESTAN? |ANDAN? )?(?:EMPAREJ\w+"
        r"|(?:CIERRAN?|CERRANDO|CERRO|CERRARON|ATRAVIES\w+|ATRAVES\w+|PEGAN?|PEGANDO|PEGO|PEGARON) (?:MUCHO|CAR_"
        r"|THEY_|POR ATRAS))\b",
        r"\b(?:ME|NOS) (?:DA|DAN|DIO|DIERON|PEGA|PEGO|PEGARON|EMPUJA|EMPUJO|TOPO|TOPARON|GOLPEO|RASPO"
        r"|RASPARON)(?: \w+)? "
        r"(?:POR (?:ATRAS|DETRAS)|EN (?:LA DEFENSA|EL COSTADO|LA PUERTA|OURCAR_)|CON (?:LA |EL |SU )?(?:CAR_|DEFENSA"
        r"|COFRE))\b",
        r"\b(?:WE|I)(?: (?:HAD|HAVE))? TO (?:JUMP|DIVE|LEAP|ROLL|SWERVE)(?: \w+)? (?:OUT OF THE WAY|TO AVOID|OFF)\b",
    ),
    Concept.STRUCK_OURS: (
        r"\bCAR_.*\bLE (?:DIO|DIERON|PEGO|PEGARON) A MATE_$",
        r"\b(?:PEG|GOLPE|CHOC|EMBIST|TOP|DIERON)\w* (?:\w+ )?(?:A |CON )?OURCAR_\b(?=.*\b(?:POR ATRAS|BAJ\w+|PALOS?"
        r"|OTRA VEZ|A PROPOSITO"
        r"|THEY_)\b)",
    ),
    Concept.ENCLOSED_BY_CARS: (
        r"\b(?:PINNED|STUCK|SANDWICHED|WEDGED|TRAPPED|CAUGHT|PARKED IN|SQUEEZED|ENTRE|ATRAPAD[OA]S?|METID[OA]S?)"
        r" (?:IN )?(?:BETWEEN|ENTRE) (?:\w+ ){0,3}CAR_\b(?<! IN CAR_)",
        r"\b(?:CAR_|CARS|TWO|THREE|FOUR|\d)(?: \w+){0,3}? (?:AROUND|SURROUNDING|BOXING|ENCIRCL\w+|RODEANDO"
        r"|ALREDEDOR DE)"
        r" (?:ME|US|MINE|OURS|OURCAR_|MI|NOSOTR[OA]S)\b",
        r"\bTHEY_ (?:\w+ )?(?:ALL )?(?:AROUND|SURROUNDING|ALREDEDOR DE|ON ALL SIDES OF) OURCAR_",
        r"\b(?:PARKED|PULLED UP|STOPPED|PEGAD[OA]S?) (?:\w+ ){0,2}(?:CLOSE|TIGHT|UP) (?:\w+ ){0,3}CANT (?:OPEN|GET)\b",
    ),
    Concept.WRECKED: (
        r"\b(?:I|WE|MATE_) (?:(?:WAS|WERE|GOT|BEEN|AM|ARE|IS|HAVE) )+(?:RUN|FORCED|PUSHED|KNOCKED) OFF (?:THE |MY "
        r"|OUR )"
        r"(?:ROAD|BIKE|FREEWAY|HIGHWAY|STREET)\b",
        r"\b(?:I|WE|MATE_)(?: (?:HAVE|GOT|JUST))* (?:CRASHED|WRECKED|(?:ROLLED|FLIPPED|TOTALED) (?:OVER|OURCAR_|CAR_"
        r"|IT)|FLIPPED(?: OVER)?|SPUN OUT)"
        r"\b(?! (?:ON|AT|THE (?:PARTY|COUCH)|AN?|LAST|OUT|A|HARD|EARLY))|\bCRASHED (?:AND|OURCAR_)\b"
        r"|^(?:\w+ )?(?:CHOQUE|ME ESTRELLE|NOS ESTRELLAMOS) (?:CONTRA|CON UN|CON EL|Y)\b|\b(?:ME"
        r"|NOS) VOLTE(?:E|AMOS|O)\b",
        r"\b(?:STUCK|TRAPPED|PINNED|ATRAPAD[OA]S?|PRENSAD[OA]S?) (?:IN|INSIDE|UNDER|EN|ABAJO DE|DENTRO DE) (?:THE "
        r"|EL )?(?:CAR_|OURCAR_|WRECK)\b"
        r"(?=.*\b(?:CRASH\w*|WRECK|HIT|CHOC\w+|UPSIDE|SMOKE|DOOR|PUERTA|BLEED\w*)\b)",
    ),
    Concept.THROWN_AT_OURS: (
        r"\b(?:THREW|THROWN|THROWING|THROWS|TOSS\w+|CHUCK\w+|HURL\w+|LOBB\w+|PUT|WENT|CAME|FLEW"
        r"|SHOT)(?: (?!BY\b)\w+){0,4}?"
        r" (?:THROUGH|THRU|INTO|AT|ONTO|IN) (?:OURCAR_|(?:MY|OUR) (?:\w+ )?(?:WINDOWS?|DOOR|HOUSE|CAR))\b",
        r"\b(?:AVENT\w+|TIR\w+|LANZ\w+|ECH\w+|ESTRELL\w+)(?: \w+){0,3}? (?:A|AL|EN|CONTRA) (?:EL |LA |LOS )*"
        r"(?:OURCAR_|(?:MI|NUESTRO) (?:PARABRISAS|VIDRIO|VENTANA))\b|\b(?:PIEDRA|LADRILLO|PIEDRAS"
        r"|BOTELLA)\b.*\b(?:PARABRISAS|VIDRIO)\b",
        r"\b(?:SLASH|PUNCTUR|POPP|KNIF|STABB|SPIK|DEFLAT|KEY)\w* (?:ALL |BOTH |MY |OUR |THE |TWO |FOUR |\d "
        r"|OF )*(?:OURCAR_|TIRES)\b"
        r"|\bPONCH(?:ARON|ANDO|AN) (?:\w+ )?(?:OURCAR_|LLANTAS?)\b|\b(?:STANDING|JUMP(?:ED|ING|S)|SITTING|CLIMB\w*"
        r"|POUND\w*"
        r"|BEATING|KICK\w*"
        r"|ROCK\w*|SHAK\w+|SMASH\w*|KEYED|KEYING)(?: (?:ON|ONTO|UP ON|THE|TOP OF|AT))* OURCAR_\b",
    ),
}
"""Cars against us, and what is thrown at ours: what a clause may hold of it."""
