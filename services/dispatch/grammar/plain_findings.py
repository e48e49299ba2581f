"""A finding in plain words: nothing to be seen, no telling, another agency. Pure.

Somebody at the scene who says so in a whole sentence need not know the letters. Only for what sends nobody anywhere:
that it is immigration (C) is never read from words, since neighbours are told of it (rule R20). A finding is
provisional, its words are kept for the reviewer, and the sender hears what was understood.

Doubt, hearsay, a question, a "but", "not yet", whatever else was seen (a van, masks, somebody taken) or a word of the
one they are with sends it to a person. That they left says nothing of who they were, so alone it is no finding.
"""

import re
from typing import Final

from services.dispatch.grammar.finding_words import AGENCIES_SEEN, OF_THE_STREET
from services.dispatch.grammar.news_clauses import pieces_of
from services.dispatch.grammar.readings import FindingLetter, Situation
from services.dispatch.grammar.reservations import ASKED, DOUBTED, HEARD, SUPPOSED

_LOOKED_FOR: Final = (
    r"(?:ICE_|AGENTS?|AGENTES|OFFICERS?|VANS?|SUVS?|CARS?|VEHICLES?|TRUCKS?|ACTIVITY|ANYTHING|ANYONE|ANYBODY|SOULS?"
    r"|PEOPLE|ONE"
    r"|BODY|MOVEMENT|ACTION|NADA|NADIE|ALMA|MIGRA|CAMIONETAS?|CARROS?|PATRULLAS?|THEM|THEY_|ACTIVIDAD|MOVIMIENTO|GENTE"
    r"|COPS?"
    r"|POLICE|POLICIAS?|LAW ENFORCEMENT|RAID|REDADA|OPERATIVO|SIGNS?|SOMBRA|UNUSUAL|SUSPICIOUS|RARO|RASTRO)"
)
_NONE_OF: Final = (
    r"(?:(?:THERE (?:IS|ARE|WAS) )?(?:NO|ZERO|NOT (?:A|AN|ONE|ANY)|AINT NO|WITHOUT)|(?:DONT|DIDNT|DO NOT|DID NOT|NOT"
    r"|CANT|COULDNT)"
    r" (?:SEE|SEEING|SAW|FIND|SPOT|NOTICE)|NI(?= UN| RASTRO| SENAL| SOMBRA)|SIN|NINGUN[OA]?|NO (?:HAY|HABIA|VEO|VEMOS"
    r"|VIMOS|VI|SE VEN?|ENCONTRAMOS|ENCONTRE"
    r"|ESTAN|ESTA))(?: (?:SIGNS?|TRACES?|SINGLE|A|ANY|OF|UN|UNA|SOLA|SOLO|NI|RASTRO|SENAL(?:ES)?|HUELLA|DE|LA"
    r"|NINGUN[OA]?|UNUSUAL"
    r"|SUSPICIOUS))*"
    rf" {_LOOKED_FOR}(?: {_LOOKED_FOR})*"
)
_NOR: Final = (
    r"(?:NO|NI|SIN|WITHOUT|NOT (?:A|AN|ONE)|ZERO)(?: (?:HAY|SE VEN?|VEO|VEMOS|ANY|UN|UNA|THE|LAS?|LOS))*"
    r" (?:(?:MEN|GUYS|PEOPLE|ONE|BODY|GENTE|NADIE|HOMBRES|TIPOS) (?:IN|WITH|CON|DE) )?(?:VESTS?|CHALECOS?|MASKS?"
    r"|MASCARAS?|MASKED \w+|UNIFORMS?|UNIFORMES?|VANS?|SUVS?|AGENTS?|AGENTES|OFFICERS?|CAMIONETAS?|TROCAS?|PATRULLAS?"
    r"|COPS?|POLICIAS?|BADGES?|PLACAS)"
)
"""What would be seen of them, and is not; masks or vests that nobody wears say little by themselves."""
_PLACE_LIES: Final = (
    r"\b(?:STREET|BLOCK|LOT|AREA|PLACE|CORNER|IT|EVERYTHING|PARKING LOT|NEIGHBORHOOD|MARKET|SITE|SCENE|STORE|PARK"
    r"|CALLE|CUADRA|TODO"
    r"|LUGAR|ESQUINA|ZONA|ESTACIONAMIENTO|ESTA|HERE|LOOKS|ESTO)(?: (?:IS|ARE|WAS|LOOKS|SEEMED|ESTA|ESTABA|SE VE|ALL"
    r"|AND|COMPLETELY|LIKE"
    r"|BACK TO|BUSINESS AS|TODA|TODO|AQUI|PURO|AS))* (?:EMPTY|QUIET|CALM|DESERTED|DEAD|CLEAR|NORMAL|USUAL|VACI[OA]"
    r"|SOL[OA]|DESIERT[OA]"
    r"|MUERT[OA]|LIMPI[OA]|EN CALMA)\b"
)
_NOTHING_SEEN: Final = re.compile(
    rf"\b{_NONE_OF}\b|\bNI (?:UNA? |LAS? |LOS )?{_LOOKED_FOR} NI \w+|{_PLACE_LIES}|^(?:ALL |IT IS |STILL )*(?:QUIET"
    rf"|CALM) (?:AT|ON|OUT|IN|BY|HERE)\b|^TODO"
    rf" (?:TRANQUILO|CALMADO|QUIETO) (?:EN|POR|AQUI|ACA|AFUERA)\b"
    r"|^(?:ALL )?(?:CLEAR(?! OF)|QUIET AS|EMPTY|DESERTED|VACIO|NORMAL)\b"
    r"|\b(?:SEE|SAW|SEEING|SEEN|FOUND|FIND|OBSERVED|SPOTTED|NOTICED|WITNESSED|ENCOUNTERED|OBSERVAMOS|ENCONTRAMOS"
    r"|VEO|VEMOS|VIMOS) (?:ABSOLUTELY |PURO )?(?:ZILCH|NOTHING|ZERO|ZIP|NOBODY"
    r"|NO ONE|NADA)\b"
    r"|\bNOTHING (?:UNUSUAL|SUSPICIOUS|STRANGE|WEIRD|ODD)\b|\bNADA (?:RARO|SOSPECHOSO|EXTRANO|FUERA DE LO (?:NORMAL"
    r"|COMUN))\b"
    r"|\bNO (?:HAY|VEO|VEMOS|SE VE) NI \w+(?: \w+)?$"
    r"|\bNO HAY (?:MAS|NADA|NADIE|NINGUN[OA]?)$|\bTHERE IS NOTHING$"
    r"|\b(?:NOBODY|NO ONE|NOTHING|NADIE|NADA)(?: (?:IS|ARE|WAS|GOING|OUT|RARO|ELSE|UNUSUAL|MORE|ESTA|DE))* (?:HERE"
    r"|AROUND|THERE|ON|AQUI"
    r"|ACA|AFUERA|POR (?:AQUI|ACA|NINGUN LADO)|IN SIGHT|TO (?:SEE|REPORT|BE SEEN)|HAPPENING|ICE_|RARO|OUT OF THE"
    r" ORDINARY|ANYWHERE)\b"
    r"|^(?:NADA DE NADA|NOTHING|NOBODY|NADA|NADIE|NOT A SOUL|NI UN ALMA)$|^(?:IT IS |JUST |TOTAL |LIKE )*(?:A"
    r" )?(?:CRICKETS?|GHOST TOWN|TUMBLEWEEDS?"
    r"|PUEBLO FANTASMA|DESIERTO)$|\bNI (?:SUS|LAS|LOS|UNA?) (?:LUCES|MOSCAS?|PERROS|PAJAROS|SOMBRA)\b|^(?:IT IS )?DEAD"
    r" (?:AS|OUT HERE|HERE|QUIET)\b"
    r"|\b(?:PURA|PURO|SOLO|NOMAS|JUST|ONLY|AN?|NOTHING BUT) (?:\w+ )?(?:(?:BANQUETA|CALLE|ESQUINA|CUADRA) (?:VACIA"
    r"|SOLA|DESIERTA)|EMPTY"
    r" (?:STREET|SIDEWALK|BLOCK|LOT|CORNER))\b"
    r"|\b(?:JUST|ONLY|NOTHING BUT|PUROS?|PURAS?|NOMAS|SOLO) (?:(?:A|AN|SOME|FEW|UN|UNA|UNOS|UNAS|EL|LA|LOS) )*(?:BIRDS"
    r"|PIGEONS|CROWS|SEAGULLS|DOGS?"
    r"|CATS?|SQUIRRELS?|TRASH|TREES|PALOMAS|PAJAROS|PERROS?|GATOS?|BASURA|HOJAS|(?:GUY|MAN|LADY|WOMAN|SENORA?|VENDOR"
    r"|KID|THEY_) (?:SELLING"
    r"|WALKING|SWEEPING|WAITING|VENDIENDO|BARRIENDO|PASEANDO)|(?:ELOTERO|PALETERO|TAMALERA|FRUTERO|STREET VENDOR))\b"
    r"|\b(?:JUST|ONLY|PURO|PUROS|NOMAS|SOLO) (?:REGULAR |NORMAL )?(?:PEOPLE|NEIGHBORS?|FAMILIES|KIDS|SHOPPERS"
    r"|VECIN[OA]S?|GENTE|VENDORS?)\b"
    r"|\b(?:WE|I) MISSED (?:THEM|IT|THEY_)|\bAQUI NO PASA NADA\b|\bWALKED\b.*\bNOT A\b"
    r"|^(?:BY THE TIME|WHEN) WE GOT HERE\b.*\b(?:GONE|NOTHING|NOBODY)\b|\bLEFT BEFORE WE\b|\bSE (?:FUERON|PELARON"
    r"|LARGARON|ESFUMARON|ABRIERON) ANTES DE QUE\b|\bNO SE VEN? (?:A )?(?:NADIE|NADA|NI)\b"
    r"|^CUANDO LLEGA\w+ (?:YA )?NO (?:HABIA|ESTABAN)\b"
)
_SEEN: Final = re.compile(
    r"\b(?:ICE_|AGENTS?|AGENTES|OFFICERS?|VANS?|SUVS?|UNMARKED|MASK\w*|TINTED|POLARIZAD\w+|PLACAS|PLATES|CAMIONETAS?"
    r"|TROCAS?|VESTS?"
    r"|CHALECOS?|ENCAPUCHAD\w+|HANDCUFF\w*|CUFFS|ESPOSAD\w+|ARREST\w*|DETAIN\w*|DETEN\w+|DETUV\w+|TAKEN|TAKING|TOOK"
    r" (?:A|AN|ONE|TWO|THE"
    r"|MY|SOME|THEY_|HIM|HER|THEM|PEOPLE)|LLEVAR\w*|LLEVO|NO MORE|SURROUNDED|CROWD|GUNS?|ARMAS?|RAID\w*|REDADA|COPS?"
    r"|POLICE|POLICIAS?|PATRULLAS?|SHERIFFS?)\b"
)
_CRIED: Final = (
    r"YELL\w*|SCREAM\w*|SHOUT\w*|CRYING|PLEAD\w*|AUXILIO|SOCORRO|GRIT(?:O|A|AN|OS|ABA|ARON|ANDO)|LLORANDO|GOLPES"
)
"""What somebody in need does is more than what was found."""
_NOT_YET: Final = re.compile(
    rf"\b(?:{_CRIED}|YET|TODAVIA|AUN|SO FAR|HASTA AHORA|POR AHORA|FOR NOW|STILL (?:HERE|LOOKING|THERE|WAITING)"
    r"|KEEP(?:ING)?|SEGUIMOS|SIGUEN|EXCEPT"
    r"|EXCEPTO|MENOS|BUT|PERO|AUNQUE|ALTHOUGH|THOUGH|MATE_|HELP|AYUDA|HURT|HERID[OA]S?|SCARED|DANGER|PELIGRO|PHONE"
    r"|TELEFONO|BATTERY|APP|SIGNAL|SENAL$|MY|MI"
    r"|ME|YOU|USTEDES"
    r"|WRONG|FALSE|HIM|HER|(?:FOLLOW\w*|BEHIND|CHAS\w+|TAILING|TRAILING) US|NOS (?:VIENEN?|ESTAN?|VA|SIG)\w*"
    r"|(?:SIGU|PERSIGU)\w+NOS|(?:ATRAS|DETRAS) DE NOSOTR[OA]S)\b"
)

