"""When a word of danger is spoken of and not cried: denied, corrected, sent by others, read on a sign, joked. Pure.

A clause is told again with `@` in place of the word, so that what is learned of SOS holds for HELP, PELIGRO and 911:
"perdon el sos fue por error" is `PERDON EL @ FUE POR ERROR`. A word that merely stands there is cried; each pattern
below is one way in which people mention it. What is said behind a slip takes it back too, but nothing that comes later.
"""

import re
from collections.abc import Sequence
from typing import Final

from schemas.reply_text.distress.guards import IN_JEST, SUPPOSED
from schemas.reply_text.distress.harm_words import AGENTS, MATES
from schemas.reply_text.words import CALL_SIGNS

HERE: Final = "@"
"""Stands for the word of danger in a clause that is told again."""

# --- any word of danger
_DENIAL: Final = (
    r"(?:NO|NOT|SIN|NEVER|NUNCA|NADIE|NOBODY|NO ONES?|NOBODYS|NI|WITHOUT|ISNT|ARENT|AINT|WASNT|DONT|DIDNT|DOESNT"
    r"|WERENT|HAVENT"
    r"|HASNT|WONT|FUERA DE|OUT OF|ZERO|CERO|NINGUN|NINGUNA|NADA DE|NONE|TAMPOCO|NOTHING)"
    r"(?! (?:I|WE|IM|WERE) (?:NEED|AM|ARE|WANT|IN)\b)(?! (?:ME|NOS) @)"
)
_DENIED_ON: Final = (
    r"(?: (?:HAY|HAYA|HUBO|ES|ERA|FUE|SEA|ESTOY|ESTAMOS|ESTA|CORREMOS|CORRO|CORRE|CORREN|VEO|VEMOS|EN|IN|ANY|AN|A|UN"
    r"|UNA"
    r"|IS|REAL|MORE|MAS|LONGER|NECESITO|NECESITAMOS|NECESITA|NECESITAN|BOTHER|TRY|VAYAN|OCUPO|OCUPAMOS|OCUPA|NEED"
    r"|NEEDS|NEEDED"
    r"|NEEDING|SE|HACE|FALTA"
    r"|NECESIDAD"
    r"|DE|WE|I|ARE|AM|WAS|TENGO|TENEMOS|PARECE|THE|EL|LA|LO|NINGUN|NINGUNA|SU|TU|YOUR|ME|NOS|LES|HA|HAN|SIDO|BEEN|CALL"
    r"|CALLED|CALLING|LLAMEN|LLAME|LLAMAR|LLAMES|LLAMO|MARQUEN|MARQUE|AL|QUIERO|QUEREMOS|QUISE|WANT|WANTED|REQUIERO"
    r"|TO|OF"
    r"|FOR|THAT|THIS|THINK|SAID|SAY|TEXTED|TEXT|SENT|SEND|SENDING|TYPED|PRESSED|MEAN|MEANT|MANDO|MANDE|MANDAMOS|MANDEN"
    r"|MANDARON|MANDAR|PUSE|ESCRIBI|DIJE|DIJO|PEDI|PEDIMOS|PIDIO|PEDIR|ASK|ASKED|ASKING|CREO|QUE|SIGNS?|SENAL|SIGN"
    r"|THERE"
    r"|ESE|MI|MY|LAST|ACTUAL|IMMEDIATE|INMEDIATO|ONE|SEE|SEEN|FEEL|SENTIMOS|SIENTO|SORT|KIND|TIPO|NINGUN TIPO))*"
)
_DENIED: Final = re.compile(
    rf"\b{_DENIAL}{_DENIED_ON} @|\b(?:HARDLY|BARELY|SCARCELY|FAR FROM|OTHER THAN|INSTEAD OF|EN VEZ DE|APARTE DE"
    rf"|APENAS)(?: (?:ANY|AN?|UN|UNA))* @"
    r"|\bWOULDNT (?:CALL|SAY) (?:IT|THIS|THAT)(?: IS)?(?: (?:AN?|ANY))* @"
    r"|@ (?:(?:IS|ES|ISNT|YA|ALREADY|AHORITA) )*(?:NOT |NO )?(?:NEEDED|NECESSARY|NECESARI[OA]|REQUIRED|HACE FALTA)\b"
    r"|@ (?:NO (?:HAY|HUBO|ES|TENEMOS)|ISNT IT|NO TIENE NADA|NINGUN[OA]?|NONE)$|@ NO TIENE NADA|@ (?:LEVEL|WORTHY"
    r"|MATERIAL)\b"
    r"|@ (?:(?:HAS|IS|WAS|YA|SE) )+(?:PASSED|OVER|ENDED|PASO|ACABO|TERMINO)\b|\b(?:PASO|ACABO|TERMINO) (?:EL|LA|LO"
    r" DEL?) @"
    r"|\b(?:CANCEL\w*|IGNOR\w+|DISREGARD|OLVID\w+|FORGET|SCRATCH|DROP)"
    r"(?: (?:THE|THAT|MY|ABOUT|EL|ESE|DEL|LO|DE|LA|MI|LAST|ULTIMO|PLEASE))* @"
)
_SCREAMED: Final = re.compile(
    r"(?:\bNO|\bNI) @(?! (?:NI|NEED\w*|NECESARI\w+|YET|REQUIRED|TODAVIA|POR AHORA|FOR NOW|RIGHT NOW|HERE|AT|EITHER)\b)"
)
"""A bare NO before SOS is a scream, before HELP it denies."""
_QUOTED: Final = re.compile(
    r"\b(?:SIGNS?|LETREROS?|CARTEL(?:ES)?|MURAL|BANNER|POSTER|MANTAS?|PANCARTAS?|GRAFF?ITI|SHIRT|CAMISA|CAMISETA"
    r"|STICKER"
    r"|BOARD|CARDS?|TARJETA|FLYER|VOLANTE|ENVELOPE|SCREEN|PANTALLA|WALL|SONG|CANCION|BAND)"
    r"(?: (?:SAYS?|SAID|SAYING|DICE|DICEN|DICIENDO|READS?|READING|DE|WITH|CON|THAT|QUE|OF|PAINTED|TEXT|FOR|CALLED"
    r"|SHOUTING"
    r"|A|THE|IN|BIG|LETTERS|WORD|LA|PALABRA))+ @"
    r"|@ (?:SIGNS?|TAPE|BANNER|HIGH VOLTAGE|ALTO VOLTAJE|ALTA TENSION|MURAL|BAND|CHILDRENS?|VILLAGES|WET FLOOR|PISO"
    r" MOJADO"
    r"|NO PASAR|KEEP OUT|PERRO BRAVO|CONSTRUCTION|ZONA DE OBRA)\b"
)
_CHANTED: Final = re.compile(
    r"\b(?:CHANT\w*|CORE(?:AN|ANDO|ABAN|ARON)|CONSIGNAS?|SINGING|SING|CANTAN?|CANTANDO|SLOGANS?|REHEARS\w+"
    r"|ENSAY\w+)\b.* @"
)
_HEARSAY: Final = re.compile(
    r"\b(?:DICEN|DIJERON|(?:I|WE) (?:HEARD|READ)|HEARD (?:THERE|THAT|ABOUT|SOMETHING)|ESCUCHE QUE|OI QUE|SUPE QUE"
    r"|SUPUESTAMENTE|APPARENTLY|SUPPOSEDLY|RUMORS?|THEY SAY|PEOPLE SAY|LEI|SAW (?:ON|IN) \w+|VI EN|(?:RADIO|TV|NEWS"
    r"|TELE|ALTAVOZ|(?:LOUD)?SPEAKERS?) (?:SAYS?|SAID|DICEN?)|ON (?:FACEBOOK|THE NEWS"
    r"|TV|INSTAGRAM|NEXTDOOR)|EN (?:LAS NOTICIAS|LA TELE|EL FACE\w*|LA RADIO))\b.* @"
)
_NOT_UNABLE: Final = r"(?<!\bCANT )(?<!\bCANNOT )(?<!\bCAN NOT )(?<!\bCOULDNT )(?<!\bABLE TO )"
"""Who cannot see or tell speaks of themselves."""
_TOLD_TO: Final = re.compile(
    rf"{_NOT_UNABLE}\b(?:TELL|TOLD|REMIND\w*|EXPLAIN\w*|TEACH\w*|TAUGHT|LEARN\w*|REMEMBER|EXPLIC\w+|ENSEN\w+|RECUERD\w+"
    r"|(?<!\bDE )ACUERD\w+|(?:LE|LES) DIJE|DILE|DILES|DIGAN\w*|KNOW (?:WHEN|HOW)|SAB\w+ (?:CUANDO|COMO))\b"
    rf"(?!.*\b(?:{AGENTS}|THEY|THEYRE)\b.* @).* @"
)
_SAYING: Final = re.compile(r"\b(?:GRIT\w+|YELL\w*|SHOUT\w*|SCREAM\w*|SAY\w*|SAID|DIC\w+|DIJ\w+|READS?|CORE\w+)\b")
_SPOKEN_ABOUT: Final = re.compile(
    r"@ (?:ON|EN) (?:NETFLIX|HULU|HBO|YOUTUBE|SPOTIFY|DISNEY|PRIME)\b|\b(?:MOVIE|FILM|SERIES?|SHOW|PELICULA|SONG"
    r"|CANCION|ALBUM|EPISODE)"
    r" (?:(?:CALLED|LLAMAD[AO]|NAMED|SE LLAMA) )?@|"
    r"\bMI \w+ (?:\w+ ){0,3}(?:CEL|CELULAR|TELEFONO)(?: \w+){0,2} MANDO @|"
    r"\bLO DEL? @|\b(?:DIFFERENCE|DIFERENCIA)\b.* @|\b(?:SOLO|ONLY) (?:PARA|FOR|IN|EN) @|\b(?:PRACTI\w+|REHEARSE"
    r"|TESTING|PROBAR) (?:\w+ ){0,2}@|@ (?:TEXT|MESSAGE|MENSAJE) (?:WAS|IS|ERA"
    r"|FUE|WENT)\b"
    r"|@ (?:\w+ )?(?:ERA|FUE|WAS|IS) (?:PARA|FOR|MEANT) (?:MI|MY|OTR[OA]|SOMEONE|ANOTHER|EL GRUPO|LA|A)\b"
)
_ASKED_AFTER: Final = re.compile(
    r"\b(?:QUE|QUIEN|WHO|THAT) (?:PIDIO|PEDIA|MANDO|GRITO|ASKED FOR|CALLED FOR|CALLED|CRIED|SENT|TEXTED|YELLED)(?:"
    r" FOR| AN?| EL)? @"
)
_TEXT_SHOWN: Final = re.compile(
    r"\b(?:(?:ESTO|ESTE|UN TEXTO|UN MENSAJE) (?:\w+ )?ME LLEGO|ME LLEGO (?:ESTO|ESTE|UN)|(?:IT|TEXT|MESSAGE|ONE|YOURS"
    r"|PART) (?:ALSO )?(?:SAID|SAYS|READS)"
    r"|YOU (?:SENT|SAID|WROTE|TEXTED)|I GOT (?:THIS|A TEXT|ONE)|(?:TEXTO|MENSAJE) (?:QUE )?(?:DICE|DECIA)|(?:DICE"
    r"|DECIA) (?:AHI|AQUI|ABAJO)"
    r"|USTEDES MANDARON|ME MANDARON)\b"
)
_OF_THE_TEXT: Final = re.compile(
    r"\b(?:WHAT (?:DOES|IS|DO|PART)|MEANS?|QUE (?:SIGNIFICA|ES|QUIERE DECIR)|FRAUDE|SCAM|SPAM|NOTED|ES DE USTEDES"
    r"|FROM YOU|IS (?:THAT|THIS) YOU|REAL)\b"
)
"""A text of ours is shown, and asked about or noted."""
_NOTED: Final = re.compile(
    r"^(?:OK|OKAY|OKI|GOT IT|COPY|COPIED|UNDERSTOOD|NOTED|ENTENDID[OA]|ENTERAD[OA]|SALE|VALE|COPIADO|PERFECTO"
    r"|SOUNDS GOOD|WILL DO)\b"
)
_WHAT_IT_IS_FOR: Final = re.compile(
    r"@ (?:FOR|PARA|IF|SI|WHEN|CUANDO|POR SI) (?:HELP|AYUDA|PEDIR|IN|THINGS|ANYTHING|HAY|NEEDED|I|WE|NOS|ME|ALGO"
    r"|EMERGENC\w+|DANGER|PELIGRO)\b"
)
_REMINDER: Final = re.compile(r"^(?:REMINDER|RECORDATORIO|PSA|FYI|TIP)\b")
_OTHERS: Final = (
    r"(?:LADY|LADIES|SENORA|SENOR|FAMILY|FAMILIA|NEIGHBORS?|VECIN[OA]S?|WOMAN|DOGS?|CATS?|KITTEN|PERR[OA]|GAT[OA]|KIDS?"
    r"|CHILD|NIN[OA]S?|STUDENTS?|CUSTOMERS?|CLIENTE?S?|TENANTS?|OWNER|WORKERS?|VENDORS?|VENDEDOR\w*|CUNAD[OA]|COUSINS?"
    r"|PRIM[OA]S?|AUNT|UNCLE|TI[OA]|GRANDMA|ABUELIT[OA]|ABUEL[OA]|MOM|MAMA|DAD|PAPA|LANDLORD|SCHOOL|CHURCH|STORE"
    r"|RESTAURANT|BAKERY)"
)
_OF_OTHERS: Final = re.compile(
    rf"\b{_OTHERS}\b(?: (?!ME\b|US\b|NOS\b|MY\b|AND\b|Y\b)\w+){{0,3}} (?:NEEDS?|NEEDED|WANTS?|ASK\w*|PIDE|PIDEN|PIDIO"
    r"|NECESITAN?|QUIEREN?|OCUPAN?|LOOKING FOR|FEELS?|CALLED|LLAMO|LLAMARON|CALLING)(?: (?!ME\b|US\b|NOS\b)\w+){0,3} @"
    rf"|\b(?:FOR|PARA) (?:THE |A |MY |LA |EL |UNA |UN |MI )?{_OTHERS} @"
)
OTHERS_CRY: Final = re.compile(
    r"\b(?:GRIT(?:ANDO|ABA|ABAN|O|ARON|AN|AVA)|YELL(?:ING|ED|S)?|SCREAM(?:ING|ED|S)?|SHOUT(?:ING|ED|S)?|PIDIENDO|PEDIA"
    r"|CRYING)(?: (?:QUE|POR|UN|DE|FOR|OUT|LIKE|HELP|AYUDA|AUXILIO|SOCORRO))* @"
)
I_CRY: Final = re.compile(
    rf"\b(?:IM|I AM|WERE|WE ARE|ESTOY|ESTAMOS|ME|NOS|US|I|WE|{'|'.join(sorted(MATES | CALL_SIGNS))})\b"
)

