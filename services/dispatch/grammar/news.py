"""News from a mission in a person's own words: under way, at the meeting point, gone from the scene, well or not. Pure.

Each is a few shapes over vocabularies, of a piece of the text (`news_clauses.py`): who it is about stands first and is
I, we or left out, as people text; then an act or a state, then a place. Whatever another does, what is asked, supposed,
heard, doubted or denied is no news of theirs, and goes to a person. Only for what may be misread without harm (R20).
"""

import re
from dataclasses import dataclass
from typing import Final

from schemas.reply_text.plain_text import word_set
from schemas.reply_text.verbs import Verb
from services.dispatch.grammar.coming import GETS_READY
from services.dispatch.grammar.news_clauses import pieces_of
from services.dispatch.grammar.readings import Situation, Stage
from services.dispatch.grammar.reservations import ASKED, DOUBTED, HEARD, SUPPOSED
from services.dispatch.grammar.well_words import NOT_MEANT_BADLY, NOT_WELL, WELL, WORRYING

_WE: Final = (
    r"^(?:(?:I|WE|EACH|BOTH|EVERYBODY|EVERYONE|STILL|JUST|LOS DOS|LAS DOS|OK|OKAY|RIGHT|AM|ARE|HAVE|WILL BE|BE|AQUI"
    r"|YES|SI"
    r"|IT IS) )*"
)
_THE: Final = r"(?: (?:THE|MY|OUR|A|AN|YOUR|THIS|THAT|EL|LA|LOS|UN|UNA|MI|DEL|AL))?"
_RIDE: Final = (
    r"(?:BUS|TRAIN|METRO|SUBWAY|UBER|LYFT|TAXI|CAB|CAR|TRUCK|BIKE|BICYCLE|SCOOTER|SKATEBOARD|RIDE|TRAM|(?:\w+ )?LINE"
    r"|FREEWAY|HIGHWAY|INTERSTATE|ROAD|BRIDGE|\d{1,3}(?: (?:BUS|EAST|WEST|NORTH|SOUTH|FREEWAY))?|CAMION|TREN|CARRO"
    r"|COCHE|TROCA|BICI|BICICLETA|MOTO|PATIN|AUTOPISTA|PUENTE)"
)
WAITS_FOR_A_RIDE: Final = re.compile(
    rf"\b(?:WAITING (?:ON|FOR)|ESPERANDO)(?: (?:A|AL|EL|LA|MI|UN|THE|MY|AN|NEXT))* {_RIDE}\b"
)
_STOPS_ON_THE_WAY: Final = (
    r"(?:LIGHT|STOPLIGHT|RED LIGHT|SEMAFORO|ALTO|RAMP|EXIT|TRAFFIC|TRAFICO|CROSSWALK|FREEWAY|FWY)"
)
_KIN: Final = (
    r"(?:SON|DAUGHTER|HUSBAND|WIFE|BROTHER|SISTER|MOM|DAD|COUSIN|NEIGHBOR|ROOMMATE|ESPOS[OA]|MARIDO|HIJ[OA]|HERMAN[OA]"
    r"|PRIM[OA]|MAMA|PAPA|VECIN[OA]|CUNAD[OA])"
)
_NOT_OF_THE_ROAD: Final = r"(?! (?:\w+ )?(?:AWAY|HOME|OUT OF|BACK (?:HOME|TO WORK)|CASA|TRABAJ\w+)\b)"

