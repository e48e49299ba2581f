"""Cries for help: words that mean danger anywhere, and plain words for what is being done to us. Pure.

Nothing is worth a missed cry, and a false one sends people into the street: so a cry is a word of danger, or harm that
has us for its object (me, us, my partner), and neither is denied, asked about, supposed, or about something else
(parking, an address). What is said in a copy of a text of ours is nobody's cry.
"""

import re
from functools import lru_cache
from itertools import pairwise
from typing import Final

from schemas.reply_text.plain_text import PlainText, cried_out, word_set
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.slips import by_ear, one_slip
from services.dispatch.grammar.words import CALL_SIGNS

ALWAYS: Final = word_set("SOS S0S AYUDAME AYUDENME AYUDENOS AYUDANOS AUXILIO SOCORRO MAYDAY HELPME HELPUS")
"""Danger in any state, beside anything."""
DANGER: Final = word_set("PELIGRO")
HELP: Final = word_set("HELP AYUDA")
ON_A_MISSION: Final = word_set("DANGER EMERGENCY EMERGENCIA")
DISTRESS: Final = ALWAYS | DANGER | word_set("911")
DISTRESS_ON_A_MISSION: Final = HELP | ON_A_MISSION
_ALL: Final = ALWAYS | DANGER | HELP | ON_A_MISSION

# --- denied, asked, supposed
_NEGATED = re.compile(
    r"\b(?:NO|NOT|SIN|NEVER|NUNCA|NADIE|NOBODY|NO ONE|NI|WITHOUT|ISNT|ARENT|AINT|WASNT|DONT|DIDNT|DOESNT"
    r"|WERENT|HAVENT|HASNT|WONT|FUERA DE|OUT OF|ZERO|CERO)"
    r"(?: (?:HAY|ES|ESTOY|ESTAMOS|ESTA|CORREMOS|CORRO|VEO|VEMOS|EN|IN|ANY|AN|A|UN|UNA|IS|REAL|MORE|MAS"
    r"|LONGER|IN ANY|NECESITO|NECESITAMOS|NEED|SE NECESITA|HACE FALTA"
    r"|WE|I|ARE|AM|HUBO|TENGO|TENEMOS|PARECE|THE|NINGUN|NINGUNA|SU|TU|YOUR|ME|NOS|LES|HA|HAN|CALL|LLAMEN"
    r"|LLAME|AL|LLAMES|QUIERO|REQUIERO))*$"
)
_ASKED = re.compile(
    r"\b(?:YOU|USTEDES|USTED|ANYONE|ANYBODY|ALGUIEN|WHAT|QUE|WHY|CUANDO|WHEN|DO|DOES|IS IT|IS THERE|ANY"
    r"|HAY|ES|ESTA|NECESITAN|NECESITAS|NECESITA|HOW)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:WHAT IF|IN CASE|EN CASO|WHEN WE GET|SI ACASO|POR SI|UNLESS|YESTERDAY|AYER|ANOCHE|LAST (?:NIGHT"
    r"|TIME|WEEK|MONTH|YEAR)|LA (?:OTRA VEZ|VEZ PASADA|SEMANA PASADA)|EL OTRO DIA|THE OTHER DAY|TRAINING"
    r"|ENTRENAMIENTO|DRILL|SIMULACRO)\b"
)
_SI_SUPPOSED = re.compile(
    r"^(?:Y |QUE PASA |QUE HAGO |QUE HACEMOS |AVISO |LES AVISO )?SI (?:ME|NOS|LE|SE)\b.*\b(?:QUE HAGO"
    r"|QUE HACEMOS|AVISO|LES AVISO|LLAMO|MARCO|ME VOY|NOS VAMOS)\b|\b(?:QUE PASA|QUE HAGO|QUE HACEMOS"
    r"|Y) SI (?:ME|NOS)\b"
)
_NEVER_HAPPENED = re.compile(
    r"\b(?:NO|NOT|NEVER|NUNCA|NADIE|NOBODY|NO ONE|NONE|NI|ISNT|ARENT|AINT|WASNT|DIDNT|DONT|DOESNT|WERENT"
    r"|HAVENT|HASNT|WONT|STOPPED|QUIT|ALMOST|CASI|PUEDEN|NINGUNO|CANT)"
    r"(?: (?:SE|IS|ARE|EVEN|REALLY|WAS|WERE|HAS|HAVE|BEEN|BEING|GETTING|TRY TO|TRIED TO|GOING TO|TO"
    r"|ANYONE|THINK|THEY|THEYRE|THAT|CREO|QUE|LONGER|HA|HAN|HERE|OF THEM|US|ME))*$"
)

# --- help that is no cry
_MUNDANE = word_set(
    "PARKING PARK PARKED DIRECTIONS ADDRESS APP MAP MAPS CODE TRANSLATE TRANSLATION TRANSLATING "
    "TRANSLATOR INTERPRETER RIDE LAWYER LEGAL ATTORNEY BATTERY CHARGER CHARGE "
    "LANGUAGE SPANISH ENGLISH FIND FINDING LOCATE LOCATING LOCATION ADDRESS SETTINGS LOGIN PASSWORD "
    "SCHEDULE SHIFT SIGN UNDERSTAND ENTRANCE STREET CORNER LINK FORM QUESTION UPLOAD PHOTOS "
    "ESTACIONAR ESTACIONARME ESTACIONARNOS ESTACIONAMIENTO PARQUEAR PARQUEO DIRECCION DIRECCIONES "
    "APLICACION MAPA CODIGO TRADUCIR TRADUCCION TRADUCTOR ABOGADO ABOGADA INTERPRETE "
    "ENCONTRAR ENCONTRARLOS BUSCAR UBICAR UBICACION ENTENDER IDIOMA INGLES ESPANOL CARGADOR BATERIA "
    "TURNO ENTRADA CALLE ESQUINA PREGUNTA RAITE GROCERIES COMIDA FOOD RENT RENTA DINERO MONEY FORMS "
    "PAPERWORK "
    "TRAMITE FORMULARIO TOW GRUA LLANTA TIRE FLAT GAS GASOLINA DINERO"
)
_HELPS_OTHERS = re.compile(
    r"\b(?:I|WE|GOT|PIDE|PIDEN|PEDIA|CAN I|I CAN|WE CAN|WILL|ILL|TO|GLAD TO|HOW CAN I|LET ME|MAY I"
    r"|COULD I|FOR|YOUR|THEIR|FOR THE|SU|TU|POR|POR LA|POR TODA LA|POR SU|POR TU|DE|CON|LEGAL|GRAN|MUCHA"
    r"|HAPPY TO|LINE|SELF|DE GRAN|THANKS|PARA DAR|DAR|OFREZCO|OFRECER|BUENA|LINEA DE|EN LO QUE|LES|THE"
    r"|WOULD|MIGHT|DIDNT|A|ANY)$"
)
_HELP_WITH = re.compile(
    r"^(?:ME |US )?(?:WITH|CON)\b(?! (?:HIM|THEM|THIS|THESE|AGENTS?|ICE|ELLOS|LA MIGRA))|^(?:ME "
    r"|US )?\w+ING\b|^(?:THE|THAT|A|THIS|HER|YOURSELF|YOU)\b|^(?:A|PARA) (?:LA|EL|UNA|UN|LOS|LAS) "
    r"|^PARA \w+(?:AR|ER|IR)\b"
)
_HELP_OFFERED = word_set("LINE LINEA DESK OUT")

# --- 911 that is no cry
_CALLING = word_set(
    "CALL CALLED CALLING LLAME LLAMEN LLAMA LLAMEN LLAMAR LLAMO LLAMANDO AL MARQUEN MARCA MARQUE MARCAR "
    "DIAL TO NEED NECESITO NECESITAMOS"
)
_NUMBERED = word_set(
    "APT APARTMENT UNIT SUITE NUMBER NUMERO NUM NO RM ROOM CUARTO APTO DEPTO CASA BUS RUTA ROUTE LINE "
    "LINEA PLATE PLACA PLACAS CALLE STREET AVENIDA EXIT SALIDA AT EN FROM DESDE NEAR CERCA PORSCHE BLDG "
    "EDIFICIO FLIGHT REF"
)
_STREET = word_set(
    "ST STREET AVE AVENUE BLVD RD ROAD DR DRIVE WAY PL PLACE LN LANE CT HWY PKWY CALLE AVENIDA N S E W "
    "NORTH SOUTH EAST WEST"
)
_NINE_ONE_ONE = re.compile(r"(?<![\d-])9([-. ]?)1\1(?=1)1(?![\d-])|\bNUEVE ONCE\b|\bNINE ONE ONE\b|\bNUEVE UNO UNO\b")