# --- a call such as SOS, which is sent, taken and closed
_ITS: Final = (
    r"(?:(?:THE|THAT|THIS|MY|YOUR|HER|HIS|THEIR|OUR|ANY|EVERY|ANOTHER|AN?|EL|LA|DEL|AL|ESE|ESTE|MI|TU|SU|UN|NINGUN|OTRO"
    r"|LO DEL?)(?: (?:LAST|FIRST|SECOND|OTHER|OLD|RED|PANIC|ULTIMO|PRIMER|OTRO|EARLIER|PREVIOUS|WHOLE|FAMOUS"
    r"|FAMOSO))? )"
)
_A_CALL: Final = re.compile(rf"\b{_ITS}@")
_ABOUT_IT: Final = re.compile(
    r"@ (?:WAS(?! THAT THEM)|WASNT|ERA\b|MEANS?|SIGNIFICA|BUTTON|BOTON|THING|WORD|PALABRA|WORKS?|FUNCIONA|SIRVE"
    r"|COUNTS|CUENTA|REQUESTS?|PAGES?|PERSON|SIGNAL|WILL BE|WOULD|GOES TO"
    r"|BY (?:MISTAKE|ACCIDENT)|(?:[A-Z]\d[A-Z] )?(?:IS |ALREADY |YA )*(?:RESOLVED|OVER|CLEARED|HANDLED|CLOSED"
    r"|CANCEL\w*|ATENDID\w+|RESUELT\w+"
    r"|ACKED|ACKNOWLEDGED|SOLVED|TAKEN CARE|COVERED|CUBIERT\w+|CERRAD\w+)|FUE (?:POR|SIN|UN|MI|NADA|ERROR|FALS\w+"
    r"|SOLO|DE)"
    r"|(?:QUE|THAT|I|YOU|WE|SHE|HE) (?:\w+ )?(?:SENT|MANDE|MANDO|TEXTED|GOT|RECEIVED|LLEGO)|FROM (?:EARLIER|BEFORE"
    r"|YESTERDAY)|DE (?:ANOCHE|AYER|HACE|ANTES|AHORITA|\w+ES)|QUE LLEGO|SE (?:APRETO|MANDO|ENVIO|FUE|ESCRIBIO)"
    r"|NOT (?:NEEDED|NECESSARY|REQUIRED)|(?:IS|ES) (?:PARA|FOR|CON|WHEN|CUANDO|HELP|AYUDA|PEDIR|COMO|LIKE|ONLY|SOLO))\b"
)
_SAID_TO: Final = re.compile(
    rf"\b(?:TEXT|PRESS|TYPE|USE|WRITE|SAY|PUT|PONGO|PONER|PONES|ESCRIB\w+|USAR|USO|USAMOS|APRIET\w+|APRETAR|PULSAR"
    rf"|PICAR"
    rf"|CALLED|RAISED|ABOUT|QUE MANDEN?|SAID|TYPED) {_ITS}?@"
    rf"|\b(?:TO|DO I|DO WE|SHOULD|SHOULD I|SHOULD WE|WILL|ILL|WOULD|COULD|CAN|CAN I|CANT|GONNA|NEVER|YOU|VOY A|VAS?"
    rf" A|DEBO"
    rf"|DEBERIA|PUEDO|HAY QUE|PARA|DE)(?: (?:JUST|ALSO|LES|LE|STILL|ONLY))? (?:SEND|SENDING|MANDAR|MANDARLES|ENVIAR)"
    rf" {_ITS}?@"
    rf"|\b(?:WHO|WHOS|QUIEN|QUIENES|SOMEBODY|SOMEONE|ANYONE|ANYBODY|ALGUIEN|DID \w+(?: \w+)?|TEAM|OTRO EQUIPO)"
    rf"(?: \w+)? (?:SENT|SENDS?|SENDING|TEXTS?|TEXTED|PRESSES|MANDO|MANDARON|RAISED|HIT|PRESSED|PUSO) {_ITS}?@"
    rf"|\b(?:REPLY|RESPOND|ANSWER|RESPONDA|RESPONDER|CONTESTAR) {_ITS}?@ (?:IF|WHEN|SI|CUANDO|TO|PARA|AND)\b"
    r"|\b(?:WHEN|CUANDO|HOW|COMO|WHETHER) (?:TO|DO I|DO WE|I|WE) @|\b(?:ILL|WILL|GONNA|WOULD|SHOULD I|CAN I|DO I"
    r"|WENT) @"
)
_SENT_BY_ME: Final = re.compile(rf"\b(?:SENT|TEXTED|MANDE|MANDAMOS|PUSE|MANDO|SEND|SENDING|ENVIE|HIT|PRESSED) {_ITS}?@")
_CONDITION: Final = re.compile(
    r"\b(?:IF|IN CASE|WHEN|CUANDO|UNLESS|POR SI|EN CASO|O ESPER\w+|OR WAIT|SI (?:SE|NOS|ME|LE|LES|PASA\w*|ALGO|HAY"
    r"|VIENEN?"
    r"|LLEGAN?|ALGUIEN|LAS COSAS|EMPEORA|VEO|VEMOS)|RIGHT$|VERDAD$)\b"
)
_ASSERTED: Final = re.compile(
    r"(?<!\bTHINK )(?<!\bIF )(?<!\bSI )\b(?:THIS IS|ITS|IT IS|THATS|ES|ESTO ES|NEED|NECESITO|NECESITAMOS|OCUPO|OCUPAMOS"
    r"|DECLARING|CALLING|I SAID|DIJE)(?: (?:A|AN|THE|UN|EL|REAL|ACTUAL|TRUE))* @|^SI ES @$"
    r"|@ (?:IS|ES|THIS IS) (?:REAL|FOR REAL|SERIOUS|DE VERDAD|EN SERIO|VERDAD|NO (?:JOKE|DRILL|ES BROMA)|NOT A)"
    r"|@ (?:FOR REAL|DE VERDAD|EN SERIO)\b"
)
_UNANSWERED: Final = re.compile(
    r"\b(?:NOBODY|NO ONE|NADIE|NOONE)(?: \w+){0,2} (?:CAME|COMES|COMING|HERE|HELP\w*|AYUDA\w*|ANSWER\w*|RESPOND\w*"
    r"|REPLIED|VIENEN?|VINO"
    r"|LLEGA\w*|CONTEST\w*|HA VENIDO)|\b(?:STILL (?:WAITING|NEED)|WHERE (?:ARE YOU|IS EVERYONE|IS ANYONE)|HURRY"
    r"|APUREN\w*"
    r"|VENGAN|DONDE ESTAN|PLEASE COME|COME NOW)\b"
)
_ASKED_FOR: Final = re.compile(r"\b(?:ASK\w*|CALL\w*|WAIT\w*|PED\w+|PIDIENDO|ESPER\w+)(?: (?:FOR|POR|LA|EL))? @")
_RECEIVED: Final = re.compile(
    rf"{_NOT_UNABLE}\b(?:GOT|HAVE|TAKE|TAKES|TAKING|TOOK|ON|COPY|COPIED|COPIADO|COPIO|RECEIVED|RECIBI|RECIBIDO"
    rf"|ENTERAD[OA]|TOMO"
    rf"|AGARRO"
    rf"|ENCARGO|ATIENDO|VEO|VI|SEE|SAW|HANDLING|HANDLE|READ|LEI|ACK|ACKED|ROGER|10 4|CON|WITH|ANSWERING|DO|DOING)"
    rf" (?:THAT ON )?{_ITS}?@"
    r"|@ (?:(?:IS|ES|LO) )*(?:RECEIVED|RECIBIDO|COPIADO|COPY|NOTED|MINE|MIO|TOMO|VEO|ATIENDO|TENGO)\b"
)