_MOVING: Final = "|".join(
    (
        rf"{_WE}(?:COMING|DRIVING|WALKING|BIKING|CYCLING|RIDING|RUNNING|JOGGING|SKATING|SPRINTING|MOVING|ROLLING"
        rf"|HEADING"
        rf"|HEADED|HURRYING|RUSHING|SPEEDING|MERGING|EXITING|APPROACHING|SCOOTING|PEDALING|TRANSFERRING|MAKING (?:MY"
        rf"|OUR)"
        rf" WAY|CLOSING IN|GETTING (?:CLOSE|NEAR|THERE)){_NOT_OF_THE_ROAD}\b",
        rf"{_WE}(?:TURNING|CROSSING|PASSING|PULLING|SWINGING|ROUNDING|BACKING) (?:OUT OF|ONTO|ON|IN|INTO|UP|BY|OVER"
        rf"|THE|LEFT|RIGHT)\b",
        rf"{_WE}(?:TRYING TO (?:FIND|PARK)|LOOKING FOR|HUNTING FOR|FINDING|CIRCLING|SEARCHING FOR)(?: \w+){{0,3}}"
        rf" (?:PARK\w*|SPOT|SPACE|BLOCK|METER)\b",
        rf"{_WE}(?:GETTING|HOPPING|JUMPING|CLIMBING|STEPPING) (?:ON|OFF|IN|INTO|ONTO|OUT OF){_THE} {_RIDE}\b",
        rf"{_WE}(?:TAKING|CATCHING|BOARDING|RIDING|GRABBING|WARMING UP|STARTING UP|STARTING|FIRING UP|WAITING (?:ON"
        rf"|FOR)){_THE} {_RIDE}\b",
        rf"{_WE}(?:GRABBING|FINDING|LACING|PUTTING ON|ZIPPING|PACKING|LOCKING)\b(?: \w+){{0,2}} (?:KEYS|SHOES|BOOTS"
        rf"|JACKET"
        rf"|COAT|VEST|HELMET|BAG|UP)\b",
        rf"{_WE}(?:(?:STUCK|CAUGHT|SITTING) )?(?:ON|IN){_THE} (?:{_RIDE}|{_STOPS_ON_THE_WAY})\b",
        rf"{_WE}AT{_THE} {_STOPS_ON_THE_WAY}\b|{_WE}PARKING(?: (?:THE|MY) \w+)?$|\bWALKING (?:OVER|THERE|TO (?:YOU"
        rf"|THE))\b",
        rf"{_WE}THERE (?:SOON|SHORTLY|IN|RIGHT AWAY|ASAP|BEFORE)\b|{_WE}LEAVING\b(?! (?:MATE_|AROUND))",
        rf"{_WE}(?:ON (?:FOOT|(?:THE|MY|OUR) (?:MOVE|WAY|ROAD))|IN TRANSIT|EN ROUTE|BACK ON (?:TRACK|THE ROAD)|OUT THE"
        rf" DOOR"
        rf"|UNDER WAY|ALMOST|NEARLY|NEXT (?:EXIT|STOP|LIGHT)|CLOSE|NEARBY|EASY_|AROUND THE CORNER)\b(?! HOME)",
        r"^(?:WHEELS (?:ROLLING|UP|TURNING)|HANG (?:TIGHT|ON)|SIT TIGHT|DONT LEAVE WITHOUT ME|ALMOST|NEARLY|NEXT"
        r" (?:EXIT|STOP))\b",
        r"\b(?:\w+ )?(?:BLOCKS?|LIGHTS?|STOPS?|EXITS?|MILES?|STREETS|MINUTE|SECONDS?) (?:AWAY|OUT|TO GO|LEFT|FROM"
        r" (?:YOU"
        r"|THERE|THE))\b",
        rf"{_WE}(?:CAN )?SEE (?:YOU|THE (?:CHURCH|SPOT|CORNER|PLACE|STORE|PARK|MURAL|STOP|SIGN))\b",
        rf"(?:^|\b(?:MY|OUR|THE|MI|EL|AN?) )(?:{_RIDE}|DRIVER) (?:IS |JUST )*(?:COMING|HERE|MOVING|PICKED|PICKING"
        rf"|ARRIVING"
        r"|PULLING|ABOUT|YA LLEGO|YA VIENE)\b",
        rf"\b(?:MY|MI) {_KIN} (?:IS )?(?:DRIV\w+|BRING\w+|TAK\w+|GIV\w+|DROPP\w+|ME (?:LLEVA|TRAE|ESTA LLEVANDO|DA"
        rf" RIDE))",
        rf"{_WE}(?:PASSED|HALFWAY)\b|^(?:ONE|TWO|\d) MORE (?:STOPS?|LIGHTS?|BLOCKS?|EXITS?)\b|\bPASE (?:EL|LA|POR)\b",
        r"^(?:ETA|GPS|MAPS|WAZE|GOOGLE)\b",
    )
)
"""In English: moving, on a ride, getting one, near."""
_YENDO: Final = (
    r"(?:SUBIENDO|BAJANDO|PASANDO|CRUZANDO|DOBLANDO|(?<!RECIEN )LLEGANDO|SALIENDO|MANEJANDO|CAMINANDO|CORRIENDO"
    r"|PEDALEANDO|ENTRANDO"
    r"|AGARRANDO|TOMANDO|DEJANDO|ARRANCANDO|ESTACIONANDO|PARQUEANDO|YENDO|VINIENDO|ACERCANDO|TRANSBORDANDO|PONIENDO"
    r"|ALISTANDO|RODANDO|DANDO (?:LA )?VUELTAS?|BUSCANDO (?:\w+ )?(?:ESTACION\w+|PARQU\w+|PARKING|LUGAR))(?:ME|NOS)?"
)
_EN_CAMINO: Final = "|".join(
    (
        rf"(?<!LO VI )(?<!LOS VI )\b{_YENDO}\b(?! (?:DE AHI|A (?:LA |MI )?CASA))",
        r"\b(?:VOY|VAMOS|VENGO|VENIMOS)\b(?! (?:A (?:LA |MI )?CASA|DE (?:REGRESO|VUELTA|SALIDA)|A (?:TRABAJAR|DORMIR)"
        r"|AL TRABAJO))",
        rf"\b(?:ME (?:SUBI|TREPE|SUBO)|AGARRE|(?<!ME )AGARRO|TOME|TOMO|PRENDI|CERRE|SAQUE|ME BAJE)(?: \w+){{0,2}}"
        rf" (?:{_RIDE}|FREEWAY)",
        r"\b(?:RECIEN|APENAS|^|YA) ?SALI(?:MOS)?\b|\bACAB(?:O|AMOS) DE SALIR\b",
        rf"\b(?:AGARRE|AGARRAMOS|TOME|COGI) (?:CAMINO|CARRETERA|RUMBO)\b|\b(?:ARRIBA|ABORDO|A BORDO|MONTAD[OA]"
        rf"|TREPAD[OA]) (?:DEL?|EN)(?:"
        rf" (?:EL|LA|MI))? {_RIDE}\b|\bME BAJO (?:EN|A) (?:LA |EL )?(?:SIGUIENTE|PROXIM[OA]|OTRA|DOS|TRES|\d)\b",
        r"\b(?:ARRANQUE|ARRANCAMOS|SALGO|SALIMOS|NOS VENIMOS|ME VINE|ME VENGO|CORRIENDO|EN CHINGA|DE VOLADA|VOLANDO"
        r"|A PIE|PEDALEANDO)\b(?! (?:DEL? TRABAJO|DE TRABAJAR) A)",
        r"\bME (?:LLEVA|LLEVAN|TRAE|TRAEN|VA A LLEVAR|ESTA LLEVANDO|DIO RIDE|DA RIDE|DIERON AVENTON|DAN AVENTON)\b",
        r"\bNO (?:ME |NOS )?(?:TARDO|TARDAMOS|DILATO|DEMORO)\b|\bME FALTAN?\b|\bMER(?:O|ITO) (?:LLEG|VOY|ESTOY|ESTAMOS"
        r"|AHI|ALLA)\w*|\bCASI"
        r" (?:LLEG\w+|AHI)\b|\bPOR LLEGAR\b",
        r"\bA (?:UNAS?|UN PAR DE|DOS|TRES|CUATRO|MEDIA|POCAS|\d) (?:CUADRAS?|CALLES?|PARADAS?|ESTACION\w*"
        r"|SEMAFOROS?)\b",
        r"\bEN UN (?:RATITO|RATO|MOMENTO|MOMENTITO|SEGUNDO|TANTITO)\b|\bA LA VUELTA\b|\bPARA ALLA\b|\bAGARR(?:E|AMOS)"
        r" CAMINO\b|\bARRIBA DEL? (?:CAMION|BUS|TREN)\b|\bME BAJO EN\b|\bRUMBO AL?\b(?!"
        r" (?:LA |MI )?CASA)|\bLLEGO EN\b|^(?:ANDO |ESTOY |VIVO )?CERCA$",
        rf"\bESPERANDO (?:(?:A|AL|EL|LA|MI|UN) )+(?:{_RIDE})\b",
        rf"\b(?:ESTOY|ESTAMOS|ANDO|SIGO|EN) (?:EN |A )?(?:EL |LA )?(?:{_RIDE}|{_STOPS_ON_THE_WAY})\b",
    )
)
"""In Spanish the verb says who."""
_HOW_LONG: Final = (
    r"\b(?:\d+|FIVE|TEN|FIFTEEN|TWENTY|THIRTY|CINCO|DIEZ|QUINCE|VEINTE|TREINTA) (?:MIN\w*|MORE|MAS|AWAY|OUT)\b"
    r"|\b(?:SAYS|DICE|ETA|IN|EN|STILL|FALTAN?) (?:LIKE |COMO |ABOUT |UNOS )?\d+\b(?! (?:BLOCKS?|CUADRAS?))"
)
"""Nothing but how long it takes still."""
_HAS_A_RIDE: Final = "|".join(
    (
        rf"{_WE}(?:GOT|HOPPED|JUMPED|CAUGHT|GRABBED|TOOK|BOARDED|STARTED|MERGED)(?: (?:ON|IN|OFF|INTO|ONTO))?{_THE}"
        rf" {_RIDE}\b",
        rf"{_WE}(?:GOT OFF|CLOCKED OUT)(?: (?:AT|ON|WORK|FROM|OF)\b|$)|{_WE}(?:CLOCKED OUT|GOT OFF WORK)\b.*\b(?:COMING"
        r"|OMW)$",
        r"^(?:SHOES|BOOTS|JACKET|COAT|VEST|HELMET|KEYS) (?:ON|IN HAND|READY)\b|\bDEJE A (?:LA|LOS|EL|MI|MIS) (?:NIN\w+"
        r"|HIJ\w+)"
        rf"|{_WE}LEFT (?:HOME|WORK|CHURCH|SCHOOL|CLASS|THE (?:HOUSE|OFFICE|SHOP|STORE|GYM)|MY (?:HOUSE|PLACE|JOB))\b",
    )
)
"""What was done a moment ago, on the way; what is told beside it says more."""