# --- harm done to us
_KIN = (
    r"(?:BROTHER|SISTER|COUSIN|SON|DAUGHTER|HUSBAND|WIFE|UNCLE|AUNT|NEIGHBOR|HERMAN[OA]|PRIM[OA]|HIJ[OA]|ESPOS[OA]"
    r"|TI[OA]|VECIN[OA]|DONA|DON|SENORA?|MISS|MR|MRS)"
)
_WITH_US = r"(?=.* (?:WITH (?:ME|US)|BESIDE ME|CONMIGO|CON NOSOTR[OA]S)\b)"
_MATE = (
    r"(?:PARTNER|BUDDY|TEAM ?MATE|TEAM|FRIEND|COMPANION|COLLEAGUE|CO ?WORKER|COMADRE|COMPADRE|HOMIE|HOMEGIRL|PAL"
    rf"|COMPANER[OA]S?|COMPITA|COMPA|COLEGA|AMIG[OA]|EQUIPO|PAREJA|FELLOW OBSERVER|{_KIN}{_WITH_US})"
)
"""Whoever is with us; kin are when it is said that they are here."""
_CAR = r"(?:CAR|TRUCK|VAN|BIKE|SUV|PICKUP|VEHICLE|CARRO|TROCA|COCHE|CAMIONETA|MOTO|BICI)"
_BODY = r"(?:ARM|ARMS|HAIR|NECK|FACE|WRISTS?|HEAD|STOMACH|LEGS?|KNEE|CHEST|BACK|SHOULDER|HANDS?|RIBS)"
_US_EN = (
    rf"(?:ME|US|BOTH OF US|(?:MY|OUR|A MI|THE PARTNER OF) (?:(?:FRONT|OWN|OTHER) )?(?:{_MATE}|{_CAR}|{_BODY})"
    rf"|(?:{_KIN} )?@TEAM@)"
)
_MINE_TAKEN = r"(?:MY|OUR) (?:PHONES?|CAMERAS?|CELL|KEYS)"
_HARMED = (
    r"(?:HIT|HITS|HITTING|PUSHED|PUSHING|PUSH|SHOVED|SHOVING|GRABBED|GRABBING|GRAB|PUNCHED|PUNCHING"
    r"|KICKED|KICKING|SLAPPED|BEAT|BEATING|BEATEN|TACKLED|TACKLING|ATTACKED|ATTACKING|ATTACK|ASSAULTED"
    r"|ASSAULTING"
    r"|THREATENED|THREATENING|THREATEN|CHASED|CHASING|CHASE|FOLLOWED|FOLLOWING|SURROUNDED|SURROUNDING"
    r"|TRAPPED|TRAPPING|CORNERED|CORNERING|ARRESTED|ARRESTING|ARREST|DETAINED|DETAINING|DETAIN|CUFFED"
    r"|HANDCUFFED|HANDCUFFING|CUFFING"
    r"|GASSED|GASSING|TEARGASSED|TEAR GASSED|MACED|MACING|PEPPER SPRAYED|PEPPERSPRAYED|SPRAYED|SPRAYING"
    r"|SHOT|SHOOTING|TASED|TAZED|TASING|DRAGGED|DRAGGING|PINNED|PINNING|RAMMED|RAMMING|STRUCK|CHOKED"
    r"|CHOKING|KIDNAPPED|KIDNAPPING"
    r"|TRAPPED|ZIP TIED|ZIPTIED|BLOCKED|BLOCKING|BOXED|BOXING|KETTLED|KETTLING|HURT|HURTING|STABBED"
    r"|ROBBED|ROBBING|TAILED|TAILING|STALKING|STALKED|HARASSED|HARASSING|THREW|SLAMMED|SLAMMING|SMACKED"
    r"|SWINGING|SWUNG|LOCKED|LOCKING|FORCED|FORCING|LOADED|LOADING|HAULED|HAULING|HOLDING|SEPARATED"
    r"|CORRALLED|RESTRAINED|RESTRAINING|INTERROGATING|FRISKING|SEARCHING|GROPED|TOUCHED|SPAT ON|THROWN"
    r"|STRIKING|STRIKE|BATONED|CLUBBED|CLUBBING|CLUB|GASES|HOLD|HELD|TACKLE|SURROUND|TRAP|SPRAY|SHOVE|PUNCH|KICK"
    r"|BEATS|HITS|GRABS|PUSHES|SHOVES"
    r"|KICKS|FOLLOWS|CHASES|BLOCKS|ARRESTS|DETAINS|THREATENS|ATTACKS|SURROUNDS"
    r"|CARJACKED|MUGGED|STEPPED|STOMPED|REAR ENDED|BIT|BITTEN|STRANGLED|CAUGHT|JUMPED"
    r"|SNATCHED|SEIZED|STOPPED|SWARMED|SWARMING|KNOCKED)"
)
_THEY = (
    r"(?:THEY|THEYRE|THEYVE|HE|HES|SHE|SHES|ICE|AGENTS?|COPS?|OFFICERS?|POLICE|MIGRA|SOMEONE|SOMEBODY"
    r"|GUYS?|MAN|MEN|DUDE|CAR|SUV|VAN|TRUCK|PERSON|FEDS)"
)
_EMBODIED = r"(?:ARM|HAND|HAIR|SHIRT|JACKET|BAG|BACKPACK|NECK|WRIST|PHONE|PHONES|CAMERA|CELL|KEYS|CAR|TIRES?)"
_PASSIVE = (
    r"(?:STRUCK|STRIKED|HELD DOWN|HIT(?! (?:BY|WITH|THE|A|BAD|TRAFFIC)\b)|HIT WITH (?:A |THE )?(?:BATONS?|STICKS?"
    r"|RIFLES?|BATS?|GAS|FISTS?|SHIELDS?)|HIT BY (?:A|THE|AN|HIS|ONE|AGENTS?|THEM|HIM|ICE"
    r"|COPS?)(?! (?:LIGHT|TRAIN|RED))|PUSHED|SHOVED|GRABBED|PUNCHED|KICKED|BEAT UP|BEATEN|TACKLED"
    r"|ATTACKED|ASSAULTED|THREATENED|CHASED|FOLLOWED|SURROUNDED|TRAPPED|CORNERED|ARRESTED|DETAINED|CUFFED"
    r"|HANDCUFFED|GASSED|TEARGASSED|TEAR GASSED|MACED|PEPPER SPRAYED|PEPPERSPRAYED"
    r"|SPRAYED|SHOT|TASED|DRAGGED|PINNED|RAMMED|CHOKED|KIDNAPPED|ZIP TIED|ZIPTIED|BLOCKED IN|BOXED IN"
    r"|KETTLED|HURT|INJURED|BLEEDING|WOUNDED|STABBED|ROBBED|TAILED|STOPPED(?! (?:BY (?:TRAFFIC|A TRAIN"
    r"|THE TRAIN)|AT|IN|FOR|TO)\b)|PULLED OVER(?! TO)|TAKEN(?! CARE| BACK)|IN HANDCUFFS|IN CUFFS"
    r"|UNDER ATTACK|UNDER ARREST|IN DANGER|IN TROUBLE"
    r"|HARASSED|JUMPED|UNCONSCIOUS|NOT BREATHING|BEING HELD|HELD(?! UP)|IN CUSTODY|SWARMED|TRAPPED IN)"
)
_WE_ARE = (
    rf"(?:IM|I AM|WERE|WE ARE|I WAS|WE|I GOT|I JUST GOT|IVE|WEVE|I HAVE|(?:MY|OUR) (?:{_MATE}|{_CAR})S?"
    rf"|(?:{_KIN} )?(?:@TEAM@)S?|(?:BOTH|ALL|TWO) OF US)"
    r"(?: (?:IS|ARE|WAS|WERE|HAS|HAVE|HAD|BEING|GETTING|GOT|GET|BEEN|JUST|STILL|NOW|ALL|BOTH|COMPLETELY|BADLY|KIND OF"
    r"|ALSO|ABOUT TO BE|GOING TO BE|GONNA BE|GONNA GET|ABOUT TO GET|PLACED|PUT))*"
)
_ENGLISH = (
    rf"\b{_HARMED}(?: (?:AT|ON|DOWN|UP|BOTH|IN|TO|INTO|OVER|AGAINST|BEHIND))? (?:{_US_EN}|@TEAM@)\b(?! UP\b| A"
    rf" (?:BREAK|RIDE|TEXT)"
    rf"| MESSAGES?\b| TO (?:ASK|TALK|SAY|TELL|GIVE|CHAT|SEE)\b| ON (?:INSTAGRAM|IG|TWITTER|FACEBOOK)\b)",
    (
        rf"\b{_THEY}(?: (?:JUST|HAS|HAVE|IS|ARE|ALSO|CAME|AND|TRIED TO|TRYING TO|LADY))* (?:GRAB|GRABS"
        rf"|GRABBED|GRABBING|TOOK|TAKE|TAKING|SNATCHED|STOLE|SMASHED|BROKE|SEIZED|KEPT|HIT|KICKED|HITTING"
        rf"|KICKING|BUSTED|SLASHED|PULLED|PULLING|BLOCKED|BLOCKING|SURROUNDED|YANKED|TWISTED) (?:MY|OUR"
        rf"|MY PARTNERS|HERONS) {_EMBODIED}\b"
    ),
    (
        r"\b(?:WONT|NOT|DIDNT|REFUSES? TO|REFUSED TO) (?:GIVE|GIVING|RETURN) (?:ME |US )?(?:MINE|MY \w+"
        r"|OUR \w+|THEM|IT)(?: BACK)?\b|\b(?:TOLD|TELLING|ORDERED|FORCED|FORCING|MADE|MAKING) (?:ME|US"
        r"|BOTH OF US) (?:NOT TO (?:MOVE|LEAVE)|WE CANT (?:LEAVE|MOVE|GO)|I CANT (?:LEAVE|MOVE|GO)|TO (?:GET"
        r"|LIE|LAY|SIT|KNEEL|STAY|PUT|STEP OUT)|GET|LIE|LAY|SIT|KNEEL|INTO|OUT|ON THE|TO THE)\b"
    ),
    (
        rf"\b(?:{_THEY}|HES|SHES|GUY|MAN)(?: (?:HAS|GOT|PULLED|PULLS|HAD|IS|WITH|HAVE|JUST|WAVING|A BIG"
        rf"|OUT))* (?:A|HIS|THE) (?:KNIFE|MACHETE|BAT|BOTTLE|HAMMER|PIPE)\b|\b(?:HE|HES|SHE|GUY|MAN|SOMEONE"
        rf"|DUDE|DRIVER)(?: (?:HAS|GOT|PULLED|PULLS|JUST|IS|WAVING))+ (?:OUT )?A (?:GUN|PISTOL|RIFLE)\b"
        rf"|\b(?:CAME|COMES|COMING|RAN|LUNGED|SWUNG|CHARGED|DROVE|SWERVED|RUSHED) (?:STRAIGHT |RIGHT )?(?:AT"
        rf"|INTO) (?:ME|US|OUR CAR|MY CAR|MY PARTNER)\b|\bGOT IN (?:MY|OUR) FACES?\b|\bIN (?:MY|OUR) FACES?\b"
        rf"|\bWANTS? US TO GET IN\b|\b(?:@TEAM@|MY PARTNER|MY BUDDY) (?:IS |ARE )?ON THE GROUND\b"
        rf"|\bSPIT(?:TING)? (?:ON|AT) (?:ME|US)\b|\bTHROWING \w+ AT (?:ME|US)\b|\bCIRCLING (?:ME|US)\b"
        rf"|\bCUT (?:ME|US) OFF\b|\bHANDS ON (?:ME|US|MY)\b|\bTAIL ON (?:ME|US)\b"
        rf"|\bFOLLOWING (?:RIGHT )?BEHIND (?:ME|US)\b|\bBEHIND US FOLLOWING\b|\b(?:BLOCKING|BLOCKED) (?:OUR"
        rf"|MY) (?:WAY|PATH|CAR|EXIT)\b|\bWE HAVE A TAIL\b|\b(?:DRAGGED|PULLED|PULLING|DRAGGING) (?:ME|US"
        rf"|MY PARTNER|@TEAM@) (?:OUT|OFF|FROM|INTO|AWAY)\b"
    ),
    (
        rf"\b{_THEY}(?: (?:ARE|IS|JUST|COMING|RUNNING|GOING))* AFTER (?:ME|US)\b|\b(?:BROKE|SMASHED|BUSTED"
        rf"|BREAKING|SMASHING) (?:MY|OUR) (?:CAR )?WINDOWS?\b|\bPUT(?:TING)? (?:THE )?(?:HANDCUFFS|CUFFS"
        rf"|ZIP TIES|HANDS) ON (?:ME|US|MY PARTNER|@TEAM@)\b|\b(?:TOOK|TAKING|GRABBED|ARRESTED|DETAINED"
        rf"|CUFFED|TACKLED|PUT|PUTTING) (?:@TEAM@|MY PARTNER|MY BUDDY|ME|US)(?= (?:AWAY|IN|ON|INTO|SOMEWHERE"
        rf"|AGAINST|TO THE GROUND|DOWN|$)|$)|\b(?:@TEAM@|MY PARTNER|MY BUDDY) (?:IS |JUST )?(?:DOWN|COLLAPSED"
        rf"|FAINTED|PASSED OUT)\b|\bGUN TO (?:MY|OUR|HIS|HER) HEADS?\b|\b(?:YELLING|SCREAMING"
        rf"|SHOUTING) AT (?:ME|US) TO (?:GET|LIE|LAY|PUT)\b|\bFACE DOWN\b|\bLET GO OF (?:ME|US)\b|\b(?:GOT"
        rf"|WAS|BEEN) (?:REAR ENDED|CARJACKED|MUGGED|T BONED)\b|\b(?:CAR|VAN|SUV|TRUCK|GUY|MAN"
        rf"|SOMEONE|SOMEBODY|AGENT|AGENTS|THEY|THEYRE)(?: (?:IS|ARE|KEEPS|KEEP|HAS BEEN|HAVE BEEN|STILL"
        rf"|BEHIND ME|BEHIND US))+ FOLLOWING$|\b(?:HAD|WAS IN|GOT IN|GOT INTO|WERE IN|IN) (?:A"
        rf"|AN) (?:CAR )?(?:ACCIDENT|CRASH|WRECK)\b|\b(?:ON (?:MY|OUR)) TAIL\b|\b(?:HIDING|WERE HIDING"
        rf"|IM HIDING)\b(?! (?:FROM THE )?(?:SUN|RAIN))|\b(?:RUNNING|RAN) FROM (?:THEM|ICE|AGENTS?|HIM|THE)\b"
        rf"|\bWE ARE RUNNING\b|\bKNEE ON (?:MY|OUR|HIS|HER)\b|\bBATON TO\b|\bBROKE MY (?:ARM|HAND|LEG|NOSE"
        rf"|WRIST|FINGER|RIB)S?\b|\bMY (?:ARM|LEG|HAND|NOSE|WRIST|HEAD) IS (?:BROKEN|BLEEDING)\b|\bRAMM(?:ED"
        rf"|ING) (?:MY|OUR)\b|\bOUT OF MY HANDS?\b|\bPULLED (?:OUT )?A GUN\b|\bGAS CANISTERS?\b"
        rf"|\bTHREATEN(?:ED|ING) TO (?:SHOOT|ARREST|HIT|KILL|TAKE|HURT)\b|\bAGENTS ALL AROUND (?:US|ME)\b"
        rf"|\bWONT STOP FOLLOWING\b|\bON TOP OF (?:ME|US|MY PARTNER|@TEAM@)\b|\b(?:WE|I) GOT CAUGHT(?! IN)\b"
        rf"|\bSTEPPED ON MY\b|\bON THE GROUND (?:WITH|IN) (?:HANDS|CUFFS|HANDCUFFS)\b|\bPUT (?:ME|US) (?:IN"
        rf"|ON|AGAINST|INTO)\b|\b(?:TRYING|TRIED|WANTS?|GOING|GONNA) (?:TO )?(?:ARREST|DETAIN|TAKE|GRAB|HIT"
        rf"|HURT|FOLLOW|RUN OVER|RAM|ATTACK) (?:ME|US|MY PARTNER|@TEAM@)\b|\b(?:DEMANDING|TOOK|TAKING|KEPT"
        rf"|HAS|HAVE|TAKEN) (?:MY|OUR) (?:IDS?|PHONES?|PASSPORTS?|LICENSE)\b"
    ),
    (
        rf"^(?:BEING|GETTING|GOT|JUST GOT|BEEN|WAS|WERE) {_PASSIVE}\b|^(?:HIT|PINNED|SURROUNDED|TRAPPED"
        rf"|ATTACKED|MACED|SPRAYED|BOXED|TASED|SHOVED|PUSHED|BLOCKED|LOCKED|CHASED|FOLLOWED|GRABBED|TACKLED"
        rf"|ARRESTED|DETAINED) (?:BY|IN(?! TRAFFIC)|TO THE|AGAINST|WITH A (?:BATON|BAT|CLUB|STICK))\b"
        rf"|^(?:SURROUNDED|TRAPPED|CORNERED|TEARGASSED|PEPPER SPRAYED|HANDCUFFED|IN HANDCUFFS|IN CUFFS"
        rf"|UNDER ARREST|UNDER ATTACK|KETTLED|BOXED IN|BLOCKED IN|GETTING ARRESTED|RODEADOS|RODEADAS"
        rf"|ATRAPADOS|ATRAPADAS|ACORRALADOS|ACORRALADAS|ESPOSADOS|ESPOSADA|NOS SIGUEN|ENCERRADOS)$"
    ),
    (
        rf"\b{_THEY}(?: (?:JUST|ARE|IS|HAVE|HAS|ALREADY|GOING TO|TRYING TO|TRIED TO|WANT TO|GONNA))* (?:TOOK"
        rf"|TAKE|TAKING|GOT|CAUGHT|FOLLOW|FOLLOWS|PULLED|PULLING|KILL|KILLING|HIT|TAKEN|HURT"
        rf"|PUSH) (?:{_US_EN}|@TEAM@)\b(?! (?:A|AN|FOREVER|LONG|TO|HOME|\d+|SOME|COFFEE|FOOD|WATER|LOST"
        rf"|UP)\b)"
    ),
    (
        r"\b(?:THEY|THEYVE|HE|SHE|AGENTS?|COPS?|ICE)(?: (?:HAVE|HAS|GOT|STILL HAVE))? (?:HAVE|HAS|GOT"
        r"|HOLDING) (?:ME|US|@TEAM@|MY (?:PARTNER|BUDDY|TEAMMATE|COMPANERA|COMPANERO))(?: (?:NOW|HERE"
        r"|SURROUNDED|IN THE|IN A|ON THE|CORNERED|TRAPPED|AGAINST|DETAINED|IN CUFFS|IN HANDCUFFS|DOWN)|$)"
    ),
    (
        r"\bPULL(?:ED|ING) (?:ME|US) (?:OVER|OUT|FROM|DOWN)\b|\bGOT PULLED OVER\b|\b(?:COMING|RUNNING"
        r"|CHARGING) (?:AT|AFTER|FOR|TOWARDS?) (?:ME|US)\b"
    ),
    (
        r"\b(?:POINT(?:ED|ING)?|AIM(?:ED|ING)?|PULL(?:ED|ING)?|DREW|DRAWING|WAVING) (?:(?:A|THE|HIS|HER|THEIR"
        r"|GUNS?|WEAPONS?|RIFLES?|TASERS?|KNIFE|PISTOL) ?)+(?:AT |ON )?(?:ME|US|MY PARTNER|MY BUDDY"
        r"|THE PARTNER)?\b"
    ),
    (
        r"\b(?:GUNS?|RIFLES?|WEAPONS?) (?:DRAWN|POINTED|OUT|AT US|AT ME|ON US|ON ME)\b|\bAT GUNPOINT\b"
        r"|\bSHOTS? FIRED\b|\bGUN ?SHOTS?\b|\bACTIVE SHOOTER\b|\b(?:HES|HE IS|THEYRE|THEY ARE|SOMEONE IS"
        r"|SOMEBODY IS) SHOOTING\b|\bHAS A (?:GUN|KNIFE) (?:ON|TO) (?:ME|US|MY)\b"
    ),
    r"\bTEAR ?GAS(?:SED|SING)?\b|\bPEPPER ?SPRAY(?:ED|ING)?\b|\bFLASH ?BANGS?\b|\bRUBBER BULLETS\b",
    rf"\b{_WE_ARE} {_PASSIVE}\b(?! (?:IN|BY|ON) (?:THE )?(?:TRAFFIC|FREEWAY|TRAIN|LIGHT|\d+))",
    (
        r"\b(?:WONT|NOT|DONT|WOULDNT) LET(?:TING)? (?:@TEAM@|ME|US|MY PARTNER|MY BUDDY) (?:GO|LEAVE|OUT|PASS|MOVE)\b"
        r"|\bCANT BREATHE\b|\bCAN NOT BREATHE\b|\bCANNOT BREATHE\b|\b(?:IM|I AM) (?:DYING|BLEEDING)\b"
        r"|\bGOING TO (?:KILL|HURT|ARREST|SHOOT|HIT|TAKE) (?:ME|US|MY PARTNER)\b|\bNO WAY OUT\b"
    ),
    (
        r"\b(?:HURT|INJURED|WOUNDED|BLEEDING) (?:AND|BADLY|BAD)\b|\bI NEED AN AMBULANCE\b|\bSEND (?:HELP"
        r"|AN AMBULANCE|AMBULANCE)\b|\bWE NEED AN AMBULANCE\b|\b(?:NEED|CALL) (?:A |AN )?(?:AMBULANCE"
        r"|MEDIC)\b"
    ),
    (
        r"\bGET (?:ME|US) OUT(?: OF HERE)?\b|\bBLOCKED (?:ME|US) IN\b|\b(?:RUN|RAN|RUNNING) (?:ME|US"
        r"|MY PARTNER|(?:@TEAM@)) OVER\b|\bRAN OVER (?:ME|US|MY PARTNER)\b|\bTHREW (?:ME|US|MY PARTNER) (?:TO"
        r"|ON|DOWN|AGAINST)\b"
    ),
)
_NOW = (
    r"(?:(?:ESTA|ESTAN|VA A|VAN A|QUIERE|QUIEREN|ACABA DE|ACABAN DE|ANDA|ANDAN|VIENE|VIENEN|VAN|HA|HAN"
    r"|HABIAN|ESTABAN|QUERIAN|INTENTAN|TRATAN DE|YA|TRATARON DE|INTENTARON) )*"
)
_STEMS = (
    (
        "PEG EMPUJ GOLPE AGARR RODE ARREST ESPOS ENCERR BLOQUE ATAC AMENAZ APUNT DISPAR ROCI GASE CORRETE "
        "ACORRAL ATRAP JAL JALONE ARRASTR TUMB PATE TIR AVENT AVIENT "
        "CHOC ATROPELL ARREBAT ROB MAT LASTIM CAPTUR SECUESTR ENCANON ACOS ESTRELL ENCAJON EMPUJONE PIS "
        "ASALT APLAST MADRE LANZ EMBIST PERSEGU AHORC INTERCEPT ARRINCON EMBOSC HOSTIG ACECH CORRALE "
        "ACUCHILL NAVAJE MACANE "
        "CACHETE TORTUR RETIR"
    )
    .replace(" RETIR", "")
    .split()
)
_HARMS = (
    # verbs in -ar, as others do them to us; not what a train, the rain or the night does
    rf"(?:(?:{'|'.join(_STEMS)})(?:A|AN|O|ARON|ANDO|AR|E|EN)(?! (?:A (?!UN|LA MIGRA)|DE |POR )?(?:EL|LA"
    rf"|UN|UNA)? ?(?:TREN|TRAFICO|LLUVIA|NOCHE|TARDE|SEMAFORO|ROJO|SUENO|HAMBRE|SORPRESA|FILA|SOL|GRIP\w"
    rf"|COVID|FRIO|SUSTO|CAMION|BUS)\b)"
    r"|SIGUEN?(?! \w+NDO\b)|SIGUIO|SIGUIERON|SIGUIENDO|PERSIGUEN?|PERSIGUIERON|PERSIGUIO|PERSIGUIENDO"
    r"|DETUVO(?! (?:EL|UN|LA|UNA) (?:TRAFICO|SEMAFORO|TREN|VECINA|LLAMADA|AMIGA|SENORA)\b)|DETUVIERON"
    r"|DETIENEN?|DETENIENDO|DETENER|ENCIERRAN|CIERRAN EL PASO"
    r"|PARARON|PARANDO|(?<!ME )PARO(?! (?:EL|AQUI|EN)\b)|PARO (?:UN|UNA|LA PATRULLA|LA POLICIA|LA MIGRA"
    r"|ICE|EL AGENTE|EL OFICIAL)|CERC(?:AN|ARON)|CERRARON (?:EL PASO|LA SALIDA|EL CAMINO)|TAPARON EL PASO"
    r"|CORTARON EL PASO|TOM(?:O|ARON) DEL? "
    r"|LLEVAN(?! (?:A (?:MI|LA|SU)? ?(?:CASA|ESCUELA|TRABAJO|HIJ\w+)|AL))|LLEVARON|LLEVANDO"
    r"|(?<!VA A )LLEVAR|SUBIERON|SUBIENDO|SUBEN|SUBIR|BAJARON|BAJAN|SAC(?:ARON|AN|ANDO) DEL?|METIERON"
    r"|METEN|METIENDO|METER|PUSO|PUSIERON|QUIT(?:O|ARON|AN|ANDO|AR)(?! (?:EL DIA|TIEMPO))|RETIENEN"
    r"|RETUVIERON|RETUVO|SOMETIERON|SOMETEN"
    r"|TIENEN? (?:(?!PREOCUPAD|CANSAD|ASUSTAD|INFORMAD|OLVIDAD|CONFUNDID|ABURRID|DESVELAD"
    r"|ENOJAD)\w+[ADI]D[OA]S?|AQUI|ADENTRO|DEL (?:BRAZO|PELO|CUELLO)|DE LOS BRAZOS|DE LA (?:ROPA|MANO"
    r"|CAMISA)|CONTRA|EN)|TRAEN? (?:ESPOSAD|AMARRAD|DETENID)\w*"
    r"|AGREDEN?|AGREDIO|AGREDIERON|AGREDIENDO|HIRIO|HIRIERON|HIRIENDO|MORDIO|MORDIERON|TORCIERON|TORCIO"
    r"|ROMPIERON|ROMPIO|QUEBRARON|QUEBRO|ESCUPIO|ESCUPIERON|CAYERON|CAYO (?:LA MIGRA|ICE|ENCIMA"
    r"|LA POLICIA|LA PATRULLA)|CAE (?:LA MIGRA|ICE)|DESCUBRIERON|CACHARON"
    r"|DI(?:O|ERON) (?:UN|UNA|UNOS|CON|DE) ?(?:GOLPES?|EMPUJON|EMPUJONES|CACHETADA|PATADA|PATADAS"
    r"|PUNETAZO|MANOTAZO|MACANAZO|LA MACANA|CHOQUE|TOQUES)|ECH(?:AN|ARON|O|ANDO) (?:GAS|EL CARRO|SPRAY"
    r"|LA TROCA|LA CAMIONETA|ENCIMA|EL PERRO|LOS PERROS|AGUA))"
)
_COMPA = (
    rf"(?:(?:MI|MIS|NUESTR[OA]|MY) {_MATE}|(?:LA|EL|LA OTRA|EL OTRO) COMPANER[OA]|(?:{_KIN} )?(?:@TEAM@)"
    r"|NOSOTR[OA]S|MI(?= (?:TAMBIEN|Y|PRIMERO)\b|$))"
)
_STATE = (
    r"(?:RODEAD[OA]S?|DETENID[OA]S?|ATRAPAD[OA]S?|ACORRALAD[OA]S?|ESPOSAD[OA]S?|ENCERRAD[OA]S?"
    r"|HERID[OA]S?|ARRESTAD[OA]S?|SECUESTRAD[OA]S?|SANGRANDO|LASTIMAD[OA]S?|GOLPEAD[OA]S?|PERSEGUID[OA]S?"
    r"|AMENAZAD[OA]S?|GASEAD[OA]S?|EMPUJAD[OA]S?|AGREDID[OA]S?|BLOQUEAD[OA]S?|TIRAD[OA]S?|INCONSCIENTE"
    r"|DESMAYAD[OA]|EN PELIGRO|EN PROBLEMAS|RETENID[OA]S?|CERCAD[OA]S?)(?! (?:EN|POR"
    r"|CON) (?:EL )?(?:TRAFICO|FREEWAY|TREN|METRO|LLAMADA|\d+))"
)
_SPANISH = (
    rf"(?<!YO )\b(?:ME|NOS) {_NOW}{_HARMS}\b",
    r"\b(?:ME|NOS) TIENEN$|\b(?:SIGUIENDO|PEGANDO|EMPUJANDO|GOLPEANDO|AGARRANDO|PERSIGUIENDO|RODEANDO"
    r"|ARRESTANDO|DETENIENDO|ATACANDO|AMENAZANDO|APUNTANDO|CORRETEANDO|LLEVANDO|GASEANDO|JALANDO"
    r"|ARRASTRANDO|BLOQUEANDO|ROCIANDO|ESPOSANDO|ACOSANDO|DISPARANDO|SIGUIENDO|MATANDO|ACORRALANDO"
    r"|ENCERRANDO|AGREDIENDO)(?:ME|NOS)\b"
    r"|\b(?:PEGAR|MATAR|ARRESTAR|DETENER|AGARRAR|LLEVAR|GOLPEAR|ATACAR|SEGUIR|RODEAR|EMPUJAR|SUBIR|QUITAR"
    r"|DISPARAR)(?:ME|NOS)\b(?<!VA A LLEVARME)(?<!VA A LLEVARNOS)",
    (
        r"\b(?:ME|NOS) \w+ CON (?:UN|UNA|LA|EL|SU|SUS|LAS|LOS)? ?(?:ARMA|ARMAS|PISTOLA|PISTOLAS|RIFLE|RIFLES"
        r"|CUCHILLO|TASER|NAVAJA|MACANA|BATE)\b|\b(?:ARMA|ARMAS|PISTOLA|PISTOLAS|RIFLES?) (?:EN MANO"
        r"|APUNTANDO\w*|DESENFUNDADAS?|CONTRA (?:MI|NOSOTROS))\b|\bSACARON (?:LAS? |UNAS? )?(?:ARMAS?"
        r"|PISTOLAS?)\b"
    ),
    (
        rf"\b(?:SE )?(?:LE|LO|LA|LOS|LAS|SE)? ?{_NOW}(?:LLEVARON|LLEVAN|LLEVANDO|SOMETIERON|CORRETEAN"
        rf"|PERSIGUEN|TIRARON|ESPOSAN|DETUVIERON|AGARRARON|ARRESTARON|GOLPEARON|PEGARON|EMPUJARON|TUMBARON"
        rf"|SUBIERON|ATACARON|HIRIERON|LASTIMARON|ESPOSARON|SIGUEN|RODEARON|TIENEN|AGARRAN|GOLPEAN|PEGAN"
        rf"|ARRESTAN|DETIENEN|SUBEN|EMPUJAN|GASEARON|ROCIARON|AMENAZARON|APUNTARON|APUNTAN|ATROPELLARON"
        rf"|JALARON|ARRASTRARON|SECUESTRARON|CAYERON|AGREDIERON|EMPUJO|GOLPEO|PEGO|AGARRO|DETUVO|ARRESTO"
        rf"|EMPUJANDO|GOLPEANDO|PEGANDO|ARRESTANDO|DETENIENDO)(?: \w+)? (?:A )?{_COMPA}\b"
    ),
    (
        rf"\b(?:ESTOY|ESTAMOS|ANDO|QUEDE|QUEDAMOS|FUI|FUIMOS|SIGO|SEGUIMOS|{_COMPA} (?:ESTA|FUE|QUEDO|ANDA"
        rf"|SIGUE)) (?:(?:MUY|TODA|TODO|TODOS|COMPLETAMENTE|BIEN|AQUI|SIENDO|YA) )*{_STATE}\b"
    ),
    (
        rf"\b{_COMPA} (?:YA )?(?:SE )?(?:LA|LO|LE|LOS|LAS) {_NOW}(?:{_HARMS})\b|\b{_COMPA} SE (?:DESMAYO"
        rf"|CAYO|GOLPEO)\b|\bNO (?:ME|NOS) SUELTAN?\b|\b(?:VIENEN?|ANDAN?) (?:\w+ )?(?:ATRAS"
        rf"|DETRAS) (?:DE )?(?:MI|MIO|NOSOTROS|NUESTRO)\b|\bMANOS ARRIBA\b|\b(?:LE"
        rf"|LES) PUSIERON (?:LAS )?ESPOSAS A {_COMPA}\b|\bTIENEN A {_COMPA}\b|\b(?:ESTOY"
        rf"|ESTAMOS) ESCONDID[OA]S?\b|\b(?:SACO|SACARON|TRAE|TIENE) (?:UN|UNA) (?:CUCHILLO|NAVAJA|MACHETE"
        rf"|BATE)\b|\bSACO (?:UNA )?(?:PISTOLA|ARMA)\b|\b(?:VIENEN|CORREN|CORRIENDO|CORRIERON"
        rf"|CORRIO) (?:CORRIENDO )?(?:HACIA|TRAS)(?: DE)? (?:MI|NOSOTROS|NOSOTRAS)\b|\b(?:METIERON|SUBIERON"
        rf"|SUBEN|METEN|GOLPE\w+|PEG\w+|PEGANDOLE|EMPUJ\w+) A {_COMPA}\b|\bLE DIERON (?:UN"
        rf"|UNA) \w+ A {_COMPA}\b|\b{_COMPA} SE FUE CON ELLOS\b|\bNO NOS PODEMOS IR\b|\bNOS CACHARON\b"
        rf"|\b(?:POLICIA|OFICIAL|AGENTES?|PATRULLA|MIGRA|ICE|SHERIFF|OFICIALES) (?:ME|NOS) (?:PARO|DETUVO"
        rf"|PARARON)\b"
        rf"|\bTUV(?:E|IMOS) UN (?:ACCIDENTE|CHOQUE)\b|\bCHOCAMOS\b|\bSE (?:NOS|ME) (?:VINIERON|VIENEN|FUERON"
        rf"|AVENTARON|DEJO IR|DEJARON IR)(?: \w+)? ENCIMA\b|\bFORCEJE\w+ CON (?:NOSOTROS|MIGO|{_COMPA})\b"
        rf"|\bSE DESMAYO {_COMPA}\b|\bQUIEREN QUE (?:NOS|ME) SUB\w+\b|\b(?:DETENID|ARRESTAD|RODEAD|ATRAPAD"
        rf"|ESPOSAD|ACORRALAD)[OA]S ESTAMOS\b|\b{_COMPA} (?:DETENID|ARRESTAD|HERID|ESPOSAD)[OA]\b"
    ),
    (
        r"\bNO (?:ME|NOS) (?:DEJA|DEJAN|DEJARON|DEJABAN) (?:IR|IRME|IRNOS|SALIR|PASAR|MOVER|MOVERME|MOVERNOS"
        r"|AVANZAR)\b|\bNO PUEDO RESPIRAR\b|\bNO (?:PUEDE|PODEMOS) RESPIRAR\b|\b(?:VIENEN|VIENE|VAN"
        r"|CORREN) (?:POR|TRAS|DETRAS DE|HACIA|CONTRA|ENCIMA DE) (?:MI|NOSOTROS|NOS|NOSOTRAS)\b"
        r"|\bCORREN TRAS\b|\b(?:SE|NOS|ME) (?:VINIERON|VIENEN|FUERON|AVENTARON) ENCIMA\b"
    ),
    (
        r"\bGAS(?:ES)? LACRIMOGENOS?\b|\bGAS PIMIENTA\b|\b(?:BALAZOS|BALACERA|DISPAROS|TIROTEO|DISPARARON"
        r"|ESTAN DISPARANDO|BALAS DE GOMA)\b|\bNECESITO (?:UNA )?AMBULANCIA\b"
        r"|\bNECESITAMOS (?:UNA )?AMBULANCIA\b|\b(?:MANDEN|LLAMEN)(?: A)? (?:UNA |LA )?AMBULANCIA\b"
        r"|\bTRAEN PISTOLA\b|\bMANDEN AYUDA\b|\bSAQUEN?(?:ME|NOS) DE AQUI\b|\bSACAME DE AQUI\b"
    ),
    (
        r"\b(?:DETRAS|ATRAS) DE (?:MI|NOSOTROS) (?:Y )?(?:NOS|ME)? ?(?:SIGUEN|VIENEN)\b"
        r"|\bNOS CAYO (?:LA MIGRA|ICE)\b|\bNOS (?:ROMPIERON|QUEBRARON) (?:EL|LOS) VIDRIOS?\b"
    ),
)
_FORCES = r"(?:MIGRA|POLICIA|PATRULLA|ICE|AGENTES?|OFICIAL(?:ES)?|SHERIFFS?|FEDERALES|GUARDIAS?)"
_EITHER = (
    r"\b(?:GET|TAKE|KEEP)(?: (?:YOUR|UR|THE|HIS|THEIR))?(?: (?:FUCKING|DAMN|HANDS?|PAWS))* OFF (?:OF )?(?:ME|US)\b"
    r"|\b(?:GET AWAY FROM|LET GO OF|UNHAND|DONT TOUCH|STOP TOUCHING|STOP HITTING|STOP PUSHING) (?:ME|US)\b"
    r"|\bLET US GO$|\bSUELT(?:A|E|EN)(?:ME|NOS)\b(?! DE (?:ESTA|LA SALIDA|LA MISION))"
    r"|\bNO ME (?:TOQUEN?|PEGUEN?|EMPUJEN?|JALEN?|LLEVEN?(?! A CASA))\b",
    r"\b(?:MIEDO|SCARED|AFRAID|TERRIFIED|ASUSTAD[OA]S?)\b.*\b(?:VENGAN?|COME|RECOJANME|SAQUEN(?:ME|NOS)|PICK ME UP"
    r"|COME GET|SEND SOMEONE|MANDEN)\b"
    r"|\b(?:VENGAN|COME) (?:POR|FOR|GET) (?:MI|ME|US|NOSOTR[OA]S)\b.*\b(?:MIEDO|SCARED|AFRAID)\b",
    r"\bHANDS? ON (?:HIS|HER|THE|THEIR) (?:GUNS?|WEAPONS?|HOLSTERS?|PISTOLS?|TASERS?)\b"
    r"|\bMANO EN (?:LA|SU) (?:PISTOLA|ARMA)\b",
    r"\b(?:HE|THEY|SHE|AGENTS?|COPS?|OFFICERS?|ICE)(?:S|LL)? (?:WILL|GONNA|IS GOING TO|ARE GOING TO|WANTS? TO)"
    r" (?:ARREST"
    r"|SHOOT|HIT|HURT|KILL|DETAIN|GRAB|CUFF|TASE) (?:ME|US|MY|@TEAM@)\b",
    rf"\b(?:(?:MY|OUR|MI) {_MATE}|@TEAM@|I) (?:JUST |GOT |WAS |SE )?(?:FELL|COLLAPSED|FAINTED|CAYO|DESMAYO|HURT)\b.*"
    r"\b(?:CANT|CANNOT|NO PUEDE|NOT) (?:WALK|MOVE|GET UP|STAND|BREATHE|CAMINAR|MOVERSE|LEVANTARSE|BREATHING|MOVING)\b",
    rf"\b(?:ME|NOS) (?:TRAEN|LLEVAN|TIENEN|METIERON|SUBIERON|TRAE|TIENE) (?:EN|A|DENTRO DE) (?:LA|UNA|EL|UN|SU)"
    rf" (?:PATRULLA"
    rf"|CAMIONETA|VAN|TROCA|CARRO DE (?:LA )?{_FORCES})\b",
    r"\b(?:ME|NOS) (?:ESTAN |ESTA |ANDAN )?(?:PIDIENDO|PIDEN|EXIGEN|EXIGIENDO) (?:LOS |MIS |NUESTROS )?(?:PAPELES"
    r"|DOCUMENTOS|LA MICA)\b",
    r"\b(?:ASKING|DEMANDING|WANT|WANTS) (?:ME|US) (?:FOR )?(?:MY |OUR )?(?:PAPERS|IDS?|DOCUMENTS|PASSPORTS?)\b",
    rf"\b{_COMPA} (?:YA )?(?:SE )?(?:LA|LO|LE|LOS|LAS) (?:LLEVO|LLEVARON|AGARRO|AGARRARON|DETUVO|ARRESTO|SUBIO"
    rf"|SUBIERON)\b"
    rf"|\b(?:LLEVARON|LLEVO|AGARRARON|DETUVIERON|ARRESTARON|SUBIERON|ESPOSARON) A {_COMPA}\b",
    rf"\b(?:QUIEREN?|VAN A|VA A|TRATAN DE|INTENTAN|ESTAN|ESTA) (?:{'|'.join(_STEMS)})(?:AR|ANDO|IENDO) A {_COMPA}\b"
    rf"|\b(?:PARANDO|DETENIENDO|REVISANDO|ARRESTANDO|AGARRANDO)\b.*\bA (?:MI|NOSOTR[OA]S) (?:TAMBIEN|PRIMERO)\b",
)
_AFRAID = re.compile(
    r"\b(?:TENGO|TENEMOS) (?:(?:MUCHO|MUCHISIMO|UN POCO DE|UN CHINGO DE) )?MIEDO\b(?! (?:DE|QUE)\b)|\b(?:IM|I AM|WERE"
    r"|WE ARE)"
    r" (?:(?:SO|REALLY|VERY|SUPER|GETTING|BOTH) )*(?:SCARED|TERRIFIED|FRIGHTENED|AFRAID)\b(?! (?:OF|I|THAT|WE)\b)"
    r"|\b(?:DONT|DO NOT)"
    r" FEEL (?:VERY )?SAFE\b|\bFEEL(?:ING)? UNSAFE\b|\bNO (?:ME|NOS) (?:SIENTO|SENTIMOS) SEGUR[OA]S?\b|\b(?:ESTOY"
    r"|ESTAMOS)"
    r" (?:MUY )?ASUSTAD[OA]S?\b"
)
"""Said at the scene, unless a check-in asks: there it says that they are not well."""
_DISLOCATED = re.compile(
    rf"^(?:SE )?(?:LA|LO|ME|NOS) (?:LLEVARON|LLEVAN|AGARRARON|DETUVIERON|ARRESTARON|TIENEN)\b.{{0,20}} A (?:MI"
    rf"|NUESTR[OA]) {_MATE}\b"
    rf"|\b(?:PARANDO|DETENIENDO|REVISANDO|ARRESTANDO|AGARRANDO)\b.{{0,30}} A (?:MI|NOSOTR[OA]S) (?:TAMBIEN|PRIMERO)\b"
)
"""Whom it happens to, said behind a comma."""
_STUCK_THERE = re.compile(
    r"\b(?:CANT|CANNOT|CAN NOT) (?:GET OUT|LEAVE|GET AWAY|ESCAPE|MOVE)\b|\bNO (?:PUEDO|PODEMOS) (?:SALIR"
    r"|ESCAPAR|MOVERNOS|MOVERME|IRNOS|IRME|ESCAPARNOS)\b"
)
_MOST_WORDS: Final = 120
"""Of a longer clause both ends are looked at."""
_FIRST_LETTERS: Final = frozenset(
    word[:3]
    for pattern in (*_ENGLISH, *_SPANISH, *_EITHER, _AFRAID.pattern)
    for word in re.findall(r"[A-Z]{3,}", pattern)
)
"""How a word of every frame begins: most texts hold none of them."""
_SAID_AROUND: Final = re.compile(
    r"^(?:(?:HOLA|HI|HEY|HELLO|OH|OMG|GOD|DIOS|PLEASE|PLS|POR FAVOR|OK|NOW|YA|AY|HELLO|YES|SI|BUENAS|OIGAN|GUYS|RRN) )+"
    r"|(?: (?:PLEASE|PLS|PLZ|POR FAVOR|PORFA|GRACIAS|THANKS|THANK YOU|NOW|YA|AHORA|AHORITA|RN|RIGHT NOW|OMG))+$"
)
"""Nobody is less in danger for saying please."""
_STUCK_STAGES = frozenset({Stage.ON_SCENE})