# --- "vos sos": you are
_PRAISE: Final = (
    r"(?:CRACK|GENI[OA]S?|GENIAL|CAP[OA]|GROS[OA]|IDOL[OA]|FIERRO|ORO|AMOR|CIELO|ANGEL|HERMOS[OA]|LIND[OA]|MEJOR"
    r"|MAXIMO|AMABLE"
    r"|BUEN[OA]?|DIVIN[OA]|GRANDE|LEYENDA|TITAN|REINA|REY|VALIENTE|CHEVERE|TUANIS|CALIDAD|BACAN[OA]?|LUZ|TESORO"
    r"|BENDICION|DULCE"
    r"|PACIENTE|ATENT[OA]|RAPID[OA]|GENEROS[OA]|MAESTR[OA]|CHID[OA]|BRAV[OA]|FUERTE|VIDA|PILAS|MAQUINA|SANT[OA]|SOL"
    r"|GENTE|PANA|PARCE|DURO|DURA|SABI[OA])"
)
_ROLE: Final = (
    r"(?:PRENSA|PERIODISTA|REPORTERO|REPORTERA|COORDINADORA?|OBSERVADORA?|VOLUNTARI[OA]|RESPONSABLE|OPERADORA?"
    r"|ENCARGAD[OA]|RED"
    r"|LINEA|BOT|ROBOT|MAQUINA|PERSONA|HUMAN[OA]|NUEV[OA]|QUE|DE|VOS)"
)
_VOSEO: Final = re.compile(
    r"\b(?:VOS|QUIEN|QUIENES|DONDE|COMO|CHE|YA|SI|ME DIJO VOS) @ (?:VOS|EL|LA|LO|UN|UNA|DE|MI|TU|MUY|BIEN|LOS|RE"
    r"|\w+[AO])\b"
    rf"|\b(?:VOS|QUIEN) @|@ VOS\b|\b(?:SI|CUANDO|QUE) @ {_ROLE}\b|\b{_PRAISE} (?:QUE )?@$|@ LO MAS\b"
    rf"|@(?: (?:RE|MUY|TAN|LO|UN|UNA|EL|LA|DE|MI|MIS|TODO|TODA|MAS|BIEN|PUR[OA]|SUPER|ALGUIEN|GENTE|PERSONA|TE"
    rf"|SIEMPRE))*"
    rf" {_PRAISE}\b|@ (?:EL|LA|UN|UNA|DE|DE LA|DEL|MI|TU|ALGUIEN DE)? ?{_ROLE}\b(?=.*\b(?:RED|LINEA|VOS|MANDA\w*"
    rf"|DAS?|DIJO"
    rf"|ESCRIB\w+|PRENSA|BOT|ROBOT|HUMANO|PERSONA)\b)|@ DE (?:ACA|AQUI|LA RED|LA LINEA)\b"
)

