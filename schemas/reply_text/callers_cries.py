"""Whether a caller's text sounds like danger to whoever wrote it, so that a person is asked to read it at once. Pure.

Whatever is a volunteer's cry is one for a caller (`distress/cries.py`), as if they stood where it happens; and beside
it what befalls people at home: at their door, in their house, to their family. It only pages a person, and sends
nobody into the street, so in doubt it is one.
"""

import re
from typing import Final

from schemas.reply_text.distress.circumstances import Circumstances
from schemas.reply_text.distress.cries import cries_for_help
from schemas.reply_text.distress.harm_table import Where
from schemas.reply_text.own_texts import without_ours
from schemas.reply_text.plain_text import cried_out, plain

_AS_WHOM: Final = (Circumstances(where=Where.AT_THE_SCENE), Circumstances())
_HOME: Final = (
    r"(?:HOUSE|HOME|PLACE|APARTMENT|APT|ROOM|BEDROOM|DOOR|DOORSTEP|PORCH|GATE|WINDOWS?|YARD|BACKYARD|DRIVEWAY|GARAGE"
    r"|BUILDING|TRAILER|LOBBY|STORE|SHOP|WORK|JOB|CAR|TRUCK)"
)
_CASA: Final = (
    r"(?:CASA|CASITA|PUERTA|REJA|PORTON|VENTANAS?|CUARTO|DEPA|APARTAMENTO|DEPARTAMENTO|YARDA|PATIO|TRAILA|EDIFICIO"
    r"|COCHERA|NEGOCIO|TIENDA|TRABAJO|CARRO|TROCA|CAMIONETA)"
)
_KIN: Final = (
    r"(?:(?:LITTLE|BIG|OLDER|YOUNGER|WHOLE|BABY) )?(?:DAD|FATHER|MOM|MOTHER|MAMA|PAPA|MA|PARENTS|BROTHERS?|BRO"
    r"|SISTERS?"
    r"|SIS|SONS?|DAUGHTERS?|KIDS?|CHILD|CHILDREN|BABY|HUSBAND|WIFE|PARTNER|BOYFRIEND|GIRLFRIEND|UNCLE|AUNT|TIA|TIO"
    r"|COUSINS?|GRANDMA|GRANDPA|GRANDMOTHER|GRANDFATHER|NEPHEW|NIECE|FAMILY|FRIENDS?|NEIGHBORS?|ROOMMATE)"
)
_FAMILIA: Final = (
    r"(?:PAPA|APA|JEFE|PADRE|MAMA|AMA|JEFA|MADRE|PAPAS|PADRES|HERMAN[OA]S?|HIJ[OA]S?|NIN[OA]S?|BEBE|ESPOS[OA]|MARIDO"
    r"|MUJER|NOVI[OA]|PAREJA|TI[OA]S?|PRIM[OA]S?|ABUEL[OA]S?|SOBRIN[OA]S?|CUNAD[OA]|SUEGR[OA]|FAMILIA|AMIG[OA]S?"
    r"|VECIN[OA]S?|GENTE)"
)
_SEIZED: Final = (
    r"(?:TACKL\w+|SLAMM?\w*|THREW|THROW\w*|PINN?\w*|TASE\w*|TASING|DRAGG?\w*|KNEEL\w+ ON|CHOK\w+|PEPPER SPRAY\w*"
    r"|SHOVED)"
)
_HUNTERS: Final = r"(?:THEY|THEYRE|ICE|MIGRA|AGENTS?|AGENTES?|OFFICERS|COPS|MEN|HOMBRES|TIPOS|VANS?|CAMIONETAS?)"
_IN_WAIT: Final = (
    rf"\b{_HUNTERS} (?:\w+ ){{0,8}}(?:(?:WAITING|LOOKING) FOR (?:ME|US)|(?:ESPERANDO|BUSCANDO)(?:ME|NOS))\b"
)
_AT_OUR_DOOR: Final = (
    rf"\b(?:IN|INSIDE|AT|OUTSIDE|INTO|THROUGH|ON|DOWN|OPEN|OUTSIDE OF|IN FRONT OF|SURROUND\w*|AROUND|BEHIND) (?:MY"
    rf"|OUR)"
    rf" (?:FRONT |BACK |SIDE )?{_HOME}\b"
    rf"|\b(?:BREAK\w*|BROKE|KICK\w*|BANG\w*|BUST\w*|POUND\w*|FORC\w+|KNOCK\w*) (?:\w+ )?(?:THE|MY|OUR) {_HOME}\b"
    rf"|\b(?:COMING|CAME|CLIMBING|CLIMBED|GETTING) (?:IN )?(?:THROUGH|OVER) (?:THE|MY|OUR) (?:\w+ )?(?:{_HOME}"
    rf"|FENCE|WALL)\b"
    rf"|\b(?:EN|AFUERA DE|FUERA DE|A?DENTRO DE|FRENTE A|EN ?FRENTE DE|ENTRAR?(?:ON|NDO)? (?:A|EN)|RODEA\w* A?"
    rf"|METI\w+ (?:A|EN)) (?:(?:LA|EL) {_CASA} DE )?(?:MI|NUESTR[OA]) {_CASA}\b"
    rf"|\b(?:TUMB|ROMP|FORZ|PATE|GOLPE|TOC|ABR|QUEBR|RODE|CERC)\w* (?:LA|EL|MI|NUESTR[OA]) {_CASA}\b"
)
_COMING_IN: Final = (
    r"\b(?:THEY|ICE|AGENTS|COPS|MEN|SOMEONE|SOMEBODY) (?:\w+ )?(?:BROKE|BROKEN|BREAKING|GOT|GETTING|COMING|CAME"
    r"|FORCED"
    r" THEIR WAY|BUSTED|BARGED) IN\b"
    r"|\b(?:BROKE|BREAKING|BUSTED) IN$|\b(?:THEY ARE|THEYRE|ICE IS|AGENTS ARE) (?:NOW )?(?:INSIDE|IN HERE"
    r"|IN THE HOUSE)\b"
    r"|\b(?:ENTRARON|SE METIERON|ESTAN ENTRANDO|SE ESTAN METIENDO|YA ENTRARON|ESTAN A?DENTRO)$"
)
_LAID_HANDS_ON: Final = (
    r"\bDRAGG\w+ (?:HIM|HER|THEM) (?:OUT|AWAY|OFF|INTO)\b|\b(?:SACANDO|LLEVANDO)(?:L[OA]S?) A RASTRAS\b"
    rf"|\b(?:TOOK|TAKING|TAKE|TAKEN|HAVE|HAS|GOT|GRABB?\w*|ARREST\w*|DETAIN\w*|CUFF\w*|HANDCUFF\w*|BEAT\w*|HIT\w*"
    rf"|HURT\w*"
    rf"|PULL\w*|DRAGG?\w*|HOLD\w*|HELD|CHAS\w+|FOLLOW\w*|PUSH\w*|SURROUND\w*) (?:MY|OUR) {_KIN}\b"
    rf"|\b(?:MY|OUR) {_KIN} (?:IS|ARE|WAS|WERE|JUST|GOT|HAS BEEN|IS BEING)(?: \w+)? (?:TAKEN|DETAINED|ARRESTED"
    rf"|GRABBED|CUFFED"
    rf"|BEATEN|HURT|BLEEDING|SURROUNDED|FOLLOWED|CHASED|PICKED UP)\b"
    rf"|\b(?:LLEVA\w*|AGARRA\w*|DETUV\w+|DETIEN\w+|DETENIENDO|ARRESTA\w*|ESPOSA\w*|GOLPEA\w*|PEGA\w*|TIENEN|SACA\w*"
    rf"|SUBI\w*|SIGU\w+|RODEA\w*|EMPUJA\w*) (?:YA )?A (?:MI|MIS|NUESTR[OA]S?) {_FAMILIA}\b"
    rf"|\bA (?:MI|MIS) {_FAMILIA} (?:YA )?(?:SE )?(?:L[AOE]S?) (?:LLEVA\w*|AGARRA\w*|DETUV\w+|ARRESTA\w*"
    rf"|ESTAN \w+NDO|PEGA\w*)"
    r"|\b(?:YA )?SE (?:ME |NOS )?L[AO]S? (?:LLEVARON|LLEVAN|ESTAN LLEVANDO)$"
    rf"|\b{_SEIZED} (?:MY|OUR|HER|HIS) {_KIN}\b"
    rf"|\b(?:PUT|SHOVED|FORCED|LOADED|STUFFED) (?:MY|OUR) {_KIN} (?:IN|INTO|ON) \b"
)
_HOW_OURS_ARE: Final = (
    rf"\b(?:MY|OUR) {_KIN} (?:IS|ARE|WAS|WERE) (?:NOT |LYING |LAYING |PINNED |FACE DOWN )*(?:(?:IN"
    rf"|ON) (?:HAND)?CUFFS|IN (?:THE|A|THEIR)"
    r" (?:VAN|SUV)S?$|ON THE (?:GROUND|FLOOR|PAVEMENT|SIDEWALK)|(?:ALL )?ALONE|BY (?:HIM|HER|THEM)SEL(?:F|VES)"
    r"|UNCONSCIOUS"
    r"|NOT (?:ANSWERING|RESPONDING|BREATHING|MOVING|WAKING)|(?:HAND)?CUFFED|TACKLED|TASED|DRAGGED|PASSED OUT)\b"
    rf"|\b(?:MY|OUR) {_KIN} (?:ISNT|IS NOT|ARENT|ARE NOT|WONT|DOESNT|DOES NOT|WILL NOT|CANT|STOPPED"
    rf"|NOT) (?:ANSWER|RESPOND|BREATH|MOVE|MOVING|WAK)\w*"
    r"|\b(?:BABY|CHILD|KIDS?|CHILDREN) (?:IS|ARE) (?:ALL )?ALONE\b"
)
_IT_IS_OURS: Final = (
    rf"\b(?:THATS|THAT IS|ITS|IT IS|SHES|HES|THEYRE|SHE IS|HE IS|IS) (?:MY|OUR) {_KIN} (?:THEY|THEYRE"
    rf"|ICE) (?:\w+ )?(?:TAK|CUFF|DRAG|GRABB|ARREST|BEAT|HIT|HOLD)\w*"
    rf"|\b(?:THEY|THEYRE|ICE) (?:\w+ )?(?:CUFF|TAK|DRAGG|GRABB|ARREST|BEAT|HIT|HOLD)\w+ IS (?:MY|OUR) {_KIN}\b"
)
_IN_THEIR_VAN: Final = (
    r"\b(?:IM|I AM|WE ARE|WERE|THEY HAVE ME|THEY HAVE US|THEY PUT ME|THEY PUT US|THEYRE PUTTING ME) (?:INSIDE "
    r"|IN |INTO )(?:OF )?(?:THE|A|THEIR) (?:(?:\w+ )?VAN"
    r"|SUV|(?:\w+ )?(?:TRUCK|CAR) WITH (?:ICE|THEM|AGENTS))\b"
)
_BLEEDING: Final = (
    r"\b(?:SOMEONE|SOMEBODY|LADY|WOMAN|MAN|GUY|KID|GIRL|BOY|HE|SHE|HES|SHES|PERSON|PEOPLE|THEY|THEYRE"
    r"|\w+ LADY) (?:IS |ARE )?BLEEDING\b"
)
_OURS_IN_SPANISH: Final = (
    rf"\b(?:TIR|TUMB|SOMET|ARRASTR|DERRIB|ESPOS|AVENT|JALONE)\w+ A (?:MI|MIS|NUESTR[OA]S?) {_FAMILIA}\b"
    rf"|\b(?:MI|MIS|NUESTR[OA]S?) {_FAMILIA} (?:YA |SE |LO |LA )*(?:ESTAN?|QUEDO|QUEDARON|SIGUEN?) (?:AHI |ALLI "
    rf"|AQUI |TIRAD[OA]S? )*(?:ESPOSAD[OA]S?"
    r"|EN EL (?:SUELO|PISO)|TIRAD[OA]S?|SOL(?:IT)?[OA]S?|INCONSCIENTES?|SANGRANDO|DESMAYAD[OA]S?|EN LA VAN)\b"
    rf"|\b(?:MI|MIS|NUESTR[OA]S?) {_FAMILIA} NO (?:ME |NOS )?(?:RESPONDEN?|CONTESTAN?|REACCIONAN?|RESPIRAN?"
    rf"|DESPIERTAN?|SE MUEVEN?)\b"
    rf"|\bES (?:MI|NUESTR[OA]) {_FAMILIA} (?:AL?|EL|LA) (?:L[AO] )?QUE (?:SE )?(?:LLEV|AGARR|ARREST|DETI|DETUV"
    rf"|ESPOS|GOLPE)\w+"
    r"|\b(?:ESTOY|ESTAMOS|VOY|VAMOS|ME TIENEN|NOS TIENEN|ME LLEVAN|NOS LLEVAN) (?:A?DENTRO DE |EN )(?:LA|UNA"
    r"|SU) (?:VAN|CAMIONETA DE (?:ELLOS|LA MIGRA|ICE))\b"
    r"|\b(?:ALGUIEN|SENORA?|MUJER|HOMBRE|MUCHACH[OA]|PERSONA) (?:ESTA |QUE ESTA )?SANGRANDO\b"
)
_ARMS: Final = (
    r"\bHAY (?:\w+ )?(?:ARMAS?|PISTOLAS?|BALAZOS|DISPAROS)\b"
    r"|\b(?:TRAEN|TRAE|TIENEN|SACARON|VIENEN CON|APUNTAN CON) (?:LAS |SUS |MUCHAS )?(?:ARMAS?|PISTOLAS?|RIFLES?)\b"
    r"|\b(?:THEY HAVE|THEYVE GOT|THEY GOT|HE HAS|HES GOT|THERE ARE|PULLED|PULLING|DREW) (?:\w+ )?(?:GUNS?|RIFLES"
    r"|WEAPONS)\b"
    r"|\b(?:GUNS|WEAPONS) (?:DRAWN|OUT|POINTED)\b"
)
_BEGGED: Final = (
    r"\bS[AÁ]LV(?:EN|A|E)(?:ME|NOS)\b|\bSAVE (?:ME|US)\b|\bEMERGENC(?:Y|IA)(?: (?:PLEASE|POR FAVOR|NOW|YA))*$"
    r"|^(?:(?:HELLO|HOLA|OIGAN|PLEASE|PLS|POR FAVOR|PORFAVOR|ALGUIEN|ANYONE|SOMEBODY|SOMEONE|ANYBODY) )*"
    r"(?:PLEASE|PLS|POR FAVOR|PORFAVOR|HURRY|APURENSE|APURENLE|COME QUICK|VENGAN|VENGAN YA|CONTESTEN|ANSWER ME)"
    r"(?: (?:PLEASE|PLS|POR FAVOR|PORFAVOR|HURRY|UP|YA|NOW|RAPIDO))*$"
)
_AFRAID: Final = (
    r"\bTENGO (?:MUCHO |MUCHISIMO )?MIEDO\b|\b(?:IM|I AM|WE ARE|WERE) (?:(?!NOT )\w+ )?(?:SCARED|AFRAID|TERRIFIED"
    r"|STUCK INSIDE)\b"
)
_SHOTS: Final = r"\b(?:SHOTS FIRED|GUNSHOTS?|BALAZOS)\b"
_CRY: Final = re.compile(
    "|".join(
        (
            _IN_WAIT,
            _AT_OUR_DOOR,
            _COMING_IN,
            _LAID_HANDS_ON,
            _HOW_OURS_ARE,
            _IT_IS_OURS,
            _IN_THEIR_VAN,
            _BLEEDING,
            _OURS_IN_SPANISH,
            _ARMS,
            _BEGGED,
            _AFRAID,
            _SHOTS,
        )
    )
)
_DENIED: Final = re.compile(
    # nobody, not, no longer: directly before it
    r"\b(?:NO|NOT|ARENT|ISNT|WASNT|DIDNT|DONT|NEVER|NUNCA|NADIE|NOBODY|NO ONE|NI|DEJARON DE|STOPPED|SIN|WITHOUT)"
    r"(?: (?:IS|ARE|WAS|WERE|HAVE|HAS|BEEN|BEING|AN?|ES|ERA|FUE|UNA|HAY|HUBO|ESTAN?|HAN|ME|NOS|SE|L[AOE]S?|NADIE"
    r"|LONGER|EVEN|REALLY|THEY|ICE"
    r"|LA MIGRA|CAME|COME|COMING|THERE|ANYBODY|ANYONE))*$"
    # ourselves, at home or at work
    r"|\b(?:IM|I AM|I WAS|I LIVE|I GOT|WE ARE|WE LIVE|BACK|SAFE|HOME|ESTOY|ESTAMOS|VIVO|VIVIMOS|LLEGUE|LLEGO"
    r"|LLEGAMOS|VOY"
    r"|REGRESE|TRABAJO|WORK|PARKED|SITTING|STAYING|STAY|ME QUEDO)(?: (?:YA|HERE|AQUI|SAFE|SAFELY|NOW|BACK|JUST|BIEN"
    r"|STILL"
    r"|SENTAD[OA]|TRANQUIL[OA]))*$"
    # where it was, told of afterwards
    r"|\b(?:(?:IT|THAT|THIS|THE (?:VANS?|CARS?|TRUCKS?)) (?:WAS|WERE|HAPPENED)|(?:ESO )?(?:ERA|FUE|PASO|OCURRIO"
    r"|SUCEDIO))"
    r"(?: (?:ALL|JUST|RIGHT|PARKED|AHI|ALLI|JUSTO|MERO|TODO))*$"
    # supposed
    r"|^(?:\w+ ){0,2}?(?:WHAT IF|IF|QUE PASA SI|QUE HAGO SI|CAN (?:THEY|ICE)|PUEDEN)(?: \w+){0,3}$"
)
_OVER: Final = re.compile(
    r"\b(?:YESTERDAY|LAST (?:NIGHT|WEEK|MONTH|YEAR|TIME)|(?:DAYS|WEEKS|MONTHS|YEARS) AGO|A YEAR AGO|AYER|ANOCHE"
    r"|ANTIER"
    r"|(?:SEMANA|MES|ANO|VEZ) PASAD[OA]|HACE (?:\w+ )?(?:DIAS|SEMANAS?|MES|MESES|ANOS?)|EN EL 20\d\d|IN 20\d\d)\b"
)