_CRIED_IN_ENGLISH: Final = word_set(
    "FOLLOWING FOLLOWED GRABBED GRABBING ARRESTED ARRESTING PUSHED PUSHING SURROUNDED SURROUNDING TRAPPED THREATENED "
    "THREATENING ATTACKED ATTACKING HANDCUFFED DETAINED DETAINING CHASING PUNCHED TACKLED BLOCKED PARTNER COLLEAGUE"
)
_CRIED_IN_SPANISH: Final = {
    by_ear(word): word
    for word in word_set(
        "SIGUEN SIGUIENDO EMPUJO EMPUJARON EMPUJANDO AGARRARON AGARRO AGARRANDO DETUVIERON DETUVO GOLPEARON GOLPEO "
        "PEGARON RODEARON RODEADOS RODEADAS LLEVARON LLEVAN LLEVANDO ARRESTARON PERSIGUEN PERSIGUIENDO ENCERRARON "
        "AMENAZARON AMENAZANDO COMPANERO COMPANERA JALARON GASEARON ATRAPADOS"
    )
}
_OTHER_WORDS: Final = word_set("ATTACHED BLOCKS PARTNERS PARTNERED PASSED")
"""One letter from a cry, and another word."""


@lru_cache(maxsize=8192)
def _as_cried(word: str) -> str:
    """FOLOWING as FOLLOWING, DETUBIERON as DETUVIERON: one slip in a long English word, Spanish written by ear."""
    if len(word) < 5 or word in _OTHER_WORDS:
        return word
    if (heard := _CRIED_IN_SPANISH.get(by_ear(word))) is not None:
        return heard
    meant = [cry for cry in _CRIED_IN_ENGLISH if cry[0] == word[0] and one_slip(word, cry)]
    return meant[0] if len(meant) == 1 and word not in _CRIED_IN_ENGLISH else word