# --- taken back
_SLIP: Final = re.compile(
    r"\b(?:BY (?:MISTAKE|ACCIDENT)|ON ACCIDENT|ACCIDENTAL(?:LY)?|(?:@|THAT|IT|TEXT|MESSAGE|ONE) (?:WAS|IS) (?:\w+"
    r" )?(?:\w+ )?(?:ACCIDENT"
    r"|MISTAKE|ERROR|TYPO|TEST)|WAS AN ACCIDENT(?=$)|TYPO|MISCLICK|AUTOCORRECT\w*|AUTOCORRECTOR|POCKET (?:DIAL|TEXT"
    r"|CALL|SENT)\w*"
    r"|POCKET$|BUTT DIAL\w*|POR (?:ERROR|ACCIDENTE|EQUIVOCACION)|SIN QUERER|MY (?:WATCH|PHONE|KID|DAUGHTER|SON"
    r"|TODDLER|BABY|CAT|DOG|PURSE) (?:\w+ )?(?:SENT|TYPED|TEXTED|HIT|PRESSED|DIALED)|MI (?:RELOJ|CEL|CELULAR"
    r"|TELEFONO|HIJ[OA]|NIN[OA]|NIET[OA]|GATO|PERR[OA]|BOLSA) (?:\w+ )?(?:MANDO|APRETO|ESCRIBIO|MARCO|PICO)|BUMPED"
    r" IT|SE (?:\w+ )?(?:APRETO|MANDO|ENVIO|PICO"
    r"|MARCO|ESCRIBIO)"
    r" SOL[OA]|ME EQUIVOQUE|EQUIVOCACION|FALSE ALARM|FALSA ALARMA|MY BAD|(?:DIDNT|DID NOT) MEAN|NO QUISE|DISREGARD"
    r"|CASO OMISO"
    r"|NO HAGAN CASO|MEANT (?:TO (?:TYPE|SAY|SEND|TEXT|PUT|WRITE)|SO\b)|SORRY (?:FOR|ABOUT) (?:THE|THAT|MY) @"
    r"|PERDON(?:EN)?"
    r" (?:POR )?(?:EL|LO DEL|MI) @|WRONG (?:BUTTON|PERSON|CHAT|NUMBER|THREAD)|ONLY A TEST|JUST (?:A TEST|TESTING)"
    r"|SOLO (?:ERA"
    r" )?(?:PRUEBA|PROBANDO))\b"
)
_NO_SLIP: Final = re.compile(r"\b(?:NO|NOT|ISNT|WASNT|NEVER)(?: (?:ES|FUE|ERA|A|AN|UNA|UN|IT|IS|WAS|THIS))*$")


