"""What takes a grave sentence back: denied, doubted, supposed, of another time or place, a manner of speaking. Pure.

Shared by every kind of cry, so that what one of them learns all of them know.
"""

import re
from typing import Final

from schemas.reply_text.distress.harm_words import HARMS, IN_AR, IN_ER_AND_IR

_MONTH: Final = (
    "JANUARY|FEBRUARY|MARCH|APRIL|JUNE|JULY|AUGUST|SEPTEMBER|OCTOBER|NOVEMBER|DECEMBER|ENERO|FEBRERO|MARZO|ABRIL|MAYO"
    "|JUNIO|JULIO|AGOSTO|SEPTIEMBRE|OCTUBRE|NOVIEMBRE|DICIEMBRE"
)
SUPPOSED: Final = re.compile(
    r"\b(?:WHEN I WAS (?:\d+|A KID|LITTLE|YOUNG)|CUANDO (?:ERA (?:NIN[OA]|CHIC[OA]|JOVEN)|TENIA \d+)|(?<!DE"
    r" )(?<!OTRA )(?<!VINIERON )UNA VEZ|WHAT IF|IN CASE|EN CASO|WHEN WE GET|SI ACASO|POR SI|UNLESS|YESTERDAY|AYER"
    r"|ANOCHE|ANTIER"
    r"|LAST (?:NIGHT|TIME"
    r"|WEEK|MONTH|YEAR|SUMMER|JUNE)|LA (?:OTRA VEZ|VEZ PASADA|SEMANA PASADA)|EL (?:OTRO DIA|MES PASADO|ANO PASADO)|THE"
    r" OTHER DAY|(?:IN|EN|EN EL|SINCE|DESDE|DEL) (?:19|20)\d\d|TRAINING|ROLE ?PLAY\w*|PRETEND\w*|ENTRENAMIENTO|DRILL"
    r"|SIMULACRO|(?:HACE|AGO)"
    r" (?:UNA? |DOS |TRES |VARI[OA]S |UN[OA]S |\d+ )?(?:ANOS?|MES|MESES|SEMANAS?|DIAS?)|YEARS? AGO"
    r"|MONTHS? AGO|WEEKS? AGO|DAYS? AGO)\b"
    r"|\bDE CHIC[OA]\b|\bPTSD\b|\b(?:FROM|DE|DESDE) (?:WHEN|CUANDO)\b|^(?:REMEMBER )?(?:THE|THAT) TIME (?:THAT |WHEN"
    r" )?(?:I|WE"
    r"|THEY_|CAR_)\b|^(?:LA|AQUELLA) VEZ QUE\b|^(?:EVER )?SINCE (?:THEY_|CAR_)"
    r"|^DESDE QUE (?:ME|NOS) (?!BAJ|SUB|FUI|SENT|PAR|MOV|VIN|SAL)\w+(?:ARON|IERON|O)\b"
    rf"|\b(?:IN|BACK IN|LAST|SINCE|EN|DESDE|DE) (?:{_MONTH})\b"
    r"|\b(?:FORTNITE|ROBLOX|WARZONE|MINECRAFT|GTA|XBOX|VIDEO ?GAMES?|GG|LAST CIRCLE|VIDEOJUEGOS?|NOVELA|CAPTCHAS?)\b"
    r"|\b(?:ON (?:THE )?(?:TV|SCREEN|TELE)|EN LA (?:TELE|PANTALLA|PELICULA))\b"
    r"|\b(?:CARTEL|LETRERO|PANCARTA|SIGN|BANNER|POSTER|SHIRT|CAMISETA) (?:QUE|THAT|THEY_|SAYS?|DICE|READS?|SAYING)\b"
    r"|^(?:I |WE )?THOUGHT\b|^(?:YO )?(?:PENSE|CREI|PENSABA)\b"
)
"""It may happen, or happened another time, or is an exercise."""
_SI_SUPPOSED: Final = re.compile(
    r"^SI (?:ME|NOS) (?:LLEVAN?|RECOGEN?|TRAEN?|LEVANTAN?)(?: \w+){0,3} (?:SI|VOY|PUEDO|CLARO|LE ENTRO)\b|"
    r"^(?:Y |QUE PASA |QUE HAGO |QUE HACEMOS |AVISO |LES AVISO )?SI (?:ME|NOS|LE|SE)\b.*\b(?:QUE HAGO|QUE HACEMOS"
    r"|QUIEN|A QUIEN|QUE PASA|COMO|DONDE|AVISO"
    r"|LES AVISO|LLAMO|MARCO|ME VOY|NOS VAMOS|AVISENL?E?|LLAMENL?E?|MARQUENL?E?|DIGANLE|HABLENLE|LLAMEN|BUSQUEN)\b"
    r"|\b(?:QUE PASA|QUE HAGO|QUE HACEMOS|Y) SI (?:ME|NOS)\b(?! (?:PARO"
    r"|PARAMOS|DETENGO|VOLTEO|MUEVO|REGRESO|BAJO|APURO)\b)"
)
_NEVER_HAPPENED: Final = re.compile(
    r"\b(?:NO|NOT|NEVER|NUNCA|NADIE|NOBODYS?|NO ONES?|NONE|NI|ISNT|ARENT|AINT|WASNT|DIDNT|DONT|DOESNT|WERENT|HAVENT"
    r"|HASNT"
    r"|WONT|STOPPED|QUIT|ALMOST|CASI|PUEDEN|NINGUNO|CANT|NEITHER|TAMPOCO|NEARLY|SIN|WITHOUT)"
    r"(?: (?:SE|FUE|FUERON|ERA|ERAN|UN|UNA|IS|ARE|EVEN|WAS|WERE|HAS|HAVE|BEEN|BEING|GETTING|TRY TO|TRIED TO|GOING"
    r" TO|TO|ANYONE|THINK|THEY_|THAT"
    r"|CREO|QUE|LONGER|HA|HAN|HERE|OF THEM|US|ME|NOS|WE|I|AM|CAR_|GOT|GET|AGAIN|FROM|BEFORE|HAVE|HAS|MATE_))*$"
)
_DENIED_INSIDE: Final = re.compile(
    r"\b(?:NOT|NEVER)\b(?! (?:TO (?:MOVE|LEAVE)|ANSWERING|PICKING|REPLYING|BREATHING|RESPONDING|MOVING|WAKING"
    r"|CONSCIOUS|LET))"
)
_NO_TO_AN_OFFER: Final = re.compile(
    r"^(?:(?:I|WE|NO|SORRY|SRY|HEY) )*(?:CANT|NO PUEDO|WONT)(?= (?:I AM|WE ARE|THEY_|CAR_|ME|NOS)\b)"
)
"""They cannot come, and then why."""
_NO_LONGER: Final = re.compile(r"\b(?:NOT|ARENT|ISNT|NO LONGER|STOPPED)\b.*\b(?:ANYMORE|ANY MORE)$")
_OF_NATURE: Final = re.compile(
    r"\b(?:(?:(?:A|THE|SOME|UN|UNA) )?(?:LITTLE )?(?:KIDS?|TODDLER|CHILD|JOGGER|BABY|NIN[OA]|NINIT[OA])|(?:MY|MI"
    r"|OUR) (?:DOGS?|PUPPY|PERR[OA]S?|CAT|GAT[OA]|KIDS?|TODDLER|BABY|BEBE|SON|DAUGHTER|HIJ[OA]S?)|TRAIN"
    r"|TRAFFIC|BUS|RAIN|LIGHT|SUN|STORM|HEAT|PARADE|MARATHON|FEET|LLUVIA|TREN|SOL|CALOR|TRAFICO|HAMBRE|ESPALDA|CABEZA|RODILLA|MUELA|TRABAJO|APP|GPS|MAP"
    r"|WEBSITE|COMPUTER|LAPTOP|ZOOM|SYSTEM|SISTEMA|APLICACION|RELOJ|WATCH|WIFI|BOT|FORM|FORMA|LINK|BASURA|GRUA|OBRA|DESFILE|SEMAFORO|HELICOPTERO?"
    r"|CHOPPER"
    r"|DRONE?|TRASH TRUCK|GARBAGE TRUCK|SIGN|TICKETS?|METERS?|BILLS?|RENT|PRICES?|FEES?|TAX(?:ES)?|(?<!THEY_ )LINE"
    r"|CONSTRUCTION|ROAD ?WORK|COLD|WIND"
    r"|CRAMPS?"
    r"|ALLERG\w+|HANGOVER|HEADACHE|MIGRAINE|FLU|SPRINKLERS?|BIRDS?|GEESE|GOOSE|SEAGULLS?|SQUIRRELS?|PIGEONS?"
    r"|MOSQUITO(?:S|ES)?|BEES?|WASPS?|CRAVINGS?|HICCUPS|WORKOUT|STAIRS|HILL|EXAM|(?:PRESION|PRECIOS?|CUENTAS?|RENTA"
    r"|ALERGIAS?"
    r"|MIGRANA|CRUDA|TOS|ESCALERAS|LUMBAGO|CIATICA)(?: \w+)?)(?: (?:IS|HAS|WAS|ARE"
    r"|KEEPS|HAS BEEN|EVERYTHING|EVERYONE|ME|US))*$"
)
IN_JEST: Final = re.compile(r"\b(?:LOL+|LMF?AO|ROFL|JK|(?:JA){2,}J?|(?:HA){2,}H?|(?:JE){2,}\w*|(?:JI){2,})\b")
HARMLESS: Final = re.compile(
    r"^(?:ME|NOS) (?:\w+ )?(?:PARO|DETUVO|AGARRO|GANO|TOCO|CERRO|BLOQUEO|TIENE|TAPO)(?: EL PASO)? (?:EL|LA|UN|UNA)"
    r" (?:TREN|SEMAFORO|TRAFICO|LLUVIA|DESFILE|MARCHA|CAMION DE (?:LA )?BASURA|OBRA|PUENTE|ALTO|ROJO|SUENO)\b"
    r"|^NO (?:ME|NOS) DEJ\w+ (?:PASAR|SALIR|AVANZAR) (?:EL|LA|UN|UNA) (?:CAMION|TREN|TRAFICO|DESFILE|GRUA|BASURA"
    r"|OBRA|SEMAFORO|LLUVIA)\b"
    r"|\bKICK\w* (?:ME|US|MATE_) (?:OUT|OFF)(?: OF (?!CAR_|THEY_)|$| THE)|\bPOINT\w* AT (?:ME|US) AND (?:LAUGH|TOOK"
    r"|TAK|WAV|SMIL|SAID|TALK"
    r"|WHISPER|FILM|OUR|MY|OF|WALK)"
    r"|\b(?:HIT|STRUCK|KNOCKED) (?:OUT OF MY HAND )?BY (?:AN? |THE |MY |SOME )(?:FRISBEE|BALL|SOCCER BALL|BIRD"
    r"|BRANCH|SKATEBOARD"
    r"|SCOOTER|STROLLER|HAIL|DOOR|KITE|DOG)\b"
    r"|\bWITH (?:HIS|HER|THEIR|THOSE|THESE|ALL THE|YOUR) (?:\w+ )?(?:JOKES?|MEMES?|SINGING|STORIES)\b"
    r"|\bCON SUS (?:CHISTES"
    r"|CUENTOS)\b"
    r"|^SURROUNDED BY (?!(?:\w+ ){0,3}(?:THEY_|CAR_|THEM\b|MASKED))|\b(?:CALM|PEACEFUL|PRAYERFUL|TRANQUIL[OA]S?"
    r"|PACIFIC[OA]S?)\b"
    r"|^(?:I AM) DYING (?:OF|TO|FOR|LAUGHING|HERE)\b|^(?:ME|NOS) AGARRO (?:(?:\w+NDO(?:ME|NOS)?|DORMID|DISTRAID|OCUPAD"
    r"|CANSAD|SENTAD|COMID)[OA]?|EN (?:EL|LA|PLENO|PLENA|MEDIO)|A MEDI[OA]S?"
    r"|SIN)\b|^(?:ME|NOS) AGARRO (?:LA|EL|UN|UNA)? ?(?:RISA|LLAMADA|VISITA|VECINA|VECINO|COMADRE|COMPADRE|TOS"
    r"|LLUVIA|SUENO|AGUACERO|CHUBASCO|TORMENTA|GRANIZO|TROMBA"
    r"|VIENTO|APAGON"
    r"|TREN|SEMAFORO|ROJO|HORA|TRANCON|EMBOTELLAMIENTO|FILA|CALAMBRE|FLOJERA|CRUDA|DIARREA|VERGUENZA|NERVIOS?"
    r"|HAMBRE|SED|NOSTALGIA|TRISTEZA|CALOR|FRIO|TRAFICO|NOCHE|TARDE|ANSIEDAD|GRIPA?|LLORADERA|DESPREVENID[OA]|BANO)\b"
    r"|^(?:ME|NOS) AGARR\w+ (?:EN (?:CURVA|(?:MAL|MUY MAL|PESIMO) MOMENTO)|DESPREVENID|OCUPAD)"
    r"|\bTAKE ME OFF (?:OF )?(?:YOUR|THE|THIS|UR|ALL) (?:\w+ )?LISTS?\b"
    r"|\b(?:(?<!NOT )LOL(?! NOT)|LMAO|(?:JA){2,}J?|(?:HA){2,}H?|JEJE\w*|COHETES|FIREWORKS"
    r"|MOVIE|PELICULA"
    r"|(?<!INTO )(?<!INTO THE )TRAFFIC|TRAFICO|CAPTCHAS?|OVERTIME|HORAS EXTRA|LEVEMENTE|SIN HERIDOS|FENDER BENDER"
    r"|BAND ?AID|CURITA|PARKING TICKET|DOORDASH|AMAZON|PACKAGE|PAQUETE|GRUBHUB"
    r"|PERO (?:YA )?(?:LA|LO|SE) (?:MOVI|QUIT|FUE|PAS)\w*|BUT (?:HE|SHE|THEY_) (?:MOVED|LEFT|LET (?:ME"
    r"|US) GO))\b"
    r"|^(?:ME|NOS) (?:ESTA|ESTAN|ANDA|TIENE)? ?(?:MAT|PEG)\w+ (?:(?:DURO|FUERTE|MUCHO|BIEN|MACIZO|RECIO|GACHO)"
    r" )?(?:EL|LA|LOS|DE|UN)? ?(?:DOLOR|HAMBRE|CALOR|FRIO"
    r"|SOL|SUENO|SED|TRAFICO|MUELA|ESPALDA|PIES|CABEZA|RODILLAS?|GRIP\w)\b"
    r"|(?:ATRAPAD|TRAPPED|STUCK|DETENID)\w*\b.*\b(?:FREEWAY|ELEVADOR|ELEVATOR|MEETING|JUNTA|METRO|FILA|101|405|110"
    r"|DRIVE THRU|LONGEST|COLA|BASURA|GARBAGE|TRASH"
    r"|CHECKOUT|TRAIN|TREN|RAIN|LLUVIA)\b"
    r"|^(?:(?:I AM|WE ARE) )?(?:BLOCKED|BOXED)(?: IN)? BY (?:AN? |THE )?(?:GARBAGE|TRASH|DELIVERY|MOVING|TOW|MAIL"
    r"|UPS|FEDEX|AMAZON|TAXI|DOUBLE PARKED|PARADE)\b"
    r"|\b(?:SHOT|SHOOT\w*) (?:ME |US |A |LOTS? OF |LOT OF |SOME |MORE |GOOD |DIRTY |UGLY )*(?:LOOKS?|GLANCE|VIDEOS?"
    r"|PHOTOS?"
    r"|FOOTAGE|TEXT|MESSAGE|HOOPS)\b"
    r"|^(?:ME|NOS) (?:LLEV|TRA|DI|SUB|DEJ|ECH|AVENT|TIR)\w+ (?:\w+ )?(?:AGUA|COMIDA|CAFE|TAMALES|TACOS|REFRESCOS?"
    r"|UN ABRAZO|ABRAZOS?|UN BESO|BESOS|RAITE|PAN|LAS GRACIAS)\b"
    r"|\b(?:THREW|BLEW|TOSSED) (?:ME|US) (?:A |AN |THE )?(?:KISS\w*|PEACE|SMILE|BALL|WATER|THUMBS)\b"
    r"|\bHIT WITH A WAVE\b|^(?:(?:I|WE|GOT|GETTING|GET) )*(?:HIT|SLAMMED|STRUCK) (?:WITH|BY)"
    r" (?:(?!THEY_|CAR_|OURCAR_)\w+ ){0,3}?"
    r"(?:DETOURS?|ORDERS|CUSTOMERS|WORK|CALLS|PAPERWORK|TICKETS|HOMEWORK|EMAILS|PATIENTS|BILLS|DELAYS?|TRAFFIC"
    r"|GRIDLOCK|CLOSURES?|CONSTRUCTION|ROADWORK|RED LIGHTS?|RAIN|HAIL)"
    r"(?= (?:ON|AT|IN|NEAR|BECAUSE|SO|AND|ALL|FROM|\d+)\b|$)"
    r"|^MATE_ (?:STOPPED|QUIT) (?:ANSWER|RESPOND|REPLY|TEXT|PICK)ING\b"
    r"|\bPOR (?:LA |EL |UN |UNA )?(?:FERIA|DESFILE|OBRAS?|PROCESION|FIESTA|MARATON|CARRERA|CONSTRUCCION)\b"
    r"|\bTO (?:THANK|HELP|HUG|GREET|STEADY|CONGRAT\w+) (?:ME|US)\b|\bPARA (?:AYUD|SALUD|ABRAZ|FELICIT)\w+\b"
    r"|\bPARA DAR\w* LAS(?: GRACIAS\b|$)"
    r"|\b(?:ROB|GAN|QUIT|PEL)\w+ (?:EL |MI |NUESTRO |UN )?(?:LUGAR|ESPACIO|CAJON)\b|\b(?:STOLE|TOOK) (?:MY|OUR|THE)"
    r" (?:PARKING"
    r" )?(?:SPOT|SPACE)\b"
    r"|\bHIT(?:TING|S)? (?:ME|US) UP\b|\bCATCH(?:ING)? UP (?:TO|WITH)\b|\bFOLLOW\w* (?:ME|US) BACK$|\bON (?:INSTA"
    r"|IG|INSTAGRAM|TIKTOK|TWITTER|FB"
    r"|FACEBOOK|THREADS|SNAP\w*)\b"
    r"|\bAMENAZ\w+ CON (?:DESALOJ|DEMAND|CORRER|DESPED|DIVORCI|REPROB|SACARME DEL? )\w*"
    r"|\bTHREATEN\w* TO (?:EVICT|SUE|FIRE|QUIT|LEAVE|DIVORCE|GROUND|CANCEL)\b"
    r"|\bBY (?:(?:MY|THE|AN?|SOME|THAT|THIS) )?(?:SPIDERS?|TICKS?|GOOSE|CAT|ALLERG\w+|MOSQUITOS?|BEES|ANTS|BUGS|HICCUPS"
    r"|NERVES|HUNGER|GUILT|SUNSET|VIEW|SMELL|BEAUTY|BIRDS?|PIGEONS|SEAGULLS?)\b"
    r"|(?<!GOLPE )\b(?:DE|OF|FROM|WITH) (?:ABURRIMIENTO|RISA|HAMBRE|FRIO|CALOR|SUENO|SED|CORAJE|ALLERG\w+|ALERGIAS?"
    r"|(?:THE )?(?:POLLEN|SMOG|ONIONS)|POLEN|CURIOSIDAD|BOREDOM"
    r"|LAUGHTER"
    r"|KINDNESS|THIRST"
    r"|HUNGER|CUTENESS)\b"
    r"|\bSO (?:I|WE) (?:WALKED|TOOK THE|PARKED)\b|\bME FUI A PIE\b|\bDOUBLE PARKED\b"
    r"|^(?:BLOCKED|BOXED IN) BY A (?:TRUCK|BUS|TRAIN|CAR_)$"
)
"""A manner of speaking, or what the weather and the traffic do."""
ELSEWHERE: Final = re.compile(
    r"\b(?<!FROM )(?<!SINCE )(?<!DESDE EL )(?<!DESDE LA )(?<!DESDE MI )(?<!DEL )(?<!LEFT )(?<!SALI DEL )(?:WORK"
    r"|SCHOOL|GYM|GAME"
    r"|SOCCER|BOSS|INSURANCE|HOSPITAL|EX|TRABAJO|ESCUELA|PARTIDO|SEGURO|PERR[OA]S?|GATO|KIDS?"
    r"|HIJ[OA]S?|DREAM|DREAMT|SONE|SUENO|HISTORY|WAITLIST|NEWS|NOTICIAS|FEELING|MEMORIES|FORTNITE|XBOX|PLAYSTATION"
    r"|GG|VIDEOGAMES?|CAPTCHAS?|MOSQUITOS?|BEES?|COVID|GRIPA"
    r"|DOGS?|CAT|PARKING|BROKE UP|ORGANIZ\w+|FRIEND REQUEST|PAGE|INSTAGRAM|TWITTER|FACEBOOK|CHAT|RECUERDOS?|NERVIOS"
    r"|STOP \w+ING)\b"
    r"|\b(?:ABRIERON|ROBARON|RAYARON|CHOCARON|PONCHARON|GRAFITEARON) (?:CAR_|OURCAR_|(?:MI|LA) CASA)\b"
)
"""Off a mission: harm of everyday life."""
_AILMENT: Final = (
    "(?:ALERGIAS?|GRIPA|GRIPE|TOS|ANTOJO|NERVIOS|MOSQUITOS?|ABEJAS?|SUENO|HAMBRE|HIPO|CRUDA|MIGRANA|COLITIS|GASTRITIS"
    "|CALAMBRE|RISA"
    "|SOL|CALOR|FRIO|CANSANCIO|ANSIEDAD|FLOJERA|GANSOS?|PALOMAS?|GATO|PERRITO|FILA|COLA|RENTA)"
)
_TIME_TAKEN: Final = (
    r"\bT(?:AK(?:E|ES|EN|ING)|OOK) (?:ME|US|MATE_)(?: (?:ABOUT|LIKE|AT LEAST|ANOTHER|AN?|EXTRA|PROBABLY|ROUGHLY|AROUND"
    r"|MAYBE|SOME|HALF|FULL|GOOD|MORE|ALMOST|OVER|UP TO|THE|ONE|TWO|THREE|TEN|FIFTEEN|TWENTY|THIRTY|LITTLE|SOLID"
    r"|COUPLE(?: OF)?|FEW|WHOLE|\d+))* (?:MIN\w*|HOURS?|HRS?|BIT|WHILE|LONGER|FOREVER|TIME|LONG(?: WAY)?|BUSES|TRAINS"
    r"|STOPS|DETOUR|AGES|\d+$|TEN$|TWENTY$)\b"
)
"""How long a way takes me."""
_WITHOUT_HARM: Final = re.compile(
    r"^(?:(?:EL|LA|THE|OUR|MY|MI) )?(?:METRO|TREN|CAMION|BUS|TRAIN|[A-Z]+ LINE|LINEA [A-Z]+)(?: (?:IS|ESTA|QUEDO|SE"
    r"|ANDA))*"
    r" (?:DETENID|PARAD|ATORAD|STUCK|STOPPED|HELD)\w*(?: UP)?(?: (?:EN|AT|IN|ON|ENTRE|BETWEEN)(?: [A-Z0-9]+){1,3})?$|"
    r"\b(?:HOLDING|KEEPING) US\b(?: \w+){0,3} BUT (?:\w+ ){0,2}BE (?:THERE )?(?:(?:IN|ABOUT|LIKE|AROUND) )*\d+ MIN"
    r"|"  # a train
    rf"{_TIME_TAKEN}|"
    r"\b(?:STICK|GUN_) A FORK\b|^(?:THIS|THESE|THOSE|MY|MIS?|EST[EAO]S?) (?!THEY_|CAR_|GUYS?\b|AGENTS?\b)(?:\w+"
    r" )+KILLING (?:ME"
    r"|US)\b"
    r"|\bMORD\w+ (?:EL|LA|MI|LOS) (?:ZAPATOS?|CHANCLA|TENIS|CALCETIN|CORREA)\b|\bROD\w+ (?:DE )?(?:PURA |MUCHA"
    r" )?(?:GENTE BUENA"
    r"|AMIG\w+|FAMILIA|AMOR|THEY_ BUENA)\b"
    r"|\bWITH GUNS?_ (?:IS|ARE) (?:GETTING (?:BACK )?IN|LEAVING|WALKING AWAY|GONE|INSIDE|BACK IN)\b"
    r"|\bEMPUJ\w+ (?:\w+ ){0,2}TANTITO\b|\b(?:ME|NOS|LES?) (?:\w+ )?(?:MENT|RAY|RECORD)\w+ (?:A )?(?:LA|MI) MADRE\b"
    r"|\b(?:OLD|DRY|DRIED) BLOOD\b"
    r"|\b(?:BLOOD|SANGRE)\b.*\b(?:DRY|DRIED|OLD|SECA|VIEJA|DE ANTES|FROM (?:BEFORE|EARLIER))\b"
    rf"|\b(?:ME|NOS) (?:\w+ )?(?:ATAC|MAT|PEG|TUMB|AGARR|GOLPE)\w+ (?:LA|EL|LOS|LAS|UN|UNA|MI|MIS|ESTA|ESTE)"
    rf" {_AILMENT}\b"
    r"|\b(?:BY (?:ACCIDENT|MISTAKE)|ACCIDENTALLY|SIN QUERER|POR ACCIDENTE"
    r"|(?:WITH|CON) (?:(?:A|THE|HIS|HER|THEIR|UN|UNA|EL|LA|SU) )?(?:\w+ )?(?:STROLLER|CARRIAGE|SHOPPING CART|CART"
    r"|UMBRELLA|SUITCASE"
    r"|LUGGAGE|GROCERIES|CARRIOLA|CARRITO|PARAGUAS|SOMBRILLA|MALETA|MANDADO))\b"
)
"""With what people are in each other's way, and what nobody meant to do."""
_OF_RANK_OR_SCORE: Final = re.compile(
    r"\b(?:SUBIR|SUBIERON|SUBEN|BAJAR|BAJARON|BAJAN) (?:DE (?:PUESTO|NIVEL|RANGO|PESO|PRECIO|SUELDO|GRADO|CATEGORIA)"
    r"|(?:EL|LA|LOS)"
    r" (?:SUELDO|RENTA|PRECIOS?|SALARIO|HORAS|VOLUMEN|CUOTA|DOSIS))\b"
    r"|\b(?:ME|US|NOS) (?:\w+ )?(?:\d+ (?:TO |A )?\d+|\d+ ?A ?\d+|AT (?:CHESS|POKER|CARDS|POOL|TENNIS|DOMINOES?"
    r"|LOTERIA))\b"
)
"""Promoted, or beaten at a game."""
_TO_A_STRANGER: Final = re.compile(
    r"\bLES? (?:\w+ ){1,5}?(?:A (?:UN|UNA|UNOS|UNAS|OTR[OA]S?) (?!COMP|AMIG)\w"
    r"|A(?:L| LA| LOS| LAS) (?:SENOR\w*|MUCHACH\w+|CHAV\w+|HOMBRE|MUJER|VECIN\w+|JOVEN\w*|DUEN\w+|VENDEDOR\w*"
    r"|TRABAJADOR\w*"
    r"|GENTE|FAMILIA|PERIODISTA|AGENTES?|POLIC\w+|MIGRA|OFICIAL\w*|FEDERAL\w*|CARROS?|CAMIONETAS?|DE L[AO]S?)\b)"
)
_LE: Final = re.compile(r"\bLES?\b")
_OF_US: Final = re.compile(r"\b(?:ME|NOS|US|MI|MATE_|BODY_|OURCAR_|HELD_|NOSOTR[OA]S|CONMIGO)\b")
"""Le quitó el celular a un periodista: whom it befalls is said, and is none of us."""
_THINGS_ASKED_ABOUT: Final = re.compile(
    r"^(?:IS|ARE|DOES|DO|HOW (?:BAD|LONG|FAR)(?: DO| DOES| WILL| IS)?|WILL|WOULD) (?:THE |A |AN |ANY )?(?:TEAR ?GAS"
    r"|PEPPER ?SPRAY|MACE|GAS|GUNS?_|SMOKE"
    r"|BLOOD|(?:HAND)?CUFFS|ZIP ?TIES|RUBBER BULLETS|GETTING \w+|BEING \w+)\b"
)
"""Asked about in general, though nobody typed the question mark."""
_READ_OR_CHANTED: Final = re.compile(
    r"\b(?:SIGNS?|CARTEL(?:ES)?|LETREROS?|BANNERS?|MANTAS?|PANCARTAS?|POSTERS?|MURAL|SHIRTS?|CAMISETAS?)"
    r" (?:\w+ ){0,2}(?:SAYS?|SAYING|DICE|DICEN|READS?|READING)\b|\b(?:CHANT\w*|CORE(?:AN|ANDO|ABAN)|CONSIGNAS?)\b"
)
_THOUGHT_SO: Final = re.compile(
    r"\b(?:THOUGHT|PENSE QUE|CREI QUE|PARECIA QUE)\b.*\b(?:NOPE|TURNS OUT|BUT (?:NO|IT WAS|ITS|HE WAS|SHE WAS)|PERO"
    r" (?:NO|ERA"
    r"|NOMAS)|FALSE ALARM|FALSA ALARMA|RESULT\w+|JUST (?:MY|A|THE|SOME)|ERA (?:MI|NOMAS|SOLO))\b"
)
"""It looked like harm, and was none."""
_ASKED_BY_ORDER: Final = re.compile(
    r"^(?:AND |BUT |SO |Y |WAIT |ALSO )?(?:(?:CAN|COULD|WILL|DO|DOES|WOULD|SHOULD)(?: (?:THEY_|ANYONE|WE|I|YOU))?"
    r"|(?:ARE|IS|AM|WAS|HAVE|HAS|DID) (?:THEY_|WE|I|MATE_|ANYONE))"
    r"(?: (?:WORRIED|ABOUT|AFRAID|SCARED|OF|GOING|TO|GET|BE|EVER|JUST|LEGALLY|REALLY|ACTUALLY|ALLOWED|ABOUT|LIKELY"
    r"|BRING|CARRY|USE|WEAR"
    r"|STILL))*$"
)
"""The verb before its subject asks, question mark or not."""
_HEARD_OF: Final = re.compile(
    r"^(?:IS|WAS) IT TRUE\b|^ES (?:CIERTO|VERDAD) QUE\b|^(?:I |WE )?(?:JUST )?(?:HEARD|READ)(?: (?:THAT|FROM|ON"
    r"|SOMEONE|SAY|SAYING|TWITTER|THE|NEWS|ABOUT|LIKE))*$"
    r"|\b(?:APPARENTLY|SUPPOSEDLY|RUMORS?|SUPUESTAMENTE|DIZQUE|SEGUN)\b"
)
_TOLD_AT_HOME: Final = re.compile(r"^(?:MI|MY|UN|UNA|A) (?!ARM|HEAD|BRAZO)\w+ (?:DICE|DIJO|CUENTA|SAYS|SAID)\b")
_SAID_BY_OTHERS: Final = re.compile(
    r"\b(?:HUBO|HABIA|THERE WAS|EARLIER|THIS MORNING|EN LA MANANA|HACE RATO|TEMPRANO)\b.*\b(?:SEGUN|ACCORDING TO|DICE|"
    r"DICEN|SAYS?|SAID|TOLD)\b|\b(?:NOT HERE|NO AQUI)$"
    r"|^(?!I\b|WE\b|YO\b)(?:\w+ ){1,6}(?:SAYS?|SAID|TELL|DICEN?|DIJO|DIJERON)(?: (?:THAT|QUE|ME|US|NOS))* (?:THERE"
    r" WAS|HUBO"
    r"|HABIA|PASO)\b"
)
_NOT_TO_BE_BELIEVED: Final = re.compile(
    r"\b(?:NO|NI) (?:VAYAN? A|VAN? A|SE VAYAN A|ME|LES)? ?(?:CREER|CREAN|CREAS|PENSAR|PIENSEN) QUE\b"
    r"|\b(?:DONT|DO NOT|NOT) (?:THINK|WORRY|ASSUME|BELIEVE)\b|\b(?:NOT TRUE|NO ES CIERTO|ES MENTIRA) (?:THAT|QUE)\b"
)
_AN_EXERCISE: Final = re.compile(r"^(?:ROLE ?PLAY\w*|PRETEND|LETS PRETEND|DRILL|SIMULACRO|SCENARIO|PRACTICE)\b")
_FILMED: Final = re.compile(
    r"\b(?:SHOOTING|FILMING|GRABANDO|FILMANDO) (?:(?:AN?|UNA?|SOME) )?(?:COMMERCIAL|MOVIE|FILM|SCENE|MUSIC VIDEO|SHOW"
    r"|COMERCIAL|PELICULA|NOVELA)\b"
)
_BY_CHANCE: Final = re.compile(
    r"\b(?:BY ACCIDENT|ON ACCIDENT|ACCIDENTALLY|BY MISTAKE|SIN QUERER|FALSE ALARM|FALSA ALARMA|WAS AN ACCIDENT)\b"
)
_ENDED: Final = re.compile(
    r"\b(?:(?:THEY|HE|SHE|IT|CAR|TRUCK|VAN|SUV|BUT|AND|THEN|FINALLY|THEYVE|GUY|AGENTS?)(?: (?:JUST|FINALLY|HAS|HAVE"
    r"|ALL))?"
    r" (?:TURNED (?:OFF|AWAY)|DROVE (?:OFF|AWAY|PAST)|LEFT(?! (?:ME|US|HER|HIM|MY|OUR|WITH))|GAVE UP|MOVED ON"
    r"|TURNED(?! (?:INTO|ON|ONTO|AROUND|TO|AT|AND)\b)"
    r"|WALKED (?:OFF|AWAY)|WENT AWAY|BACKED OFF|GOT BORED|LET (?:ME|US) (?:GO|PASS|THROUGH)|KEPT (?:GOING|WALKING))"
    r"|(?:SIGO|VOY|TODO|MANEJO) NORMAL|LOST (?:THEM|HIM|IT|THE TAIL)|(?:YA )?(?:SE FUE|SE FUERON|NOS SOLTARON|ME"
    r" SOLTARON|NOS DEJARON IR|ME DEJARON IR"
    r"|NOS DEJO IR|ME DEJO IR|DIO VUELTA|NO (?:NOS|ME) SIGUEN?|SIGUIO DE LARGO))\b(?! (?:CON|WITH)\b)"
)
_PASSING: Final = re.compile(
    r"\b(?:FOLLOW\w*|CHAS\w+|TAIL\w*|STOP\w*|ASK\w*|HELD|DETAIN\w*|BLOCK\w*|BEHIND|BOX\w*|SIGU\w+|SEGU\w+|PERSE?I?G\w+"
    r"|PAR[OA]\w*|DETUV\w+|PID\w+|ATRAS|DETRAS|LET(?:TING)?|CORRETE\w+|QUESTION\w*|SEARCH\w*|CERR\w+|RODE\w+"
    r"|SURROUND\w*)"
    r"\b"
)
"""What is over once they are gone; a blow and a wound are not."""
_HELD_UP: Final = ("NO ", "WONT ", "NOT ", "DONT ", "CANT", "CANNOT")
_AT_HOME: Final = re.compile(
    r"\b(?:BOSS|JEFE|JEFA|MOM|MAMA|PAPA|DAD|ESPOSO|ESPOSA|HUSBAND|WIFE|WORK|SCHOOL|TRABAJO|PATRON|MANAGER"
    r"|SUPERVISOR|MARIDO|KIDS|HIJOS|NINOS|DOCTOR)\b"
)