_THEM = (
    "AGENTS?|ICE|MIGRA|POLICE|COPS?|OFFICERS?|FEDS|MEN|GUYS|THEM|PEOPLE|PERSONS?|SHERIFFS?|VANS?|SUVS?|TRUCKS?|CARS?"
    "|MASKED|VEHICLES|SOLDIERS|TROOPS|CBP|HSI|DHS|BORDER|AGENTES|POLICIAS?|HOMBRES|PATRULLAS"
)
_HARMLESS: Final = re.compile(
    rf"^SURROUNDED BY (?!(?:\w+ ){{0,3}}(?:{_THEM}))|\b(?:CALM|PEACEFUL|PRAYERFUL|TRANQUIL[OA]S?|PACIFIC[OA]S?)\b"
    r"|^(?:IM|I AM) DYING (?:OF|TO|FOR|LAUGHING|HERE)\b|^(?:ME|NOS) AGARRO (?:LA|EL|UN|UNA)? ?(?:RISA|TOS|LLUVIA"
    r"|SUENO|HAMBRE|SED"
    r"|NOSTALGIA|TRISTEZA|CALOR|FRIO|TRAFICO|NOCHE|TARDE|ANSIEDAD|GRIPA?|LLORADERA|DESPREVENID[OA]|BANO)\b|\b(?:LOL"
    r"|JAJA|FOTOS|PHOTOS|PICTURES|COHETES|FIREWORKS|MOVIE|PELICULA|A MOVIE|TRAFFIC|TRAFICO)\b"
    r"|^(?:BLOCKED|BOXED IN) BY A (?:TRUCK|BUS|TRAIN)\b"
)
_NOT_OURS: Final = re.compile(
    r"\b(?:FAMILY|FAMILIAR|MEDICAL|CONTACT|ROOM|VEHICLES?|EXIT|BRAKE|SERVICES|CONTACTO|SALIDA DE|MEDICA"
    r"|LIGHTS|LUCES|CREWS?)\b"
)
_AT_HOME: Final = re.compile(
    r"\b(?:BOSS|JEFE|JEFA|MOM|MAMA|PAPA|DAD|ESPOSO|ESPOSA|HUSBAND|WIFE|WORK|SCHOOL|TRABAJO|PATRON|MANAGER"
    r"|SUPERVISOR|MARIDO|KIDS|HIJOS|NINOS|DOCTOR)\b"
)