_CANNOT: Final = (
    r"(?:CANT|CAN NOT|COULDNT|COULD NOT|UNABLE TO|NOT ABLE TO|WASNT ABLE TO|WERENT ABLE TO|NO WAY (?:TO|OF)|IMPOSSIBLE"
    r" TO|HARD TO|IMPOSIBLE|DIFICIL"
    r"|TOO HARD TO)(?: (?:REALLY|EVEN|WELL|TO|QUITE))*"
)
_TELLING: Final = (
    r"(?:SABER|VER|DISTINGUIR|SEE(?:ING)?|TELL(?:ING)?|MAKE (?:OUT|(?:IT|ANYTHING|ANYONE|MUCH|THEM) OUT)|IDENTIFY"
    r"|VERIFY"
    r"|CONFIRM|DETERMINE"
    r"|KNOW(?:ING)?|SAY WHO|SAY IF|SAY WHICH|SAY WHAT"
    r"|READ (?:THE|THEIR)|GET (?:CLOSE|NEAR|ANY CLOSER|CLOSER|IN|THROUGH|A (?:LOOK|VIEW|GOOD|VISUAL|CLEAR))|GO IN"
    r"|REACH|APPROACH"
    r"|ACCESS|FIGURE)\b"
)
_NO_PUEDO: Final = (
    r"\bNO (?:SE |LO |LOS |NOS |LES )?(?:PUEDO|PODEMOS|PUDE|PUDIMOS|PUEDE|ALCANZO|ALCANZAMOS|ALCANCE|ALCANZA|DEJAN"
    r"|DEJARON|LOGRO"
    r"|LOGRAMOS|LOGRE)(?: A)? (?:VER|DISTINGUIR|ACERCAR\w*|SABER|DECIR|CONFIRMAR|IDENTIFICAR|RECONOCER|LLEGAR CERCA"
    r"|ENTRAR|PASAR|APRECIAR"
    r"|LEER|CHECAR)\w*\b"
)
_UNABLE: Final = re.compile(
    rf"\b{_CANNOT} {_TELLING}|{_NO_PUEDO}|\bNO SE (?:VEN?|MIRAN?|DISTINGUEN?|SABE|APRECIA|ALCANZA)\b(?! (?:A"
    rf" )?NADIE| NI |"
    rf" NADA"
    rf" (?:RARO|POR NINGUN|AQUI|ACA)| MIGRA| ICE_)"
    r"|\bTOO (?:DARK|FAR|FOGGY|CROWDED|MANY PEOPLE) \b|^(?:IT IS )?TOO (?:DARK|FAR)\b|\b(?:TOO|SO) (?:THICK|CROWDED"
    r"|BLURRY|BRIGHT|SMOKY|FOGGY|PACKED) TO (?:TELL|SEE|MAKE|KNOW)\b|\b(?:OSCURO|LEJOS|RETIRADO) PARA"
    r" (?:SABER|VER|DISTINGUIR|DECIR|RECONOCER)\b"
    r"|\b(?:BOTH SIDES|STREET|ROAD|BLOCK|CALLE)(?: (?:IS|ARE|ESTA|ALL))* (?:BLOCKED|CLOSED|TAPED|CORDONED|CERRADA"
    r"|BLOQUEADA)\b"
    r"|\bNO (?:L[AO]S? |SE )?(?:DISTINGO|DISTINGUIMOS|RECONOZCO|RECONOCEMOS|ALCANZO A DISTINGUIR)\b|\bYOUR GUESS IS AS"
    r" GOOD\b"
    r"|^(?:SABE|QUIEN SABE|VAYA (?:USTED )?A SABER|SEPA)(?: DIOS)? QUIEN(?:ES)? (?:SERAN?|SEAN?|SON|ES)\b"
    r"|\b(?:NO (?:IDEA|CLUE)|NOT SURE|DONT KNOW|DIDNT KNOW|DO NOT KNOW|NO (?:SE|SABEMOS|SUPIMOS|SUPE|SABRIA DECIR\w*"
    r"|TENGO IDEA"
    r"|TENEMOS IDEA)|QUIEN SABE|NI IDEA|HARD TO SAY|COULDNT SAY|CANT(?: REALLY)? SAY) (?:DE )?(?:WHO|WHICH|WHAT AGENCY"
    r"|WHAT KIND|QUIEN(?:ES)?"
    r"|DE QUIEN|QUE (?:SON|ES|ERAN|SERAN)|QUE AGENCIA|CUAL|DE QUE|DE CUAL|SI (?:ES|SON|ERA|ERAN)|IF (?:IT|THEY_))\b"
)
_KEPT_BACK: Final = re.compile(
    r"\b(?:THEY_|POLICE|COPS?|OFFICERS?|SECURITY|WHERE)(?: (?:THEY_|WHERE|IS|ARE|HAS|HAVE|POLICE))* (?:LETS?|HAVE"
    r"|HAS|MADE|MAKE|MAKES|KEEPS?"
    r"|PUT|TOLD) US\b(?: TO)?|\bNOS (?:TIENEN|DEJAN|DEJARON|MANDARON|HICIERON) (?:PARA ATRAS|LEJOS|ATRAS|ESTAR"
    r"|PARAR\w*)"
)
"""Where they let us stand."""
_SHUT: Final = re.compile(
    r"\b(?:TAPED|ROPED|CLOSED|BLOCKED|CORDONED|BARRICAD\w+|TAPE|FENCE|WALL|CROWD|ACORDONAD[OA]|CERRAD[OA]|CERRARON|BLOQUEAD[OA]"
    r"|CINTA|BARDA|REJA|TAPAN?|TAPAD[OA]|FROM (?:HERE|WHERE|THIS|OUR)|DESDE (?:AQUI|ACA|DONDE|LEJOS)|STAND BACK|TOO"
    r" FAR|LEJOS)\b"
)
_SEES_NOTHING: Final = re.compile(
    r"\b(?:CANT|COULDNT|CAN NOT|DONT|UNABLE TO) (?:REALLY )?SEE (?:ANYTHING|A THING|NOTHING|ANYONE|ANYBODY|MUCH|IN"
    r"|PAST|BEHIND|THROUGH)\b"
    r"|\bNO (?:VEO|VEMOS|SE VE|DEJA(?:N)? VER|PUEDO VER|PODEMOS VER|ALCANZ\w+ A VER)(?: NADA)?\b"
)
"""Beside what stands in the way it says that they cannot tell, and not that nothing is there."""
_NOT_UNABLE: Final = re.compile(
    rf"\b(?:{_CRIED}|BUT|PERO|MATE_|HELP|AYUDA|PHONE|TELEFONO|MY|MI|YOU|USTEDES|HOTLINE|APP|SCREEN|TEXT|LETTER|LETRA|MESSAGE"
    r"|MENSAJE|LINK|ME|US"
    r"|UNMARKED|MASK\w*|BADGES?|TAKEN|TOOK|LLEVAR\w*|ARREST\w*|GUNS?|ARMAS?|HURT|BREATHE|OUT|YET|TODAVIA|AUN|WHAT TO"
    r"|QUE HACER|WAIT"
    r"|CORNER|SPOT|MEETING|PUNTO)\b(?<!MAKE OUT)(?<!FIGURE OUT)(?<!MAKE IT OUT)(?<!MAKE ANYTHING OUT)(?<!MAKE MUCH"
    r" OUT)(?<!MAKE THEM OUT)(?<!MAKE ANYONE OUT)"
)