_KEPT_TOGETHER: Final = re.compile(r"\bTHEY_ (?:HAVE|HAS|GOT|TIENEN?) (?:MY|OUR|MI|MIS|NUESTR\w+) \w+\b")
"""Who keeps my children and me is at none of our homes."""
_SETTING_OUT: Final = re.compile(
    r"^(?:(?:YA|SI|OK|OKAY|VA|SIMON|ARRE|ORALE|AHORITA|AHORA|ENTONCES|PUES|BUENO|LUEGO|SALE|ENTERAD[OA]|YO|Y) )*"
    r"(?:ME (?:JALO|LANZO|AVIENTO|TIRO)|NOS (?:JALAMOS|LANZAMOS|AVENTAMOS|TIRAMOS))"
    r"(?: YA| AHORITA| DE VOLADA)? (?:CAMINANDO|CORRIENDO|EN (?:BICI|METRO|CAMION)|PARA|PA|PAL|HACIA|ALLA|A)\b"
    r"(?!.*\b(?:CAR_|CAMIONETA|VAN|TROCA|PATRULLA|PARED|SUELO|PISO|CALLEJON|ADENTRO|DENTRO|ATRAS)\b)"
)
"""ME JALO PARA ALLA is "I am off": of a pull these letters tell only beside who pulls, or what one is pulled to."""