def in_distress(heard: PlainText, situation: Situation) -> bool:
    """Whether the sender cries for help, for themselves or the one they are with."""
    if not heard.words:
        return False
    spoken = " ".join(heard.words)
    on_mission = situation.assignment is not None
    shouted = cried_out(heard.words)
    stems = tuple(_stem(word) for word in heard.words)
    if (
        not ALWAYS.isdisjoint(stems) or not ALWAYS.isdisjoint(shouted) or " S O S " in f" {' '.join(shouted)} "
    ) and not _is_no_cry(stems, heard, ALWAYS):
        return True
    if not heard.copied and _calls_nine_one_one(heard, spoken):
        return True
    if not DANGER.isdisjoint(stems) and _means_it(stems, heard, DANGER):
        return True
    if on_mission and heard.unsigned and len(heard.unsigned) <= 2 and not _SWAPPED_SOS.isdisjoint(heard.unsigned):
        return True
    if not on_mission:
        return _asks_for_help(stems, heard)
    for listed in (HELP, ON_A_MISSION):
        if not listed.isdisjoint(stems) and _means_it(stems, heard, listed):
            return True
    return _is_harmed(heard, situation)


def _asks_for_help(stems: tuple[str, ...], heard: PlainText) -> bool:
    """Off a mission HELP alone asks who we are; "help me", "help us" do not."""
    begs = any(word == "HELP" and after in {"ME", "US"} for word, after in pairwise(stems))
    return begs and not heard.copied and _means_it(stems, heard, HELP)


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """A word of danger as it is meant: letters doubled, two of them swapped, one inside left out, or an ending more."""
    if word in _ALL or len(word) < 3 or not word.isalnum():
        return word
    squeezed = re.sub(r"(.)\1+", r"\1", word)
    for cry in _ALL:
        if squeezed == re.sub(r"(.)\1+", r"\1", cry) and (squeezed != "SOCORO" or word.startswith("SOCORR")):
            return cry
        if word[0] != cry[0] and word[:2] != cry[1::-1]:
            continue
        if len(cry) >= 4 and len(squeezed) == len(cry) and one_slip(squeezed, cry, swap_only=True):
            return cry
        if len(cry) >= 6 and len(word) == len(cry) - 1 and word[-1] == cry[-1] and one_slip(word, cry):
            return cry
    return _SLIPS.get(word, word)