_AGENCY: Final = (
    rf"(?:{'|'.join(sorted(AGENCIES_SEEN - {'LOCAL', 'CITY', 'NATIONAL', 'TRAFICO', 'TRAFFIC'}))}|FIREFIGHTERS?|FIRE"
    rf" ?TRUCKS?|ENGINES?"
    r"|AMBULANCES?|AMBULANCIAS?|EMTS?|CORONER|CITY WORKERS|WORKERS?|CREWS?|CREW|TRABAJADORES|OBRER[OA]S?|TOW TRUCKS?"
    r"|GRUAS?|PATRULLAS?"
    r"|PATROL|FILM\w*|MOVIE|PELICULA|SHOOT|FILMACION|ENFORCEMENT|CONTROL|CODE|SECURITY GUARDS?|GUARDS?|MARSHALS?"
    r"|RANGERS?|JANITORS?"
    r"|LANDSCAPERS?|JARDINEROS?|BASURA|LUZ|TELEFONO|CORREO|MAIL|MAILMAN|DELIVERY|UPS|FEDEX|AMAZON|EVICTION|DESALOJO"
    r"|PARADE|PROTEST|WEDDING"
    r"|FUNERAL|RETEN|CHECKPOINT|CHOQUE|ACCIDENT|ACCIDENTE|COP|PD|JURA|CHOTA|CHIPS|CONSTRUCCION|FUMIGA\w+"
    r"|EXTERMINATORS?|PEST CONTROL|PLUMBERS?|PLOMEROS?|ELECTRICI(?:ANS?|STAS?)|ROOFERS?|PAINTERS|PINTORES|LOCKSMITH"
    r"|CERRAJERO|SURVEYORS?|MUDANZA|MOVERS|EDISON"
    r"|DWP|DEPUTIES"
    r"|LA CIUDAD|(?:EL )?CONDADO|COUNTY|CITY HALL|MUNICIPIO|ALCALDIA|CALTRANS|SANITATION|SANIDAD|VECTOR CONTROL"
    r"|REPO (?:MAN|GUY|MEN|TRUCK|COMPANY)|MALL COPS?|RENT A COPS?|BOUNTY HUNTERS?|PROCESS SERVER|PROBATION|REPO"
    r"|PARAMEDICS?|ANIMAL"
    r"|HEALTH|SALUD|SCHOOL|CAMPUS|HIGHWAY|CAMINOS|INSPECTOR(?:ES|S)?)"
)
_POLICE: Final = r"(?:POLICE|POLICIAS?|COPS?|PATRULLAS?|OFFICERS?)"
_FOUND_TO_BE: Final = (
    r"(?:IT IS|IT WAS|THAT IS|THAT WAS|THEY_ (?:ARE|WERE)(?! \w+ING\b)|THESE ARE|THOSE ARE|TURNED OUT|TURNS OUT|ENDED"
    r" UP|ES|SON|ERA"
    r"|ERAN|FUE|FUERON"
    r"|RESULTO|RESULTARON|RESULTA|JUST|ONLY|SOLO|SOLAMENTE|NOMAS|NADA MAS|PUROS?|PURAS?|FALSE ALARM|FALSA ALARMA"
    r"|NOTHING BUT)"
)
_NO_IMMIGRATION: Final = (
    r"\b(?:NADA(?: QUE VER CON| DE)?|NOTHING TO DO WITH|NOT|ISNT|WASNT|ARENT|WERENT|AINT|NO(?: (?:ES|SON|ERA|ERAN|FUE"
    r"|HAY))?)(?: (?:IT IS|THE|LA|DE|ANY))* ICE_(?: ICE_)*"
)
_NO_AGENCY: Final = r"(?! (?:LOT|METERS?|SPOTS?|SPACES?|GARAGE|HYDRANT|PUMP|BOTTLES?|RUNNING|IDLING|OFF|ON)\b)"
_AT_WORK: Final = (
    r"\b(?:THEY_ ARE|TRUCKS?|WORKERS?|CREWS?|GUYS|MEN|ESTAN|ANDAN|SON UNOS) (?:JUST |ONLY |NOMAS |SOLO )?(?:FILLING"
    r" (?:THE )?POTHOLES|PAVING|REPAVING"
    r"|TRIMMING|FIXING"
    r"|REPAIRING|PAINTING|TOWING|SWEEPING|DIGGING|INSTALLING|DELIVERING|TICKETING|PLANTING|CLEANING|LANDSCAPING"
    r"|(?:GIVING(?: OUT)?|WRITING|HANDING OUT) (?:PARKING )?(?:TICKETS?|FOOD|FLYERS)|(?:COLLECTING|PICKING UP)"
    r" (?:THE )?TRASH"
    r"|SETTING UP (?:A |THE |FOR )?(?:\w+ )?(?:STAGE|MARKET|TENTS?|FAIR|STANDS?|CONCERT)|(?:FILMING|SHOOTING)"
    r" (?:AN?|THE|SOME)"
    r" (?:\w+ )?(?:MOVIE|FILM|COMMERCIAL|SHOW|VIDEO|SCENE|AD|SERIES)|(?:FILMANDO|GRABANDO) (?:UNA?|LA|EL) (?:\w+"
    r" )?(?:PELICULA"
    r"|COMERCIAL|NOVELA|SERIE|VIDEO|ESCENA|ANUNCIO)|PODANDO|PAVIMENTANDO|REPARANDO|ARREGLANDO|PINTANDO|BARRIENDO|REMOLCANDO"
    r"|CORTANDO (?:EL )?(?:PASTO|ZACATE|ARBOLES)|(?:PONIENDO|DANDO|REPARTIENDO) (?:MULTAS|COMIDA|TICKETS|INFRACCIONES)"
    r"|RECOGIENDO (?:LA )?BASURA)\b"
)
"""What is done in a street every day."""
_OTHERS: Final = re.compile(
    rf"(?<!NO )\b{_FOUND_TO_BE}(?: (?!NOT?\b)\S+)*? {_AGENCY}\b{_NO_AGENCY}|^(?:THE |AN? |SOME |LOS DE (?:LA )?|LA"
    rf" )?(?!(?:GAS|AGUA|WATER|LUZ"
    rf"|SALUD|HEALTH)$)"
    rf"{_AGENCY}\b{_NO_AGENCY}"
    rf"|{_NO_IMMIGRATION}.*\b{_AGENCY}\b|{_AT_WORK}"
)
_INSTEAD: Final = re.compile(
    r"^(?:THE )?(?:IT IS|IT WAS|THAT IS|THEY_ (?:ARE|WERE)|THESE ARE|ES|SON|ERA|ERAN|FUE|JUST|ONLY|SOLO|NOMAS|PUROS?"
    r"|PURAS?)"
    r" (?!NOT\b|NO\b|ICE_|WHITE|BLACK|HERE|STILL|AQUI)\w+"
)
"""Beside "not ICE": whoever it is, they are none of it."""
_ONLY: Final = re.compile(
    rf"\b(?:MALL COPS?|RENT A COPS?|THAT IS ALL|THATS ALL|ES TODO|JUST|ONLY|SOLO|SOLAMENTE|NOMAS|NADA MAS|PUROS?|LOCAL"
    rf"|REGULAR|CITY|FALSE ALARM|FALSA ALARMA|TRAFFIC|TRAFICO"
    rf"|CHOQUE|ACCIDENT\w*"
    rf"|DE (?:LA CIUDAD|LOS ANGELES|TRANSITO)|MUNICIPAL|CAMPUS|SCHOOL|STOLEN|TICKETS?|MULTAS?)\b|{_NO_IMMIGRATION}"
)
"""Immigration agents wear POLICE on their vests: "it's the police" alone says too little."""
_MORE_THAN_OTHERS: Final = re.compile(
    r"\b(?:SOS|911|ICE_|AGENTS?|AGENTES|UNMARKED|MASK\w*|ENCAPUCHAD\w+|HANDCUFF\w*|CUFFS|ESPOSAD\w+|ARREST\w*|DETAIN\w*"
    r"|DETEN\w+|DETUV\w+|TAKEN"
    r"|TOOK|LLEVAR\w*|LLEVO|BUT|PERO|AUNQUE|MATE_|HELP|AYUDA|CANCEL\w*|ALERTS?|HIT|HURT|INJURED|SHOT|HERID[OA]S?"
    r"|VESTS?|CHALECOS?|AND ICE|TAMBIEN|ALSO|US|ME|NOS|SIGUE\w*|FOLLOW\w*|YET|TODAVIA"
    r"|CALLED|CALL|LLAM\w+|COMING|VIENE\w*|GUNS?|ARMAS?|WARRANT|FEDS?|FEDERAL\w*|ASKED|ASKING|NO ES POLICIA|NOT (?:THE"
    r" )?(?:POLICE|COPS))\b"
)