_NO_MEETING_PLACE: Final = (
    rf"(?:HOME|CASA|MI CASA|WORK|WORKS?|TRABAJO|OFFICE|SCHOOL|ESCUELA|CLASS|HOSPITAL|{_STOPS_ON_THE_WAY}|{_RIDE}(?!"
    rf" (?:STOP|STATION|BENCH|SHELTER|DEPOT|SIGN|POLE|TRACKS))"
    r"|DOCTOR\w*|PHONE|911|WRONG|MY (?:HOUSE|PLACE|JOB|DESK)|BED|CAMINO|RUTA|UN|LA VUELTA)\b"
)
_BY: Final = (
    r"(?:(?:AT|BY)(?! \d+(?:AM|PM)?(?: |$))|NEAR|OUTSIDE|ACROSS|IN FRONT|INFRONT|NEXT TO|BESIDE|BESIDES|UNDER"
    r"|UNDERNEATH|BEHIND|INSIDE|AGAINST|ON"
    r" THE"
    r" (?:CORNER|STEPS|BENCH|FENCE|WALL|SIDEWALK|STAIRS|CURB|PORCH)|ON \d+\w*|UP FRONT|OUT FRONT|FROM THE|IN THE"
    r" (?:LOT|PARKING))"
)
_AT: Final = (
    rf"{_BY}(?!(?: (?:OF|FROM|THE|AN?|TO|OUR))* {_NO_MEETING_PLACE})(?: (?:OF|FROM|THE|A|AN|TO|OUR|THIS|THAT))*(?: \w"
    rf"|$)"
)
_EN: Final = (
    r"(?:EN|FRENTE|ENFRENTE|(?:AFUERA|FUERA)(?= DEL? )|JUNTO|DEBAJO|DETRAS|ATRAS|AL LADO|CERCA|CERQUITA|A UN LADO|BAJO"
    r"|DENTRO|DONDE)(?!(?:"
    rf" (?:DE|DEL|A|AL|EL|LA|LOS|LAS|UN|UNA))* {_NO_MEETING_PLACE})(?:"
    rf" (?:DE|DEL|A|AL|EL|LA|LOS|LAS|UN|UNA))*(?: \w|$)"
)
_ARRIVED: Final = "|".join(
    (
        rf"{_WE}(?:HERE|THERE(?! IS)|STANDING(?! BY(?: THE PHONE|$| FOR| IF))|SITTING|SEATED|WAITING|PARKED|POSTED(?:"
        rf" UP)?|LEANING|CHILLING|PRESENT|HANGING|STATIONED"
        rf"|CHECKED IN|CHECKING IN|REPORTING|REPORTING IN|OUTSIDE|IN POSITION|IN PLACE)\b(?: (?!FOR\b)\w+){{0,4}}?"
        rf" {_AT}",
        rf"{_WE}WAITING(?: FOR (?:YOU|MATE_|YOU GUYS|THE REST|EVERYONE|HIM|HER|THEM))? {_AT}",
        rf"{_WE}(?:WAITING|HERE WAITING)$|{_WE}WAITING FOR (?:YOU|YOU GUYS|YOU ALL)$",
        rf"{_WE}(?:PRESENT|IN POSITION|IN PLACE|ON SITE|ON SCENE|ON LOCATION|PARKED|(?:ALL )?PARKED UP|PARKED IT|THERE"
        rf"|HERE|CHECKED IN|LANDED|ARRIVED)$",
        rf"{_WE}{_AT}(?!.*\b(?:STOP SIGN)\b)",
        rf"{_WE}(?:THE (?:ONE|GUY|GIRL|LADY|WOMAN|MAN|PERSON) (?:IN|WITH)|IN THE (?:RED|BLUE|BLACK|WHITE|GREEN|YELLOW"
        rf"|GRAY|GREY"
        r"|ORANGE|PINK|PURPLE|SILVER)|WEARING)\b",
        rf"{_WE}(?:GOT TO|MADE IT|MADE IT TO|REACHED|ARRIVED|WALKED UP|ROLLED UP|ROLLED IN|PULLED UP|SHOWED UP|TOUCHED"
        rf" DOWN"
        rf"|GOT IN|CAME|FOUND)(?: (?:AT|TO|IN|ON|THE|A))*(?! (?:THE )?{_NO_MEETING_PLACE})(?: (?:SPOT|PLACE|POINT"
        rf"|CORNER|STOP|BUS"
        r" STOP|STATION|MEETING|MEETUP|MEET|CHURCH|STORE|MARKET|PARK|SITE|LOCATION|ADDRESS|RENDEZVOUS|IT|\d+\w*"
        r"|PANADERIA"
        r"|TAQUERIA|LAUNDROMAT|LOT|SCHOOL|MURAL|FOUNTAIN|PLAZA)\b|$)",
        rf"{_WE}MADE IT TO(?! (?:THE )?{_NO_MEETING_PLACE}) \w",
        rf"{_WE}(?:FOUND|MET|MET UP|LINKED UP|JOINED|JOINED UP|HOOKED UP|CONNECTED|STANDING|TOGETHER|NEXT TO|WITH|RIGHT"
        rf" NEXT TO)(?: (?:UP|WITH|TO|NEXT))* (?:MATE_|EACH OTHER)\b",
        rf"{_WE}(?:MET UP|LINKED UP|TOGETHER)$|{_WE}(?:MET|LINKED)(?: UP)? {_AT}",
        r"\b(?:ESTOY|ESTAMOS) HERE$|^(?:FRENTE|ENFRENTE|JUNTO|AL LADO|DEBAJO|DETRAS|AFUERA DEL?|EN LA (?:ESQUINA"
        r"|PARADA|ENTRADA|IGLESIA|TIENDA))\b"
        r"|\bRECIEN LLEG\w+\b|\bWHERE (?:YOU|THEY_) (?:TOLD|SAID|ASKED)\b|\b(?:LIKE|AS) YOU (?:SAID|TOLD)\b|\bDONDE"
        r" (?:ME|NOS) DIJ\w+\b",
        rf"\b(?:ESTOY|ESTAMOS|ANDO|ANDAMOS|PARAD[OA]S?|SENTAD[OA]S?|PARQUEAD[OA]S?|ESTACIONAD[OA]S?|ME (?:ESTACIONE"
        rf"|PARQUEE"
        rf"|PARE|PUSE|SENTE)|NOS (?:ESTACIONAMOS|PARAMOS)|AQUI|ACA|HERE|PRESENTES?|TOCANDO TIERRA|ESTOI)\b"
        rf"(?: (?!NO\b|EN\b)\w+){{0,3}}? {_EN}",
        rf"\bESPERAND\w+\b(?! (?:EL|LA|AL|MI|UN) (?:{_RIDE}|CAMION))(?: \w+){{0,4}}? {_EN}|^(?:LOS|LAS|LES|TE) ESTOY"
        rf" ESPERANDO$"
        rf"|^(?:YA |AQUI )*ESPERANDO(?:LOS|LES|TE)?$",
        r"\b(?:ME ENCONTRE|NOS ENCONTRAMOS|ME JUNTE|ME REUNI|ESTOY|DI|NOS VIMOS) CON MATE_|\bESTOY CON (?:EL|ELLA)$"
        r"|\bNOS (?:JUNTAMOS"
        r"|ENCONTRAMOS"
        r"|REUNIMOS)\b|\bESTAMOS JUNT[OA]S\b",
        rf"\b(?:ENCONTRE|ENCONTRAMOS|HALLE|DI CON|LLEGUE|LLEGAMOS|LLEGANDO)(?: (?:A|AL|CON|EL|LA|EN))*(?!"
        rf" {_NO_MEETING_PLACE})"
        r" (?:PUNTO|LUGAR|SITIO|PARADA|ESQUINA|DIRECCION|IGLESIA|TIENDA|MERCADO|PARQUE)\b",
    )
)
_WAITED: Final = (
    rf"{_WE}BEEN (?:HERE|WAITING|STANDING|SITTING|PARKED)\b(?! (?:FOR|ON)(?: THE| MY| A| AN)? {_RIDE})|\b(?:LLEVO"
    rf"|LLEVAMOS|TENGO|TENEMOS)"
    r" (?:\w+ ){0,3}(?:AQUI|ESPERANDO(?:LOS|LES)?)$"
)
"""How long they have been there, which is no time that it takes still."""