_SWAPPED_SOS: Final = word_set("SSO OSS AOS SPS SOA SOSO S0S SO5")
"""One slip from SOS, when that is all they write on a mission."""
_SLIPS: Final = {
    slip: meant
    for meant, slips in (
        ("HELP", "HLP HEPL HALP HELO0 HELPO HELPP JELP HELPZ"),
        ("SOS", "SOSS SSOS SOSOS SOSOSOS S05 SOZ 5OS S0SS 505"),
        ("AYUDA", "ALLUDA AYUDAS0 AYUA AYUDAA AIUDA HAYUDA AYDA AUDA AYUADA"),
        ("AYUDAME", "ALLUDAME AYUDEME AYUDAMEE AIUDAME AYUDAMI AYUDAM HAYUDAME"),
        ("AYUDENME", "AYUDEMEN AYUDENMEN AYUDEMNE ALLUDENME AYUDEN AYUDENNOS"),
        ("PELIGRO", "PELIGROO PELIRGO PELIGR PELIGO"),
        ("EMERGENCY", "EMERGANCY EMERGENCYY EMERGENC EMERGECY EMERGENY"),
    )
    for slip in slips.split()
}


_VOSEO_BEFORE: Final = word_set("VOS QUIEN")
_VOSEO_AFTER: Final = word_set("VOS EL LA UN UNA MUY DE TU MI LO BIEN LOS QUIEN")


