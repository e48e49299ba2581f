"""Who holds somebody up at work, at home and on the way, in words that agents would earn too. Pure.

"boss grabbed me for a double", "locked the door, making tea", "walked heron to her stop": a grip is one only where
somebody lays hands on them. Left out of a clause is what an employer, an animal or the sender's own people do in such
words, what is done for a shift or a meeting, and what the sender does to get somebody home; whatever else is told
beside it counts, and nothing is left out where agents are named.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_words import AGENTS

_FEARED: Final = re.compile(
    rf"\b(?:{AGENTS}|MASK\w*|MASKED|ENCAPUCHAD\w+|GUNS?|PISTOLA\w*|ARMAD\w+|ARMAS?|KNIFE|CUCHILLO|PAPELES|PAPERS"
    r"|ARREST\w*|DETAIN\w*|ESPOS(?:ARON|O|AD[OA]S?|AS)|HANDCUFF\w*|CUFF\w*)\b(?<!\bESPOSO)(?<!\bESPOSA)(?<!\bESPOSAS)"
)
_OF_WORK: Final = (
    r"(?:BOSS(?:ES)?|MANAGERS?|SUPERVISORA?|FOREMAN|EMPLOYER|COWORKERS?|CLIENTS?|CUSTOMERS?|TEACHERS?|PROFESSOR|COACH"
    r"|LANDLORD|LANDLADY|WORK|OFFICE|JOB|HR|PRINCIPAL|DENTIST|DOCTOR|NURSE|JEF[AEO]S?|PATRON(?:A|ES)?|ENCARGAD[OA]"
    r"|GERENTE|CAPATAZ|MAYORDOMO|MAESTR[OA]|CASER[OA]|CLIENTES?|TRABAJO|CHAMBA|OFICINA|DIRECTORA?|DENTISTA|DOCTORA?|MECANICO|TALLER|MECHANIC)"
)
_GRIPPED: Final = (
    r"(?:GRAB|CAUGHT|CATCH|CORNER|PULL|ROP|SNAG|STOPP|HELD|HOLD|KEPT|KEEP|TRAPP|BLOCK|STUCK|STICK|DRAGG|HAUL|YANK|NABB"
    r"|TIED|TYING|HIT|SLAMM|FORC|MAKING|MADE|JUMP|AMBUSH|PINN|LOCK|THREW)\w*"
)
_AGARRADO: Final = (
    r"(?:AGARR|DETUV|DETIEN|ATRAP|JAL|PARO\b|PARARON|RETUV|ACORRAL|ENGANCH|TIEN|TUV|TRA[EI]|ARRINCON|BLOQUE|PESC|CACH"
    r"|ENTRETUV|ENCERR|AVENT|ECH|CARG|METI)\w*"
)
_BY_HAND: Final = (
    r"(?! (?:\w+ )?(?:BY|AGAINST|FROM BEHIND|DOWN|FACE|CONTRA|DEL? (?:EL |LA |LOS |LAS )?(?:BRAZO|CUELLO|PELO|CAMISA"
    r"|MANO|ROPA|GRENAS)|POR (?:EL|LA|ATRAS)|BODY_|A GOLPES|CAR_))"
)
_ERRAND: Final = (
    r"(?:DOUBLES?|(?:\w+ )?SHIFTS?|OVERTIME|OT|MEETINGS?|INVENTORY|ZOOM|DINNER|LUNCH|SELFIE|PHOTO|INTERVIEW|CHAT"
    r"|DANCE|PAPERWORK|CLOSING|TRAINING|HOMEWORK|DISHES|(?:TO )?(?:CLOSE|STAY LATE|WORK|BABYSIT"
    r"|COVER (?:FOR|THE|A|AN|SOMEBODY|SOMEONE|HER|HIS|NIGHTS?|\w+S)))"
)
_MANDADO: Final = (
    r"(?:TURNOS?|JUNTA|INVENTARIO|DOBLE|DOBLAR|CUBRIR (?:EL|LA|UN|UNA|A|OTRO|TURNO)|CERRAR (?:EL|LA|CON)|HORAS EXTRAS?"
    r"|EXTRA|LIMPIEZA|COMIDA|CENA|PLATICA|PLATICAR|ENTREVISTA|TAREA|CAPACITACION|REUNION|CHISME|FOTO|SELFIE|BAILAR)"
)
_AT_WORK: Final = tuple(
    re.compile(held_up)
    for held_up in (
        rf"\b{_OF_WORK}(?: (?:JUST|HAS|HAD|IS|TOTALLY|REALLY|LITERALLY|WENT AND|ALSO))* {_GRIPPED} (?:ME"
        rf"|US)\b{_BY_HAND}",
        rf"\b{_GRIPPED} (?:ME|US)(?: (?:UP|IN|ON|AGAIN|ASIDE|BACK))? (?:FOR|INTO|WITH|ON|TO|AT)"
        rf"(?: (?:A|AN|THE|ANOTHER|MORE|SOME|LATE|LONG|QUICK|STAFF|TEAM|ZOOM|LAST MINUTE|MANDATORY))* ?{_ERRAND}\b",
        rf"\b(?:EL|LA|MI|MIS|LOS) {_OF_WORK} (?:ME|NOS) (?:\w+ )?{_AGARRADO}\b{_BY_HAND}",
        r"\b(?:EL|LA) (?:MECANICO|TALLER|GRUA|BANCO) (?:ME|NOS) (?:TIENE|TRAE|DETUVO|QUITO) (?:EL |LA |MI )?(?:CAR_"
        r"|OURCAR_)(?: \w+)?",
        rf"\b(?:ME|NOS) {_AGARRADO}(?: (?:AMARRAD|CLAVAD|PEGAD|ATORAD|OCUPAD)[OA]S?)? (?:EL|LA|MI|MIS|LOS|EN EL|EN"
        rf" LA|DEL) {_OF_WORK}\b{_BY_HAND}",
        rf"\b(?:ME|NOS) {_AGARRADO}(?: (?!THEY_|CAR_)\w+){{0,5}}? {_MANDADO}\b",
    )
)
_OWN_PEOPLE: Final = (
    r"(?:DOGS?|PUPP(?:Y|IES)|CATS?|KIDS?|KIDDOS?|WIFE|HUSBAND|TODDLER|BABY|GRANDKIDS?|NIECES?|NEPHEWS?|DAUGHTERS?|SONS?"
    r"|PERR[OA]S?|PERRIT[OA]S?|GAT[OA]S?|HIJ[OA]S?|NIN[OA]S?|NIET[OA]S?|SOBRIN[OA]S?|ESPOS[OA]|VIEJ[OA]|BEBE)"
)
_HOME: Final = (
    r"\b(?:HOME|MY (?:\w+ )?(?:PORCH|COUCH|BED|SOFA|KITCHEN|APT|APARTMENT|HOUSE|PLACE|LIVING ROOM|ROOM)|IN BED"
    r"|(?:EN|A) (?:MI |LA )?CASA|A LA MIA|EN LA MIA|MI (?:CAMA|SILLON|CUARTO|COCINA|DEPA)|A DORMIR|ACOSTAD[OA])\b"
)
_AT_HOME: Final = re.compile(_HOME)
_NOT_IN_PEACE: Final = re.compile(
    rf"\b(?:{AGENTS}|THEY|THEM|HE|SHE|SOMEONE|SOMEBODY|GUYS?|M[AE]N|VANS?|SUVS?|TRUCKS?|FOLLOW\w*|OUTSIDE|KNOCK\w*"
    r"|BANG\w*|POUND\w*|HELP|SCARED|AFRAID|HID\w*|DARK|LIGHTS?|ALGUIEN|SIGUI\w+|SIGUEN?|AFUERA|TOC\w+|GOLPE\w*|AYUDA"
    r"|MIEDO|ESCOND\w+|CAMIONETAS?|TIPOS?|HOMBRES?|ELLOS|MIRAND?O?|CANT|NO PUEDO|POLICE|STUCK|TRAPPED|WINDOWS?"
    r"|VENTANAS?|DONT|CALL|LLAM\w+|ROMP\w+|BREAK\w*|BROKE|CRYING|SHAKING)\b"
)
_SHUT_FOR_THE_NIGHT: Final = re.compile(
    r"\b(?:I |AND )?(?:LOCKED|BOLTED|SHUT|CLOSED)(?: UP)?(?: (?:THE|MY|OUR|ALL|ALL THE|BOTH|FRONT|BACK))*"
    r" (?:DOORS?|GATES?|HOUSE|LOCKS?|DEADBOLT)(?: BEHIND (?:ME|US))?\b"
    r"|\b(?:LE |YA )?(?:ECHE|PUSE|ECHAMOS)(?: \w+)? (?:LLAVE|SEGUROS?|CANDADO|PASADOR|CERROJO|TRANCA)\b"
    r"|\b(?:ME ENCERRE|CERRE|ATRANQUE)(?: \w+)? (?:CON LLAVE|LA PUERTA|EL PORTON|EL ZAGUAN|LA REJA|BIEN)\b"
)
_GREETED: Final = re.compile(
    rf"\b{_OWN_PEOPLE}(?: (?:IS|ARE|JUST|HAS|HAVE|ALREADY|ALL))* (?:JUMP|LICK|TACKL|GRABB|HUGG|SWARM|RUSH|POUNC"
    rf"|CLIMB|SAT"
    rf"|SITTING|SLEEPING|PINN|TRAPP|MOBB|ATTACK|CORNER|KNOCK)\w*(?: (?:ALL OVER|ON|AT|UP ON|ON TOP OF))* (?:ME|US)\b"
    rf"{_BY_HAND}|\b(?:EL|LA|LOS|LAS|MI|MIS) {_OWN_PEOPLE} (?:SE )?(?:ME|NOS) (?:BRINC|AGARR|ABRAZ|TUMB|RODE|SUBI|ATAC"
    rf"|TIR|AVENT|TRA|TIEN)\w*\b{_BY_HAND}"
    rf"|\b(?:MI|MIS|EL|LA) {_OWN_PEOPLE} SE (?:ME|NOS) COLG\w+ DEL CUELLO(?: Y NO (?:ME|NOS) SUELTAN?)?"
)
_PETS: Final = r"(?:DOGS?|PUPP(?:Y|IES)|CATS?|PERR[OA]S?|PERRIT[OA]S?|GAT[OA]S?)"
_TOOK_MY_THINGS: Final = re.compile(
    rf"\b(?:(?:MY|OUR) {_OWN_PEOPLE}|(?:THE|A) {_PETS})(?: (?:IS|JUST|HAS|ALREADY|GOT AND))*"
    r" (?:GRABB|STOLE|TOOK|TAK|ATE|CHEW|HID|KNOCK|SNATCH|SAT ON)\w*(?: OVER)? (?:HELD_|MY \w+)"
    rf"|\b(?:MIS? {_OWN_PEOPLE}|(?:EL|LA|UN|UNA) {_PETS}) ME (?:AGARR|QUIT|ROB|ESCOND|TIR|MORDI|PISO)\w*"
    r" (?:HELD_|(?:EL|LA|LOS|LAS|MI) \w+)"
)
"""Own people and pets, and no strangers' children."""
_IN_LINE: Final = re.compile(
    r"\b(?:LINE|BANK|DMV|BARBER\w*|PHARMACY|REGISTER|CHECKOUT|COUNTER|CLINIC|AHEAD OF|FILA|COLA|BANCO|FARMACIA|CAJA"
    r"|CLINICA|CONSULTORIO|TAQUERIA|TRAMITE)\b"
)
_TAKES_ONE_BY_ONE: Final = re.compile(
    r"\b(?:AGARR|LLEV|SUB|REVIS|DETEN|DETIEN|ARREST|SAC|TAK|TOOK|GRAB|PULL|CHECK|DRAG|QUESTION|PREGUNT|INTERROG)\w*\b"
    r"|\b(?:THEY|THEYRE|THEM|ELLOS|GUYS|HE|SHE)\b"
)
_MY_TURN: Final = re.compile(r"\b(?:I AM|WE ARE) NEXT\b|\b(?:YA )?SIGO YO\b|\bYA (?:ME|NOS) TOCA\b")
_MY_OWN_ACTS: Final = re.compile(
    r"^(?:(?:I|WE|JUST|AND|THEN|SO|DONE HERE|DONE|ALL DONE|ALL WRAPPED UP) )*(?:WALKED|TOOK|DROVE|DROPPED|LEFT|SAW|GOT"
    r"|BROUGHT|ESCORTED|CARRIED|WALKING|DRIVING|TAKING|DROPPING|PUT) MATE_(?: (?:OFF|BACK|OVER|SAFELY|SAFE))*"
    r" (?:HOME|(?:TO|AT|IN|INTO|BY) (?!(?:THE |A |AN |THEIR )?(?:CAR_|VAN|THEY_|CORNER|GROUND|HOSPITAL|ER\b|CUSTODY"
    r"|JAIL"
    r"|STREET|ALLEY|BUILDING))(?:(?:HER|HIS|THE|AN|A|MY|OUR|ONE) )?(?:\w+ )?(?:STOP|BUS|TRAIN|METRO|STATION|CAR_"
    r"|OURCAR_"
    r"|HOUSE|PLACE|DOOR|PORCH|APARTMENT|APT|UBER|LYFT|PLATFORM|PIECE|PARKING|MOMS?|SISTERS?|BUILDING|LOBBY|GATE|JOB"
    r"|WORK))\b"
    r"|^(?:(?:YA|Y|LUEGO|AHORITA|YO|PASE|FUI|FUIMOS|PASAMOS|VENGO|VENIMOS|DE|A|ACABO|ACABAMOS) )*(?:DEJE|LLEVE|ACOMPANE"
    r"|DEJAMOS|LLEVAMOS|ACOMPANAMOS|DEJAR|LLEVAR|ACOMPANAR|ENCAMINE|ENCAMINAMOS|SUBI) A MATE_ (?:AL?|EN|CON|HASTA|DE)"
    r"(?! (?:\w+ ){0,2}(?:CAR_|THEY_|HOSPITAL|URGENCIAS|CARCEL|DELEGACION|SUELO|PISO))(?: (?:EL|LA|SU|MI|UN|UNA))?"
    r" \w+\b"
    r"|^MATE_ (?:LOCKED|GRABBED|CAUGHT|HELD|STOPPED|BLOCKED|PUSHED|HIT|HURT)(?: (?:UP|ON|OFF|OPEN|FOR))? (?:A|AN"
    r"|HIS|HER"
    r"|OUR|SOME|THE (?!GROUND|FLOOR|WALL|PAVEMENT|CONCRETE|CURB|CEMENT))(?:\w+)\b"
    r"|^(?:(?:I|WE|JUST|AND|HAVE|YA) )*(?:LOCKED|CHAINED|TIED)(?: UP)? OURCAR_(?! IN\b)"
)
_RIDES: Final = re.compile(
    r"^(?:(?:I|WE|JUST|AND|SO) )*(?:JUMPED|HOPPED) (?:ON|OFF|IN|ONTO|BACK ON) (?:THE|A|AN|MY)"
    r" (?:\d+|\w+ LINE|BUS|TRAIN|METRO|SCOOTER|OURCAR_|FREEWAY|SHUTTLE|UBER|LYFT)\b"
    r"|^(?:I AM |WE ARE )?(?:TRAPPED|STUCK|CORNERED) (?:AT|IN|ON|UNDER|WITH) (?:(?:A|AN|THE|MY) )?(?:\w+ )?(?:IN"
    r" LAWS|DMV|BANK"
    r"|PARTY|NAP|BABY|MOMS|AIRPORT|CHURCH|COUCH)\b"
    r"|\b(?:HOPPED|JUMPED|CLIMBED) (?:THE|A) (?:FENCE|WALL)(?: (?:AS A|FOR THE|FOR A))? SHORT ?CUT\b"
    r"|\bSE (?:ME|NOS) (?:VINO|VINIERON|JUNTO|JUNTARON|CARGO) (?:ENCIMA )?(?:(?:UN|UNA|EL|LA|MUCHO|MUCHA|CHORRO"
    r"|MONTON|DE) )*"
    r"(?:TRABAJO|CHAMBA|TAREAS?|DIA|HORA|NOCHE|LLUVIA|PEDIDOS?|CLIENTES|PENDIENTES)\b"
    r"|\bTHEY_ BUMPED (?:INTO )?(?:BODY_|ME|US)(?= AND (?:THE|MY) (?:VIDEO|PHOTO|PIC|PICTURE|COFFEE|DRINK))"
    r"|\bSE (?:ME|NOS) (?:DURM|ENTUM|ACALAMBR)\w+ (?:LA|EL|LAS|LOS) (?:PIERNAS?|PIES?|MANOS?|NALGAS?|BODY_)"
    r" DE (?:ESTAR|TANTO|IR|VENIR)\b(?: (?:PARAD|SENTAD)[OA]S?)?"
)
"""What they hop on, or what piles up."""
_FOLLOWED_BY_A_PET: Final = re.compile(
    r"\b(?:DOG|PUPPY|CAT|KITTEN|CHICKEN|DUCKS?|GOOSE)(?: (?:IS|ARE|HAS|BEEN|KEEPS|THAT))* FOLLOW\w* (?:ME|US)(?:"
    r" AROUND)?\b"
    r"|\b(?:PERR|GAT|PAT|GALLIN)\w+(?: \w+)? (?:ME|NOS) (?:(?:ANDA|VIENE|ESTA|VA) SIGUIENDO|SIGUE)\b"
)
_FIERCE: Final = re.compile(
    r"\b(?:GROWL\w*|BIT\w*|MORD\w*|MUERD\w*|GRUN\w*|TEETH|DIENTES|BRAV[OA]|ANGRY|CHAS\w*|RABI\w*)\b"
)
_PUT_TO: Final = re.compile(
    r"\b(?:ME|NOS) PUS(?:O|IERON) (?:A (?!HINC|ARRODILL|TIRAR|ACOST|CORRER|GRITAR)\w+(?:AR|ER|IR)\b"
    r"|(?:UNA? )?(?:MULTA|INFRACCION|TICKET|BOLETA|SUERO|INYECCION|VACUNA)\b)"
)
"""To a task, or a ticket on the car: whoever does it."""
_NOT_US: Final = re.compile(
    r"(?<=A ELLOS )(?:PERO |Y )?NO A (?:MI|NOSOTR[OA]S)\b|(?<=A THEY_ )(?:PERO |Y )?NO A (?:MI|NOSOTR[OA]S)\b"
    r"|(?<=THEM )(?:BUT )?NOT (?:ME|US)\b"
)
"""Whom it befell is said."""
_BY_ITSELF: Final = re.compile(
    r"\bSE (?:ME|NOS|LE) (?:\w+ )?(?:VOL|SOLT|TRAB|CERR|APAG|QUED|PONCH|DESCOMP|MUER|MURI|ACAB|OLVID|PERD|ATOR"
    r"|ROMPI|QUEBR"
    r"|REVENT|QUEM|PAS|HIZO|DESCARG|ESCAP|SALI|TIR|CAY)\w* (?:EL|LA|LOS|LAS|MI|MIS|UN|UNA) (?!BODY_|THEY_|CAR_\b|MATE_)"
    r"\w+\b"
)
_HURRIED: Final = re.compile(r"\b(?:ME|NOS) AGARRARON (?:LAS|LOS) (?:PRISAS|CARRERAS|NERVIOS|ANSIAS|LLUVIAS|HORAS)\b")
_DRIVEN: Final = re.compile(
    r"\b(?:UBER|LYFT|TAXI|CAB|BUS|RIDE|CAMION|CHOFER)(?: (?:THEY_|DRIVER|GUY|ME|NOS))* (?:TOOK|DROPPED|LEFT|DROVE"
    r"|LET|LLEVO"
    r"|DEJO|BAJO)\b(?: (?:ME|US|OFF))*(?: (?:TO|AT|ON|IN|OFF|A|EN|AL))*(?: (?:THE|A|LA|EL|OTRA|OTRO|\w+))?"
    r" (?:WRONG|OTHER SIDE|FAR|EARLY|BLOCKS?|EQUIVOCAD[OA]|LEJOS|ANTES|LADO)\b"
)


def without_daily_life(clause: str, spoken: str) -> str:
    """The clause, told again, without what is ordinary in it; `spoken` is all that was said."""
    clause = _NOT_US.sub("", _PUT_TO.sub("", clause))
    if not _FIERCE.search(spoken):
        clause = _FOLLOWED_BY_A_PET.sub("", clause)
    if _FEARED.search(spoken):
        return " ".join(clause.split())
    for ordinary in (_MY_OWN_ACTS, _TOOK_MY_THINGS, _RIDES, _BY_ITSELF, _HURRIED, _DRIVEN, *_AT_WORK):
        clause = ordinary.sub("", clause)
    if _IN_LINE.search(spoken) and not _TAKES_ONE_BY_ONE.search(spoken):
        clause = _MY_TURN.sub("", clause)
    if _AT_HOME.search(spoken):
        clause = _GREETED.sub("", clause)
        if not _NOT_IN_PEACE.search(spoken):
            clause = _SHUT_FOR_THE_NIGHT.sub("", clause)
    return " ".join(clause.split())