_TAKEN_THERE: Final = re.compile(
    r"\b(?:SE )?L?[AEO]?S? ?(?:LLEVARON|LLEVO|LLEVAN|AGARRARON|DETUVIERON|ARRESTARON|SUBIERON|ESPOSARON)\b"
    r"|\b(?:THEY|ICE|AGENTS?|COPS?|POLICE|MIGRA|WHO) (?:\w+ )?(?:TOOK|GRABBED|ARRESTED|DETAINED|CUFFED|TAKING)"
    r" (?!(?:PICTURES?|PICS?|PHOTOS?|OFF|DOWN|A BREAK|UP)\b)\w+|\b(?:GOT|WAS|WERE|BEEN) (?:TAKEN|ARRESTED|DETAINED)\b"
)
_STILL_WATCHING: Final = re.compile(r"\b(?:YET|TODAVIA|AUN|SO FAR|HASTA AHORA|BUT|PERO|NEIGHBORS?|VECIN[OA]S?)\b")


def tells_of_the_taken(spoken: str) -> bool:
    """Somebody was taken there: whatever the street is like now, a person weighs it."""
    return _TAKEN_THERE.search(spoken) is not None


def may_be_more(spoken: str) -> bool:
    """Beside "nobody here": not yet, a but, or what the neighbors saw."""
    return _STILL_WATCHING.search(spoken) is not None