def _is_no_cry(stems: tuple[str, ...], heard: PlainText, listed: frozenset[str]) -> bool:
    """Help with parking; or "¿quién sos?", which is "who are you" in half of Central America."""
    cries = [index for index, word in enumerate(stems) if word in listed]
    if all(stems[index].startswith("AYUD") for index in cries):
        return not _MUNDANE.isdisjoint(stems) and bool(cries)
    if stems.count("SOS") == 1 == len(cries):
        [at] = cries
        before, after = stems[at - 1] if at else "", stems[at + 1] if at + 1 < len(stems) else ""
        return before in _VOSEO_BEFORE or (after in _VOSEO_AFTER and heard.asks)
    return False


def _clauses(heard: PlainText, stems: tuple[str, ...]) -> list[tuple[str, ...]]:
    cut: list[tuple[str, ...]] = []
    at = 0
    for clause in heard.clauses:
        cut.append(stems[at : at + len(clause)])
        at += len(clause)
    return cut


def _means_it(stems: tuple[str, ...], heard: PlainText, listed: frozenset[str]) -> bool:
    """A word of danger that is neither denied nor asked about, nor help with something harmless."""
    for clause in _clauses(heard, stems):
        for at, word in enumerate(clause):
            if word in listed and not _unmeant(clause, at, word, heard):
                return True
    return False