def without_denied_danger(spoken: str, dangers: frozenset[str]) -> str:
    """ "bien, no hace falta ayuda" is BIEN; unless any danger is left that nobody denied."""
    told = " ".join(HERE if word in dangers else word for word in spoken.split())
    left = re.sub(
        rf"(?:{_DENIED.pattern})(?: (?:NEEDED|NECESSARY|REQUIRED|HERE|AQUI|AT ALL|SO FAR|YET|ANYMORE|PARA NADA))*",
        "",
        told,
    )
    return spoken if HERE in left else left.strip()


class Mentioned:
    """A text whose word of danger at one place is looked at: how the clause goes on before and behind it."""

    def __init__(
        self,
        clauses: Sequence[Sequence[str]],
        clause: int,
        at: int,
        *,
        asks: bool,
        paged: bool,
        quoted: bool,
        screamed: bool = False,
    ) -> None:
        self.clause = words = tuple(clauses[clause])
        self.at = at
        self.width = len(words)
        self.spoken = " ".join((*words[:at], HERE, *words[at + 1 :]))
        self.later = [" ".join(each) for each in clauses[clause + 1 :]]
        self.whole = " ".join(word for each in clauses for word in each)
        self.asks = asks
        self.paged = paged
        self.quoted = quoted
        self.screamed = screamed

    def is_mentioned(self, *, may_be_screamed: bool) -> bool:
        """Whether the word, whichever it is, is denied, quoted, chanted, hearsay, of others, taken back or a joke."""
        spoken = self.spoken
        if OTHERS_CRY.search(spoken) and not I_CRY.search(spoken.partition(HERE)[0]):
            return True
        if _DENIED.search(spoken) and not (may_be_screamed and _SCREAMED.search(spoken)):
            return True
        if self.asks and self.width == 1 and self.later and re.match(r"(?:NO|NAH|NOPE)\b", self.later[0]):
            return True
        if self._is_of_our_text():
            return True
        if _REMINDER.search(self.whole) or (self.quoted and _SAYING.search(spoken) and not I_CRY.search(spoken)):
            return True
        if SUPPOSED.search(spoken.partition(HERE)[0]) and _ASKED_FOR.search(spoken):
            return True
        if self.asks and _ASKED_AFTER.search(spoken):
            return True
        patterns = (_SPOKEN_ABOUT, _QUOTED, _CHANTED, _HEARSAY, _OF_OTHERS)
        return any(pattern.search(spoken) for pattern in patterns) or self._is_taken_back() or self._is_joked()

    def _is_of_our_text(self) -> bool:
        """Whether a text of ours is asked about, or what it says is noted."""
        shown = _TEXT_SHOWN.search(self.whole) is not None and (
            self.asks or _OF_THE_TEXT.search(self.whole) is not None
        )
        noted = _NOTED.search(self.whole) is not None and _WHAT_IT_IS_FOR.search(self.spoken) is not None
        return shown or noted

    def is_begged(self) -> bool:
        """Whether we scream or asked for it and nobody came."""
        if SUPPOSED.search(self.spoken) or not I_CRY.search(self.spoken.partition(HERE)[0]):
            return False
        return bool(
            OTHERS_CRY.search(self.spoken) or (_ASKED_FOR.search(self.spoken) and _UNANSWERED.search(self.whole))
        )

    def is_a_call_spoken_of(self) -> bool:
        """Whether SOS is sent, meant, taken or closed, or is "you are", rather than cried."""
        spoken = self.spoken
        if self.screamed and self.at == self.width - 1 and not self.asks:
            return False
        if _VOSEO.search(spoken):
            return True
        if self.paged and (_RECEIVED.search(spoken) or self._is_asked_of_another()):
            return True
        if _ASKED_OF_IT.search(spoken) or (self.asks and self.width > 1 and _QUESTIONED.search(spoken)):
            return True
        if SUPPOSED.search(spoken) and (_SENT_BY_ME.search(spoken) or _A_CALL.search(spoken)):
            return True
        if _ASSERTED.search(spoken):
            return False
        if (
            _TOLD_TO.search(spoken)
            or _REMINDER.search(self.whole)
            or _ABOUT_IT.search(spoken)
            or _SAID_TO.search(spoken)
        ):
            return True
        if _UNANSWERED.search(self.whole):
            return False
        if _SENT_BY_ME.search(spoken):
            return _CONDITION.search(self.whole) is not None
        return _A_CALL.search(spoken) is not None

    def _is_asked_of_another(self) -> bool:
        return self.asks and len(self.whole.split()) > 1 and not _OF_MINE.search(self.whole)

    def _is_taken_back(self) -> bool:
        return any(
            (found := _SLIP.search(said)) and not _NO_SLIP.search(said[: found.start()].rstrip())
            for said in (self.spoken, *self.later)
        )

    def _is_joked(self) -> bool:
        beside = self.width > 1 and len(self.whole.split()) > 3  # a cry that stands alone is none
        return beside and bool(IN_JEST.search(self.whole)) and not _GRAVE.search(self.whole)