_OFF: Final = (
    r"(?:AWAY|OFF|OUT|HOME|BACK|SEPARATE WAYS|EAST|WEST|NORTH|SOUTH|INSIDE MY|TO (?:(?:MY|OUR|THE) )?(?:CARS?|TRUCK"
    r"|BIKES?|BUS"
    r"|TRAIN|METRO|UBER|STATION|HOUSE|PLACE|WORK))"
)
_GONE: Final = "|".join(
    (
        rf"{_WE}LEAVING (?:THE |THIS )?(?:SCENE|AREA|SITE|PLACE|SPOT|BLOCK|CORNER|ZONE|LOCATION)\b|(?<!VAN )(?<!ESTAN"
        rf" )(?<!VIENEN )(?<!ANDAN )\bSALIENDO DEL? (?:LA |EL )?(?:LUGAR|AREA"
        r"|ZONA|ESCENA|AHI|ALLI|SITIO|CUADRA)\b|\bME (?:PELE|LARGUE|JUI|ESFUME|DESAPARECI)\b"
        r"|^(?:(?:YA|LOS DOS|LAS DOS) )*(?:VAMOS|VOY|IBA|IBAMOS|ESTAMOS|ESTOY) (?:\w+ )?EN (?:EL |LA )?(?:TREN|METRO"
        r"|BUS|CAMION|UBER|AUTOBUS)\b",
        rf"{_WE}(?:WALKED|WALKING|DROVE|DRIVING|BIKED|BIKING|MOVED|(?:PULLED|PULLING)(?! (?:THE|AN?|HIM|HER|THEM"
        rf"|SOME\w*|PEOPLE|THEY_)\b)|PACKED|PACKING|CLEARED|CLEARING|TOOK"
        rf"|TAKING"
        rf"|HEADED|HEADING|SPLIT|PEELED|PEELING|WENT|GOT|GOING|BACKED|DISPERSED|WRAPPED|WRAPPING|WALKED SAFELY|RODE"
        rf"|SCATTERED|STEPPED)\b(?: (?!IN\b)\w+){{0,2}}? {_OFF}\b",
        rf"{_WE}(?:SPLIT|DISPERSED|BOUNCED|BOUNCING|DIPPED|DIPPING|CLEARED|CLEARED THE SCENE|WRAPPED UP|LEFT|GONE"
        rf"|VACATED|OUT"
        rf"|OUTIE|OUTTA (?:HERE|THERE)|CLEAR|PARTED WAYS|ALL DONE|LONG GONE|AWAY)$",
        rf"{_WE}(?:SPLIT UP|WENT OUR|DISPERSED|BOUNCED|DIPPED|OUTTA|LONG GONE|LEFT (?:THE|TOGETHER|ABOUT|LIKE|\d|A FEW"
        rf"|IN"
        rf" (?:MY|OUR)|BY)|CLEARED (?:THE|OUT)|PARTED)\b(?! (?:MATE_|VAN|CAR))",
        rf"{_WE}(?:BACK|HOME|SAFE|SAFELY|OFF(?! TO)|CLEAR|FAR|MADE IT BACK|GOT BACK) (?:AT|IN|ON|TO|HOME|AWAY|OF|FROM"
        rf"|SITE"
        rf"|SCENE|THE BLOCK|THE STREET"
        rf"|INSIDE)\b(?! (?:POSITION|(?:THE )?(?:CORNER|SPOT)))",
        rf"{_WE}(?:SAFE AT|AT) (?:HOME|MY (?:PLACE|HOUSE|APARTMENT))\b|{_WE}(?:MADE IT|GOT) (?:BACK|HOME)\b",
        rf"{_WE}ON (?:(?:MY|OUR|THE|A) )?(?:WAY|BUS|TRAIN|FREEWAY|ROAD|METRO|\d+)(?: (?:BACK|HOME|OUT|TO (?:MY|THE)"
        rf" (?:HOUSE"
        rf"|CAR)|WITH MATE_))",
        rf"{_WE}IN (?:MY|OUR|THE|MATE_S?) (?:CARS?|TRUCK)\b(?! (?:ACROSS|WATCHING|OUTSIDE|IN FRONT|PARKED))",
        rf"{_WE}DROPPED (?:OFF MATE_|MATE_ OFF|MATE_)\b|{_WE}SAID (?:OUR )?GOODBYES?\b",
        rf"{_WE}(?:DONE|FINISHED|ALL DONE|WRAPPED UP)(?: HERE| UP)? (?:WALKING|HEADING|GOING|DRIVING|HEADED)\b",
        r"\b(?:NOS DESPEDIMOS|ME DESPEDI|ME DESPIDO|CADA (?:QUIEN|UNO|CUAL) (?:A|PA|PARA|POR|EN)|NOS SEPARAMOS)\b",
        r"\b(?:VOY|VAMOS|ANDO|ANDAMOS|ESTAMOS|ESTOY|VENGO)(?: \w+){0,2}? (?:DE (?:VUELTA|SALIDA|REGRESO|RETIRADA)"
        r"|LEJOS|FUERA DE)\b",
        r"\b(?:NOS MOVIMOS (?:DE AHI|LEJOS)|ME MOVI (?:DE AHI|LEJOS)|NOS QUITAMOS|ME QUITE|NOS FUIMOS|ME FUI|NOS"
        r" RETIRAMOS|ME RETIRE|NOS SALIMOS|ME SALI"
        r"|NOS ALEJAMOS|NOS PELAMOS|ME PELE|NOS ABRIMOS|ME ABRI|NOS LARGAMOS)\b(?! (?:A (?:LA OTRA|UN LADO)|PARA"
        r" ATRAS))",
        r"\b(?:SALI|SALIMOS)(?: (?:LOS|LAS|TODOS|DOS|DE|SIN|A|EN|CON)\b.*)?$",
        r"\b(?:AFUERA|FUERA|LEJOS) DE (?:AHI|ALLI|ALLA|LA ZONA|EL AREA|LA ESCENA)\b|\bEN MI (?:CASA|CARRO|TROCA)\b"
        r"|\bEN (?:LA )?CASA\b|\bDE (?:REGRESO|VUELTA)\b",
        r"\b(?:A|PARA) (?:LA |MI |NUESTRA )?CASA\b|^LEJOS\b|\b(?:ANDAMOS|ESTAMOS|ANDO|ESTOY) FUERA$",
        rf"{_WE}HALFWAY HOME\b|{_WE}BACK (?:INDOORS|INSIDE)\b|{_WE}HOME\b|{_WE}(?:FAR )?AWAY FROM\b|\b(?:ME VOY|NOS"
        rf" VAMOS|ME RETIRO|NOS RETIRAMOS)\b(?! A\b)",
        rf"{_WE}LEAVING (?:THE (?:SCENE|AREA|PLACE|SPOT)|NOW|HERE|TOGETHER)\b|\bSALIENDO (?:DEL? (?:LUGAR|AQUI|AHI"
        rf"|AREA))\b",
        rf"\b(?:VOY|VAMOS) EN (?:EL |LA |MI )?{_RIDE}\b|^(?:TERMINAMOS|ACABAMOS|TERMINE)$",
    )
)