def _unmeant(clause: tuple[str, ...], at: int, word: str, heard: PlainText) -> bool:
    before, after = " ".join(clause[:at]), clause[at + 1 :]
    if _NEGATED.search(before) or _SUPPOSED.search(before):
        return True
    if word in ON_A_MISSION and _NOT_OURS.search(" ".join(clause)):
        return True
    if word in HELP:
        if not _MUNDANE.isdisjoint(clause) or _HELPS_OTHERS.search(before) or _HELP_WITH.search(" ".join(after[:3])):
            return True
        if after and (after[0] in _HELP_OFFERED or (after[0] in {"NEEDED", "REQUIRED"} and clause[0] in {"NO", "NOT"})):
            return True
        if " ".join(after[:2]) in {"IS COMING", "IS HERE", "IS ON", "YOU WITH", "YOU GUYS", "YOU FIND"} or after[
            :1
        ] == ("YOU",):
            return True
    if heard.asks:
        mine = not {"ME", "US", "NOS", "MI", "I", "WE", "MY"}.isdisjoint(clause)
        if len(clause) == 1:
            return word in DANGER | ON_A_MISSION
        return (bool(_ASKED.search(before)) and not mine) or (
            bool(before) and not mine and word in DANGER | ON_A_MISSION
        )
    return False


def _calls_nine_one_one(heard: PlainText, spoken: str) -> bool:
    typed = " ".join(heard.typed)
    if "9" not in typed and "NINE" not in spoken and "NUEVE" not in spoken and "911" not in spoken:
        return False
    found = _NINE_ONE_ONE.search(typed) or (_NINE_ONE_ONE.search(spoken) if " 9 1 1 " not in f" {spoken} " else None)
    if found is None:
        return False
    words = heard.words
    if "911" in words:
        at = words.index("911")
        before, after = words[at - 1] if at else "", words[at + 1 : at + 5]
        if _NEGATED.search(" ".join(words[:at])):
            return False
        if before in _CALLING:
            return True
        beside = [piece for piece in heard.typed if "911" in piece]
        if any(
            sum(c.isdigit() for c in piece) > 3 or re.search(r"[A-Za-z#]-?911|911-?[A-Za-z]", piece) for piece in beside
        ):
            return False
        if before.isdecimal() or (after and after[0].isdecimal() and len(after[0]) > 2):
            return False
        if not _STREET.isdisjoint(after[:3]) or (
            before in _NUMBERED and bool(after or before not in {"AT", "EN", "NO"})
        ):
            return False
    return True


def _is_harmed(heard: PlainText, situation: Situation) -> bool:
    assert situation.assignment is not None
    patterns = _patterns(frozenset(situation.teammates))
    if len(heard.clauses) > 1 and _DISLOCATED.search(" ".join(heard.words[:_MOST_WORDS])):
        return not heard.asks
    for whole in heard.clauses:
        clause = whole if len(whole) <= _MOST_WORDS else (*whole[: _MOST_WORDS // 2], *whole[-_MOST_WORDS // 2 :])
        if _FIRST_LETTERS.isdisjoint(word[:3] for word in clause):
            continue
        spoken = _SAID_AROUND.sub("", " ".join(map(_as_cried, clause)))
        supposed = _SUPPOSED.search(spoken) or _SI_SUPPOSED.search(" ".join(heard.words))
        if supposed:
            continue
        found = patterns.search(spoken)
        if found is None and situation.assignment.stage in _STUCK_STAGES:
            found = _STUCK_THERE.search(spoken) or (None if situation.check_in_open else _AFRAID.search(spoken))
        if found is None:
            continue
        held_up = found.group().startswith(("NO ", "WONT ", "NOT ", "DONT "))
        if held_up and (_AT_HOME.search(spoken) or situation.assignment.stage in (Stage.HELD, Stage.CONFIRMED)):
            continue
        before = spoken[: found.start()].rstrip()
        if " IF " in f" {before} ":
            continue
        if found.group().startswith(("NO ", "WONT ", "NOT ", "DONT ", "CANT", "CANNOT")):
            before = ""
        if _HARMLESS.search(spoken[found.start() :]):
            continue
        if _NEVER_HAPPENED.search(before) or _denied_inside(found.group()):
            continue
        if heard.asks and spoken == " ".join(heard.clauses[-1]):
            continue
        if re.search(r"\b(?:ANYMORE|ANY MORE)$", spoken) and re.search(
            r"\b(?:NOT|ARENT|ISNT|NO LONGER|STOPPED)\b", spoken
        ):
            continue
        return True
    return False


def _denied_inside(found: str) -> bool:
    return (
        bool(re.search(r"\b(?:NOT|NEVER)\b", found))
        and not re.match(r"(?:NOT|WONT|DONT) LET", found)
        and "NOT BREATHING" not in found
        and "CAN NOT" not in found
    )


@lru_cache(maxsize=256)
def _patterns(teammates: frozenset[str]) -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, CALL_SIGNS | {name.upper() for name in teammates})))
    team = f"(?:{names})"
    return re.compile("|".join(pattern.replace("@TEAM@", team) for pattern in (*_ENGLISH, *_SPANISH, *_EITHER)))