_TAKEN_AWAY: Final = re.compile(
    r"\b(?:DRAGG|TAKING|TOOK|CUFF|HANDCUFF|GRABB|ARREST|DETAIN|BEAT|TACKL|ARRASTR|LLEVA|ESPOSA|AGARRA|GOLPEA"
    r"|TIENEN|TIRAD|DETUV)"
)
_ONE_OF_OURS: Final = re.compile(
    rf"\b(?:THATS|THAT IS|SHES|HES|THEYRE|SHE IS|HE IS|THEY ARE|ITS|IT IS) (?:MY|OUR) {_KIN}$|\b(?:ES|SON) (?:MI"
    rf"|MIS|NUESTR[OA]S?)"
    rf" {_FAMILIA}$"
)
"""Said of whoever is taken, in a clause of its own."""


def cries_out(text: str) -> bool:
    """Never raises, whatever the text holds. A copy of a text of ours is nobody's cry."""
    heard = without_ours(plain(text))
    if any(cries_for_help(heard, of) for of in _AS_WHOM):
        return True
    clauses = [" ".join(cried_out(clause)) for clause in heard.clauses]
    if any(_OVER.search(clause) for clause in clauses):
        return False
    if any(_ONE_OF_OURS.search(each) for each in clauses) and any(_is_said(_TAKEN_AWAY, each) for each in clauses):
        return True
    return any(_is_said(_CRY, clause) for clause in clauses)


def _is_said(what: re.Pattern[str], clause: str) -> bool:
    return any(not _DENIED.search(clause[: found.start()].rstrip()) for found in what.finditer(clause))