BEFORE_MINUTES: Final = word_set("ETA GPS MAPS WAZE SAYS DICE STILL LIKE ABOUT OTHER OTROS UNOS COMO FALTA FALTAN")
BEHIND_MINUTES: Final = word_set("AWAY OUT MORE MAS TOPS")
COUNTED_ON_THE_WAY: Final = word_set(
    "CUADRAS CALLES PARADAS ESTACIONES MILLAS BLOCKS STOPS MILES LIGHTS EXITS STREETS KM"
)
"""What makes a number by itself one of minutes, on the road."""
UNTIL_THERE: Final = BEHIND_MINUTES | word_set(
    "ETA GPS MAPS WAZE SAYS DICE STILL IN EN FALTA FALTAN OTHER OTROS ANOTHER LLEGO LLEGAMOS LLEGANDO THERE WAIT GIVE"
    " ESPEREN ESPERENME ESPEREME ESPERAME DENME DAME DEME"
)
"""Beside how late they are, what says that the number counts the minutes until they are there."""

_TROUBLE: Final = (
    r"\b(?:LOST|PERDID[OA]|BROKE|BROKEN|DESCOMPU\w+|CRASH\w*|ACCIDENTE?|CHOQUE|OUT OF GAS|STUCK AT(?! (?:THE|A)"
    r" (?:LIGHT|RED|STOPLIGHT|TRAIN|RAILROAD|CROSSING|BRIDGE|DRAWBRIDGE|CROSSWALK))|NEVER|NOT|CANT|COULDNT|WONT|"
    r"ISNT|HASNT|HAVENT|DIDNT|NOBODY|NADIE|NO (?:ONE|HAY|ENCUENTRO|VEO|VEMOS|PUEDO|SE|LLEG\w+|ESTA|ESTOY|VOY|VAMOS|ME"
    r" DEJ\w+"
    r"|TENGO)|WRONG|EQUIVOCAD[OA]|911|ICE_|AGENTS?|AGENTES|VANS?|SUVS?|COPS?|POLICE|POLICIA|PATRULLAS?|ALONE|SOL[OA]"
    r"|FORGOT|OLVIDE|LEFT"
    r" MY|DEJE MI|WITHOUT MATE_|SIN MATE_|HELP|AYUDA|SICK|ENFERM[OA]|(?<!BIT )(?<!LITTLE )(?<!GOT )TURN(?:ED|ING)"
    r" AROUND|REGRES\w+)\b"
)
_OTHERS_ACT: Final = (
    r"^(?:THEY_|MATE_)(?! (?:AND|Y) )|\b(?:THEY_|MATE_|ICE_)(?: \w+)? (?:IS|ARE|HAS|HASNT|ISNT|LEFT|WENT|GONE|NOT"
    r"|DOESNT|DIDNT|CANT"
    r"|LLEGO|SE FUE|VIENE|ESTA)\b|\b(?:ONE|TWO|SOME|VAN|CAR|FAMILY|AGENTS?|DRIVER) (?:\w+ )?(?:LEFT|WENT|GONE"
    r"|LEAVING)\b"
)
_REMAINS: Final = (
    r"\b(?:STILL (?:HERE|WATCHING|ON|AT|FILMING|OBSERVING)|STAY(?:ING)?|QUEDAMOS|QUEDO|SEGUIMOS|SIGO|WATCHING"
    r"|OBSERVANDO|NOT"
    r"|CANT|CANNOT|NO (?:NOS|ME|PODEMOS|PUEDO)|WONT|WANT|WANNA|QUIERO|QUEREMOS|SHOULD|NEED|NECESIT\w+|SOON|PRONTO"
    r"|ABOUT TO"
    r"|IN \d+|EN \d+|A BLOCK|UNA CUADRA|ACROSS THE STREET|OUT OF THE WAY|GET(?:TING)? (?:WATER|FOOD|COFFEE)|BACK"
    r" (?:SOON|IN \w+ MIN\w*)"
    r"|ALONE|SOL[OA]|GOING TO|WILL|ME (?:DEJO|DEJARON)|LEFT ME|OUT HERE)\b"
)