def found_in_words(clauses: tuple[tuple[str, ...], ...], situation: Situation) -> FindingLetter | None:
    """The one finding that a text says in a whole sentence, and nothing in it takes back; never C."""
    clauses = tuple(tuple(" ".join(clause).replace("NOTHING BUT", "ONLY").split()) for clause in clauses)
    pieces = tuple(_WHO_THEY_ARE.sub("QUIEN SON", piece) for piece in pieces_of(clauses, situation.teammates))
    pieces = tuple(piece.replace("TRANSIT VAN", "VAN") for piece in pieces)  # a make of car
    told = " / ".join(pieces)
    typed = {word for clause in clauses for word in clause}
    if not _BUT.isdisjoint(typed) or any(any(guard.search(piece) for guard in _GUARDS) for piece in pieces):
        return None
    beside = _ASKED_THEM.sub(" ", re.sub(_NO_IMMIGRATION, " ", told))
    others = any(_OTHERS.search(piece) for piece in pieces) and not _MORE_THAN_OTHERS.search(beside)
    quiet = any(_NOTHING_SEEN.search(piece) for piece in pieces if not re.search(_NO_IMMIGRATION, piece))
    instead = not quiet and any(map(_INSTEAD.search, pieces)) and re.search(_NO_IMMIGRATION, told) is not None
    others = others or (instead and not _MORE_THAN_OTHERS.search(beside))
    if others and re.search(rf"\b{_POLICE}\b", beside) and not _ONLY.search(told):
        others = False
    shut_out = _SHUT.search(told) is not None and _SEES_NOTHING.search(told) is not None
    hidden = shut_out or any(_UNABLE.search(piece) for piece in pieces)
    if hidden and OF_THE_STREET.search(told):
        return None
    unable = hidden and not _NOT_UNABLE.search(_KEPT_BACK.sub(" ", told))
    without_none = re.sub(rf"\b{_NOR}\b|\b{_NONE_OF}\b|{_NO_IMMIGRATION}", " ", told)
    nothing = (
        any(_NOTHING_SEEN.search(piece) for piece in pieces)
        and not _SEEN.search(without_none)
        and not (shut_out or _NOT_YET.search(told))
    )
    if others:
        return FindingLetter.OTHER_AGENCY
    if unable:
        return FindingLetter.CANNOT_TELL
    return FindingLetter.NOTHING_HERE if nothing else None


_ASKED_THEM: Final = re.compile(
    r"\b(?:I|WE) ASKED(?= /|$)|"
    r"\b(?:(?:I|WE) )?(?:ASKED|CHECKED WITH|TALKED (?:TO|WITH)|SPOKE (?:TO|WITH)) (?:THEY_|THEM|HIM|HER|EM|(?:THE"
    r"|AN?) \w+)"
    r"|\bL[EO]S? PREGUNT(?:E|AMOS)(?: (?:AL?|A UN[OA]|A LOS) ?\w*)?|\bPREGUNT(?:E|AMOS)(?: AL?)? \w+"
)
"""How they know."""
_WHO_THEY_ARE: Final = re.compile(r"\bQUIEN(?:ES)? SER(?:A|AN)\b")
"""What is not known may be wondered."""
_BUT: Final = frozenset(("BUT", "PERO", "AUNQUE", "ALTHOUGH", "THOUGH", "EXCEPT", "EXCEPTO", "SINO"))
_GUARDS: Final = (ASKED, SUPPOSED, DOUBTED, HEARD)