_OF_MINE: Final = re.compile(r"\b(?:ME|US|MY|NOS|MI|NECESITO|NEED)\b")
_GRAVE: Final = re.compile(rf"\b(?:{AGENTS}|BLOOD|SANGRE|GUNS?|ARMAS?|PISTOLAS?|HERID\w+|HURT|FOLLOW\w+|SIGUEN)\b")
_ASKED_OF_IT: Final = re.compile(
    rf"^(?:\w+ ){{0,3}}?(?:DO|DOES|DID|SHOULD|CAN|COULD|WHEN|WHO|WHAT|WHATS|HOW|QUE|Q|QUIEN|CUANDO|COMO|DEBO|PUEDO)\b.*"
    rf"\b(?:(?<!\bIT )IS|ES|MEANS?|FOR|SIGNIFICA|ABOUT|SENT|SEND|MANDO|MANDE|MANDAR|TEXT|PRESS|USE|AS|COMO) {_ITS}?@"
    rf"|^(?:IS|WAS) (?:IT )?{_ITS}?@|^WHATS {_ITS}?@"
    r"|^(?:WHAT|HOW|WHEN|QUE|COMO|PARA QUE|DE QUE) (?:DOES|DO|HACE|ES|FUNCIONA|SIRVE)(?: \w+)? @"
    r"|^(?:DOES|DO|WILL|CAN|IS|DID) (?:THE |AN |EL )?@|^(?:DID|HAVE|HAS) (?:YOU|U|THEY|HE|SHE|ANYONE) (?:\w+"
    r" )?(?:GET|GOT|SEE|SEEN|HEARD?|RECEIVED?) (?!MY\b)(?:\w+"
    r" ){0,2}@"
)
_QUESTIONED: Final = re.compile(
    r"\b(?:GET|GOT|SEE|SEEN|HEAR|RECIBIERON|VIERON|LLEGO)\b(?: (?!MY\b|MI\b|OUR\b)\w+){0,2} @|"
    rf"@ (?:IS|ES|WAS|FUE|FOR|MEANS?|SIGNIFICA|CON|THING|BUTTON|WORD)\b|\b(?:WHERE|DONDE|QUE|WHAT|IS|WAS|ES|MANDO|IF"
    rf"|SI)\b"
    rf".* {_ITS}@|^(?:\w+ ){{0,2}}?(?:MANDO|IS|ES|PONGO) @|@ {_ROLE}\b"
)


# --- what a duty lead says of it
_TAKEN_AS_IT: Final = re.compile(
    rf"\b(GOT|HAVE|TAKE|TAKING|TOOK|HANDLING|HANDLE|WITH|(?<!THAT )ON) {_ITS}?{HERE}(?: (?:ONE|CALL|PAGE))?"
)
_TAKEN_AS_LO: Final = re.compile(rf"\b(TOMO|ATIENDO|AGARRO|VEO|TENGO) {_ITS}?{HERE}")
_LEFT_OUT: Final = re.compile(rf"(?:\bON |\b(?:FOR|DE) )?(?:\b{_ITS})?{HERE}(?: (?:ONE|CALL|PAGE)\b)?")


def without_the_call(clauses: Sequence[Sequence[str]], call: str) -> str:
    """The text as if the SOS that they were paged for were called "it": GOT THE SOS is GOT IT."""
    said = []
    for clause in clauses:
        spoken = " ".join(HERE if word == call else word for word in clause)
        spoken = _TAKEN_AS_LO.sub(r"LO \1", _TAKEN_AS_IT.sub(r"\1 IT", spoken))
        said.append(_LEFT_OUT.sub("", spoken))
    return ", ".join(said)