@dataclass(frozen=True, slots=True)
class _News:
    """What says it in one piece, and what in any of them takes it away."""

    verb: Verb
    says: re.Pattern[str]
    unless: re.Pattern[str]


def _news(verb: Verb, says: str, *unless: str) -> _News:
    return _News(verb, re.compile(says), re.compile("|".join(unless)))


_ON_THE_ROAD: Final = (
    _news(Verb.HERE, _WAITED, _TROUBLE),
    _news(Verb.GO, f"{_MOVING}|{_EN_CAMINO}", _TROUBLE),
    _news(Verb.GO, _HOW_LONG, _TROUBLE, r"\b(?:WAIT\w*|ESPER\w*|AGO|HACE|BEEN|HERE|AQUI|BREAK|LATE|TARDE|^C)\b"),
    _news(
        Verb.HERE, _ARRIVED, _TROUBLE, r"^WE GO$|\b(?:ALMOST|CASI|YET|TODAVIA|RED LIGHT|STOPLIGHT|SEMAFORO|FREEWAY)\b"
    ),
    _news(Verb.GO, rf"{_HAS_A_RIDE}|\b(?:{GETS_READY})\b", _TROUBLE),
)
"""Whoever moves is not there yet; whoever got off the bus and stands at the corner is."""
_AT_THE_SCENE: Final = (_news(Verb.AWAY, _GONE, _REMAINS, r"^ICE_|\bTHEY_ (?:ARE )?(?:STILL|FOLLOW\w*|COMING)"),)
_WHEN_OVER: Final = (_news(Verb.AWAY, _GONE, _REMAINS, r"\b(?:ICE_|THEY_|ME VOY|ME FUI|IN MY CAR|HEADING OUT)\b"),)
"""Released or closed, they may tell still that they are gone."""
_CHECKED: Final = (_news(Verb.FINE, WELL, NOT_WELL, WORRYING),)
_BUT: Final = word_set("BUT PERO AUNQUE THOUGH ALTHOUGH")
_UNWELL: Final = re.compile(NOT_WELL)
_NOT_MEANT_BADLY: Final = re.compile(NOT_MEANT_BADLY)