_BACKING_OUT: Final = re.compile(r"\bME RAJ[OE]\b(?! (?:\w+ )?(?:EL|LA|LOS|LAS|UN|UNA|CON|TODO|TODA)\b)")
"""ME RAJO, "I chicken out": he slashes me only where it says with what."""


_PASSENGERS: Final = re.compile(
    r"\b(?:ME|NOS) BAJARON DEL? (?:(?:EL|LA) )?(?:BUS|CAMION|METRO|TREN)\b(?!.*\b(?:FUERZA|EMPUJ\w+|JAL\w+|GOLP\w+"
    r"|THEY_)\b)"
)
"""Put off a bus that goes no further."""


def is_supposed(clause: str, spoken: str) -> bool:
    """Whether a clause, of all that was spoken, is of what may be, was another time, is an exercise, or one's way."""
    if _LE.search(clause) and _TO_A_STRANGER.search(spoken) and not _OF_US.search(clause):
        return True
    return any(
        found is not None
        for found in (
            SUPPOSED.search(clause),
            _SETTING_OUT.search(clause),
            _BACKING_OUT.search(clause),
            _PASSENGERS.search(clause),
            _THINGS_ASKED_ABOUT.search(clause),
            _SI_SUPPOSED.search(spoken),
            _THOUGHT_SO.search(spoken),
            _SAID_BY_OTHERS.search(spoken),
            _AN_EXERCISE.search(spoken),
            _FILMED.search(spoken),
            _NOT_TO_BE_BELIEVED.search(clause),
            _BY_CHANCE.search(spoken),
        )
    )