_RETURNED: Final = re.compile(r"\b(?:Y|AND|HOW ABOUT|WHAT ABOUT|COMO ESTAN) (?:USTEDES?|TU|VOS|YOU|U|YALL|YOU GUYS)$")


_THEN_THERE: Final = re.compile(
    r"\b(?:THEN|LUEGO|DESPUES) (?:IM|I AM|ILL BE|WERE|ESTOY|LLEGO) (?:THERE|HERE|AHI|ALLA)\b"
)
"""Who is there after something else is not there yet."""


def is_returned(words: tuple[str, ...]) -> bool:
    """Whether a text asks no more than "and you?"."""
    return _RETURNED.search(" ".join(words)) is not None


def news_of(clauses: tuple[tuple[str, ...], ...], situation: Situation) -> Verb | None:
    """The one thing that a person tells of themselves, in this stage of their mission; None if it is not plain."""
    pieces = pieces_of(clauses, situation.teammates)
    if any(ASKED.search(piece) for piece in pieces):
        return None
    if situation.check_in_open and any(_UNWELL.search(piece) for piece in pieces):
        return None if any(_NOT_MEANT_BADLY.search(piece) for piece in pieces) else Verb.NOT_OK
    if situation.check_in_open and any(not _BUT.isdisjoint(clause) for clause in clauses):
        return None
    if any(guard.search(piece) for piece in pieces for guard in (SUPPOSED, DOUBTED, HEARD)):
        return None
    if situation.assignment and any(_THEN_THERE.search(" ".join(clause)) for clause in clauses):
        return Verb.GO if situation.assignment.stage is not Stage.ON_SCENE else None
    for news in _told_in(situation):
        if any(news.says.search(piece) and not _of_another(piece) for piece in pieces):
            return None if any(news.unless.search(piece) for piece in pieces) else news.verb
    return None


def _told_in(situation: Situation) -> tuple[_News, ...]:
    mission = situation.assignment
    if situation.open_offers:
        return ()
    if mission is None:
        return _WHEN_OVER if situation.recent_codes else ()
    if situation.check_in_open:
        return _CHECKED
    return _AT_THE_SCENE if mission.stage is Stage.ON_SCENE else _ON_THE_ROAD


_OF_ANOTHER: Final = re.compile(_OTHERS_ACT)


def _of_another(piece: str) -> bool:
    return _OF_ANOTHER.search(piece) is not None