_ACTS: Final = re.compile(rf"(?<!A )\b(?:{HARMS}|{IN_AR}|{IN_ER_AND_IR})\b")


def is_over(told: str, spoken: str) -> bool:
    """Whether what is told of, in all that was spoken, ended with those who did it."""
    acts = _ACTS.findall(told)
    passes = all(map(_PASSING.fullmatch, acts)) if acts else _PASSING.search(told) is not None
    return passes and _ENDED.search(spoken) is not None


_BESIDE: Final = 18
"""So far behind what is done something else may say what it was about: "hit me at the gym"."""


_BY_THE_LAW: Final = re.compile(r"\b(?:ARREST|DETAIN|HANDCUFF|ESPOS|DETUV|DETIEN|DETEN)\w*")
"""May happen at work and at school, and is no harm of everyday life there."""
_TO_THE_DEATH: Final = re.compile(r"\bTHREATEN\w* TO (?:KILL|SHOOT|STAB)\b|\bAMENAZ\w+ (?:DE MUERTE|CON MATAR\w*)\b")
_UNREAL: Final = re.compile(
    r"\b(?:DREAM\w*|SONE|SUENO|GAME|FORTNITE|XBOX|GG|PAGE|INSTAGRAM|TWITTER|FACEBOOK"
    r"|MEMORIES)\b"
)


def is_elsewhere(found: re.Match[str], *, by_agents: bool = False) -> bool:
    """Off a mission: harm of everyday life. Whom they are seen by, or where they came from, is said further on."""
    if by_agents or _BY_THE_LAW.search(found.group()) or _TO_THE_DEATH.search(found.group()):
        return _UNREAL.search(found.string) is not None
    return ELSEWHERE.search(found.string[: found.end() + _BESIDE]) is not None


_ABOARD: Final = re.compile(r"(?:THEY_|CAR_) (?:ON|IN|OFF|BY|AT|EN) ")
"""Who does it on the train; it is not the train."""


def _with_whom(clause: str, start: int) -> int:
    """Where the pronoun before what was found begins: ME CERRO EL PASO UN CAMION."""
    return start - 3 * clause[:start].endswith("ME ") - 4 * clause[:start].endswith("NOS ")


def holds(found: re.Match[str], *, waiting: bool) -> bool:
    """Whether what was found in its clause is meant as it stands: not denied, no figure of speech, no "if" before it.

    `waiting`: they are not under way yet, so whoever will not let them go is at home.
    """
    clause, said = found.string, found.group()
    before = clause[: found.start()].rstrip()
    if said.startswith(_HELD_UP):
        if waiting or (_AT_HOME.search(clause) and not _KEPT_TOGETHER.search(before)):
            return False
        denied = False
    else:
        before = _NO_TO_AN_OFFER.sub("", f"{before} {said}")[: -len(said)].rstrip() if before else before
        denied = bool(_NEVER_HAPPENED.search(before)) or bool(_DENIED_INSIDE.search(said))
    return not (
        denied
        or " IF " in f" {before} "
        or (_OF_NATURE.search(before) and not said.startswith(("THEY_ ", "CAR_ ")) and not _ABOARD.match(before))
        or _READ_OR_CHANTED.search(before)
        or _HEARD_OF.search(before)
        or (_TOLD_AT_HOME.search(before) and not _OF_US.search(said))
        or _ASKED_BY_ORDER.search(before)
        or _ASKED_BY_ORDER.search(f"{before} {said.partition(' ')[0]}")
        or HARMLESS.search(clause[_with_whom(clause, found.start()) :])
        or _WITHOUT_HARM.search(clause)
        or _OF_RANK_OR_SCORE.search(clause)
        or _NO_LONGER.search(clause)
    )
