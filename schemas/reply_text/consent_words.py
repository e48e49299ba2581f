"""How people ask for no more texts, for texts again, or who this is: carrier words and plain sentences, two languages.

47 CFR 64.1200(a)(10) counts any reasonable wording, so in doubt an opt-out is honoured. Yet a volunteer at a scene who
is cut off by mistake cannot be warned any more: a word that is ordinary speech there (ALTO, PARAR, BAJA) counts only
as the whole message, and STOP, END, CANCEL only alone or beside a courtesy. Pure.
"""

import re
from enum import StrEnum

from schemas.reply_text.consent_kept import leaves_us_texts
from schemas.reply_text.jests import is_in_jest
from schemas.reply_text.opt_in_words import MENSAJES, TEXTS, may_opt_in, wishes_for_texts_again
from schemas.reply_text.plain_text import THUMB_UP, PlainText, cried_out, word_set


class ConsentWord(StrEnum):
    """What a text asks of the sender's consent."""

    OPT_OUT = "opt_out"
    OPT_IN = "opt_in"
    HELP = "help"


CARRIER_OPT_OUT = word_set("STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT REMOVE ARRET TD")
"""What carriers, providers and the FCC take for an opt-out; none of them may ever be a command of ours."""
OPT_OUT_WORDS = CARRIER_OPT_OUT | word_set(  # Spanish; common slips; СТОП as it looks in Latin letters
    "CANCELAR CANCELEN UNSUSCRIBE UNSUBCRIBE UNSUSBCRIBE STPO SOTP ST0P 5TOP CTOP DESUSCRIBIR"
)
WHOLE_MESSAGE_OPT_OUT = frozenset(
    (
        "ALTO",
        "BAJA",
        "PARAR",
        "PARE",
        "PAREN",
        "DETENER",
        "SALIR",
        "BASTA",
        "BASTA YA",
        "YA BASTA",
        "NO MAS",
        "YA NO MAS",
        "NO MAS GRACIAS",
        "NO MAS POR FAVOR",
        "NO MORE",
        "NO MORE PLEASE",
        "NO MORE THANKS",
        "NO MORE THANK YOU",
    )
)
OPT_IN_WORDS = frozenset(("START", "UNSTOP"))
_AROUND_OPT_IN = word_set(
    "AGAIN RRN TEXTS ALERTS MESSAGES SENDING TEXTING ME THE MY UP BACK IT DISPATCH OTRA VEZ DE NUEVO YES SI YA PUEDO"
)
_AGAIN = word_set("AGAIN OTRA NUEVO")
HELP_WORDS = frozenset(("HELP", "INFO", "AYUDA", "INFORMACION"))
_STARTS = (("START",), ("UNSTOP",))
COURTESIES = word_set(
    "PLEASE PLS PLZ THANKS THANK YOU THX TY OK OKAY HI HELLO HEY NOW HOLA GRACIAS MUCHAS POR FAVOR PORFAVOR PORFA"
    f" YA AHORA BUENAS BUENOS DIAS TARDES NOCHES {THUMB_UP}"
)
_AROUND_HELP = COURTESIES | word_set("PLIS PLISS XFA SENORITA SENORA SENOR SIR MAAM")
_OPTED_IN = OPT_IN_WORDS | COURTESIES
_AROUND_OPT_OUT = COURTESIES | word_set(
    "MAAM SIR SIS SENORA SENOR HUN HON HONEY SWEETIE MIJA MIJO CIELO DEAR AMOR ALL IT THIS JUST ALREADY EVERYTHING"
    " IMMEDIATELY I SAID TODO RRN DISPATCH DESPACHO HOTLINE SERVICE SUBSCRIPTION"
)
_BUT_STOP = re.compile(
    r"\b(?:BUT|PERO)(?: (?:PLEASE|PLS|PLZ|POR FAVOR|PORFA|YA|NOW|JUST))* STOP(?: (?:PLEASE|PLS|PLZ|POR FAVOR|PORFA"
    r"|NOW|YA"
    r"|THANKS|THANK YOU|GRACIAS))*$"
)
_PARTING = re.compile(
    r"\b(?:THANK\w*|THX|GRACIAS|AGRADEZCO|APPRECIATE\w*|SORRY|PERDON|LO SIENTO|LOVE|BLESS\w*|BENDICION\w*|GOOD LUCK"
    r"|SUERTE"
    r"|QUIT|MOVED|MUDE|MUDO|RETIR\w+|(?:CANT|CANNOT) (?:DO|KEEP|HANDLE)|NO PUEDO SEGUIR|PAREN|TEXTS|MESSAGES"
    r"|MENSAJES)\b"
)
"""Who leaves says so with thanks or a reason; at a scene a clause of STOP may be what somebody shouts."""
_REGARDS = word_set("ATTE ATENTAMENTE ATT SINCERELY REGARDS")
_REFUSALS = _AROUND_OPT_OUT | word_set(
    "WRONG NUMBER PERSON NUMERO EQUIVOCADO NO NOT NAH NOPE SORRY INTERESTED BUSY IM I DONT WANT CANT LONGER LIVE HERE"
    " MOVED AWAY NEED ENOUGH "
    "PERDON MAAM SIR BRO SIS SENORA SENOR HUN HON HONEY MIJA MIJO MI CIELO DEAR AMIGO AMIGA AMOR CORAZON HERMANO"
    " HERMANA NINA NINO DISCULPE LO SIENTO INTERESA ME YA QUIERO"
    " GUYS YALL FOLKS TEAM EVERYONE FRIENDS ITS IT IS TOO MUCH LOT A FOR THIS WITH KEEP UP DO ANYMORE CAN MORE HANDLE"
    " HOW MAKE OVERWHELMED BURNED BURNT OUT STRESSED TIRED DONE QUIT LEAVING AM RIGHT NOW BEEN GREAT GOOD LUCK AND"
    " MUCHACHOS MUCHACHAS CHICOS EQUIPO BANDA ES MUCHO DEMASIADO PARA PUEDO SEGUIR CON ESTO CANSADA CANSADO ESTOY"
    " MAS BUT PERO"
)
"""In the other clauses of a text whose clause of its own is STOP: no thank you, stop."""

_ANY = (
    r"(?:(?:(?:ANY|ALL|MORE) OF|ANY|ALL|MORE|ANYMORE|THESE|THOSE|THE|YOUR|FURTHER|SUCH|OTHER|FUTURE|SPAM|TEXT"
    r"|PHONE|AUTOMATED|RRN|UR|STUPID|DAMN) )*"
)
_ME = r"(?:ME|US|THIS (?:NUMBER|PHONE)|MY (?:NUMBER|PHONE|CELL))"
_LIST = r"(?:LISTS?|DATABASE|SYSTEM|CONTACTS|DIRECTORY|TEXTS|MESSAGES|ALERTS)"
_ENGLISH = (
    r"(?:STOP|QUIT|CEASE) BLOWING UP MY PHONE|(?:WANT|WANNA BE|LIKE TO BE|NEED TO BE|GET ME|NEED) (?:OFF|OUT)"
    r" (?:OF )?(?:THIS|THESE|YOUR|THE|UR) (?:TEXT )?(?:LIST|TEXTS|MESSAGES|ALERTS)|(?:WANT|LIKE|WISH|WANTED|PREFER)"
    r" TO BE"
    r" (?:REMOVED|TAKEN OFF"
    r"|UNSUBSCRIBED|DELETED)"
    rf"|NOT INTERESTED IN (?:RECEIVING|GETTING|HAVING)? ?{_ANY}(?:{TEXTS}|LIST)",
    rf"(?:STOP|QUIT|CEASE) (?:TEXTING|TXTING|MESSAGING|CONTACTING|BOTHERING|SPAMMING|HARASSING"
    rf"|CALLING (?:AND|OR) TEXTING)(?: (?:AND|OR) (?:CALLING|TEXTING))? {_ME}",
    rf"(?:STOP|QUIT|CEASE) (?:SENDING|RECEIVING|GETTING) (?:(?:ME|US|OUT) )?{_ANY}(?:{TEXTS}|THIS|THESE|STUFF)",
    rf"(?:STOP|QUIT|CEASE|END|CANCEL|HALT|DISCONTINUE) (?:WITH )?(?:MY )?{_ANY}"
    r"(?:TEXTS|TXTS|MESSAGES|MSGS|SMS|ALERTS|NOTIFICATIONS|COMMUNICATIONS?)",
    rf"(?:DONT|DO NOT|NEVER)(?: EVER)? (?:TEXT|TXT|MESSAGE|MSG|CONTACT|BOTHER)(?: (?:OR|AND) CALL)? {_ME}",
    rf"(?:DONT|DO NOT|NEVER)(?: EVER)? SEND (?:(?:ME|US) )?{_ANY}{TEXTS}",
    r"(?:DONT|DO NOT|NEVER)(?: EVER)? SEND (?:ME|US) (?:ANYTHING|ANY ?MORE|MORE|THESE|THIS)",
    rf"(?:TAKE|REMOVE|DELETE|DROP|GET|PULL|KEEP) (?:{_ME}|MY NAME|MY INFO)(?: OFF| FROM| OUT)(?: OF)?"
    rf" (?:(?:YOUR|THE|THIS|ALL|ANY|UR|THAT|WHATEVER|WHICHEVER|EVERY) )*(?:(?:TEXT|TEXTING|MAILING|CONTACT|PHONE|SMS"
    rf"|DISTRIBUTION|CALL|VOLUNTEER|HOTLINE"
    rf"|BROADCAST|GROUP|NOTIFICATION|ALERT) )?{_LIST}",
    r"(?:REMOVE|DELETE|LOSE|FORGET|ERASE) (?:MY|THIS) NUMBER",
    r"UNSUBSCRIBE|UNSUSCRIBE|UNSUBCRIBE|UN SUBSCRIBE",
    r"(?:OPT|OPTING)(?: ME| US)? OUT|OPTOUT",
    rf"(?:DONT|DO NOT|NO LONGER) (?:WANT|WISH|LIKE|NEED|CARE)(?: TO)?(?: BE)?"
    rf"(?: (?:RECEIVE|RECEIVING|GET|GETTING|HAVE|SEE))? {_ANY}{TEXTS}",
    r"(?:DONT|DO NOT|NO LONGER) (?:WANT|WISH|LIKE|NEED) (?:THESE|TO BE (?:TEXTED|CONTACTED|MESSAGED"
    r"|ON (?:THIS|THE|YOUR)(?: TEXT)? LIST)|TO HEAR FROM YOU|YOU TO (?:TEXT|MESSAGE|CONTACT))",
    rf"(?:NO MORE|ENOUGH)(?: OF| WITH)? {_ANY}{TEXTS}",
    r"(?:TAKE|REMOVE|DELETE|DROP|GET|PULL|KEEP|SCRATCH) (?:MY|THIS) (?:PHONE NUMBER|CELL NUMBER|NUMBER|PHONE|CELL"
    r"|NAME|INFO)(?: OFF| FROM|"
    r" OUT)(?: OF)?"
    r" (?:THIS|IT|HERE|THERE|THAT|WHATEVER|(?:YOUR|THE) \w+)(?: (?:THING|LIST|SERVICE|STUFF))?",
    r"(?:DONT|DO NOT|NO LONGER) (?:WANT|WISH|LIKE|NEED|CARE)(?: TO)?(?: (?:RECEIVE|GET|SEE|HAVE|BE GETTING|BE"
    r" RECEIVING))?"
    r"(?: (?:ANY MORE OF|MORE OF|ANY OF))? (?:THESE|THOSE)(?= (?:ANYMORE|ANY MORE|PLEASE|THANKS)|$)",
    r"(?:REVOKE|REVOKING|WITHDRAW|WITHDRAWING)(?: (?:MY|ALL|ANY))? CONSENT|(?:DO NOT|DONT|NO LONGER) CONSENT",
    r"(?:CANCEL|END) MY SUBSCRIPTION|THIS (?:IS NO LONGER|ISNT|IS NOT) (?!MY |YOUR |THE )\w+ (?:NUMBER|PHONE)",
    rf"(?:STOP|QUIT) IT WITH {_ANY}{TEXTS}|GET RID OF MY (?:NUMBER|PHONE|INFO)|DESUSCRI\w+",
    r"(?:DONT|DO NOT) WANNA BE ON (?:THIS|THE|YOUR)(?: TEXT)? LIST",
    r"(?:LEAVE|KEEP|TAKE) MY (?:NUMBER|PHONE) OFF FROM NOW ON",
)
_ENGLISH_WHOLE = (
    r"LEAVE ME ALONE|REMOVE ME(?: FROM (?:THIS|HERE|IT))?|TAKE ME OFF|MAKE (?:IT|THIS|THEM) STOP|(?:STOP|QUIT)"
    r" (?:TEXTING|MESSAGING"
    r"|SENDING|CONTACTING|SPAMMING|CONTACT)(?: ME)?|(?:DONT|DO NOT) (?:TEXT|MESSAGE|CONTACT)|STOP IT"
    r"|(?:YOU CAN )?(?:TAKE|REMOVE|GET) MY (?:NUMBER|PHONE|NAME) (?:OFF|OUT)"
    r"|I WANT IT TO STOP|CEASE AND DESIST|(?:STOP|QUIT) SENDING (?:THEM|THESE|THIS|THAT|EM|IT)|NO MORE OF (?:THIS"
    r"|THESE)"
    r"|(?:(?:YOU (?:HAVE|GOT)|THIS IS) (?:THE|A) )?WRONG NUMBER|YOU (?:HAVE|GOT) THE WRONG PERSON"
)
_ENGLISH_POLITE = (
    r"(?:(?:PLEASE|PLS|PLZ|JUST|OK|HEY|HI|HELLO|SORRY|NOW|I SAID|CAN YOU|COULD YOU|WOULD YOU|YOU NEED TO"
    r"|I THINK|NO) )*"
)
_ENGLISH_AFTER = r"(?: (?:PLEASE|PLS|PLZ|NOW|ANYMORE|ANY MORE|AGAIN|EVER|ALREADY|THANKS|THANK YOU|IMMEDIATELY|SORRY))*"

_PLURAL = r"(?:MENSAJES|MENSAJITOS|TEXTOS|AVISOS|ALERTAS|SMS|NOTIFICACIONES|MSJS|MSGS)"
_MAS = r"(?:(?:MAS|MIS|SUS|TUS|ESTOS|ESTAS|ESOS|ESAS|LOS|LAS|DE|TANTOS|NINGUN|NINGUNO|OTRO|UN|TODOS|TEXTO) )*"
_SENDING = r"(?:MANDAR|ENVIAR|ESCRIBIR|TEXTEAR|MENSAJEAR|CONTACTAR|MOLESTAR)"
_KEEP_ON = r"(?:ANDE[NS]?|ESTE[NS]?|SIGA[NS]?)"
_SPANISH = (
    rf"NO (?:(?:ME|NOS) )?(?:MANDE[NS]?|ENVIE[NS]?) {_MAS}{MENSAJES}",
    r"NO (?:ME|NOS) (?:MANDE[NS]?|ENVIE[NS]?) (?:MAS|NADA)",
    r"YA NO (?:ME|NOS) (?:MANDE[NS]?|ENVIE[NS]?)",
    r"NO (?:ME|NOS) (?:AVISE[NS]?|NOTIFIQUE[NS]?) (?:DE )?(?:NADA|MAS)",
    r"NO (?:ME|NOS) (?:ESCRIBA[NS]?|TEXTEE[NS]?|MENSAJEE[NS]?|CONTACTE[NS]?|MOLESTE[NS]?)",
    rf"NO (?:ME|NOS) {_KEEP_ON} (?:MANDANDO|ENVIANDO|LLEGANDO) {_MAS}(?:{MENSAJES}|COSAS)",
    rf"NO (?:ME|NOS) {_KEEP_ON} (?:ESCRIBIENDO|TEXTEANDO|MENSAJEANDO|CONTACTANDO|MOLESTANDO)",
    rf"NO (?:QUIERO|QUISIERA|DESEO) QUE (?:ME|NOS) {_KEEP_ON} (?:ESCRIBIENDO|TEXTEANDO|MOLESTANDO"
    rf"|(?:MANDANDO|ENVIANDO) {_MAS}{MENSAJES})",
    rf"NO (?:ME|NOS) VUELVA[NS]? A {_SENDING}|NO VUELVA[NS]? A {_SENDING}(?:ME|NOS)",
    r"(?:DEJE[NS]?|DEJA|PARE[NS]?|PARENLE) (?:YA )?(?:DE|CON) (?:(?:ESTAR|ANDAR) )?(?:MAND|ENVI)(?:AR"
    rf"|ANDO)(?:ME)? {_MAS}{MENSAJES}",
    rf"(?:PARENLE|PARELE|BAJENLE) (?:YA )?(?:A|CON|DE) {_MAS}{_PLURAL}",
    rf"(?:DEJE[NS]?|DEJA|PARE[NS]?|PARA|CESEN|TERMINEN) (?:YA )?(?:DE|D|CON) {_SENDING}(?:ME|NOS)?",
    rf"NO (?:MANDAR|ENVIAR|ESCRIBIR|TEXTEAR)(?:ME)? {_MAS}{MENSAJES}",
    rf"(?:BASTA YA|BASTA|PAREN|PARE|DEJEN|DEJE) (?:DE|CON) {_MAS}{_PLURAL}|ALTO A {_MAS}{_PLURAL}",
    rf"(?:PAREN|PARE|CESEN|DETENGAN)(?: YA)? (?:LOS|LAS|ESTOS|ESTAS|SUS) {_PLURAL}",
    r"NO (?:QUIERO|DESEO|QUISIERA|AUTORIZO|ACEPTO|NECESITO|QUEREMOS|DESEAMOS)(?: (?:(?:SEGUIR )?(?:RECIBIR"
    r"|RECIBIENDO|TENER|TENIENDO|VER|VIENDO)))?"
    rf" {_MAS}{MENSAJES}",
    r"NO (?:QUIERO|DESEO|QUISIERA|QUEREMOS|DESEAMOS) RECIBIR (?:NADA|MAS|ESTO)",
    r"NO (?:QUIERO|DESEO|QUISIERA) QUE (?:ME|NOS) (?:ESCRIBAN|CONTACTEN|TEXTEEN|MOLESTEN|MENSAJEEN)",
    rf"NO (?:QUIERO|DESEO|QUISIERA) QUE (?:ME|NOS) (?:MANDEN|ENVIEN) (?:{_MAS}{MENSAJES}|NADA|MAS)",
    r"(?:(?:QUITEN?|BORREN?|ELIMINEN?|SAQUEN?|REMUEVAN?|BAJEN?|QUITA|BORRA|SACA)(?:ME|NOS)|QUE (?:ME|NOS)"
    r" (?:QUITEN?|BORREN?|ELIMINEN?|SAQUEN?))"
    r" DEL? (?:(?:LA|SU|SUS|ESTA|TU|EL|ESTE) )?(?:LISTAS?|SISTEMA|GRUPO|REGISTRO)",
    r"(?:QUITEN?|BORREN?|ELIMINEN?|SAQUEN?|REMUEVAN?|BORRAR|QUITAR|ELIMINAR|SACAR) MI (?:NUMERO|TELEFONO|NOMBRE"
    r"|CONTACTO)",
    r"(?:DAR(?:ME)?|DEN(?:ME)?|DE(?:ME)?|DAME|DOY) DE BAJA|ME DOY DE BAJA",
    r"(?:SALIR(?:ME)?|BORRARME|QUITARME) DE (?:LA|SU|ESTA|TU) LISTA",
    r"(?:CANCELAR|CANCELEN?|CANCELA|CANCELO) (?:(?:MI|LA) )?SUSCRIPCION",
    rf"(?:CANCELAR|CANCELEN?|CANCELA|CANCELO) (?:(?:LOS|MIS|ESTOS|SUS) )?{_PLURAL}",
    r"(?:REVOCO|RETIRO) (?:MI )?(?:CONSENTIMIENTO|PERMISO|AUTORIZACION)",
    r"NO ME LLAMEN NI ME (?:ESCRIBAN|TEXTEEN|MANDEN)",
    rf"DEJEN DE LLEGAR(?:ME|NOS) {_MAS}{MENSAJES}|DEJEN?ME FUERA DE {_MAS}{MENSAJES}|NI (?:ME|NOS) MANDEN"
    rf" {_MAS}{MENSAJES}",
    rf"NO (?:ME|NOS) LLEGUEN {_MAS}{MENSAJES}|ESTUVO (?:BUENO |BIEN )?(?:DE|CON) {_MAS}{_PLURAL}",
    r"YA NO ES (?:EL )?(?:NUMERO|TELEFONO|CEL) DE (?!USTED|AQUI)\w+|MEJOR (?:YA )?SAQUEN?ME DE ESTO",
    rf"NO MAS {_MAS}{MENSAJES}|NI UN {MENSAJES} MAS",
)
_SPANISH_WHOLE = (
    r"DEJEN?ME EN PAZ|(?:QUITE|BORRE|ELIMINE)N?ME(?: DE (?:AQUI|AKI|ESTO|AHI|SUS MENSAJES))?|NO (?:MANDAR"
    r"|ESCRIBIR|TEXTEAR)(?: MAS)?"
    r"|BORREN?ME|QUITAME|BORRAME|SACAME|NO (?:ESCRIBAN|MOLESTEN)(?: MAS)?"
    r"|NO MANDEN MAS|DE(?:JEN|JE) DE MANDAR"
    r"|(?:(?:ES(?:TE)?|TIENEN?|TIENE) (?:EL )?)?NUMERO EQUIVOCADO|SE EQUIVOC(?:O|ARON) DE NUMERO"
)
_SPANISH_POLITE = r"(?:(?:POR FAVOR|PORFAVOR|PORFA|YA|HOLA|OIGAN?|DISCULPEN?|PERDON|BUENO|OK|NO) )*"
_SPANISH_AFTER = r"(?: (?:POR FAVOR|PORFAVOR|PORFA|YA|MAS|NUNCA|NUNCA MAS|GRACIAS|JAMAS|AHORA))*"

# An opt-out that is denied, or told of somebody else, is none: "don't stop texting me", "they said stop texting us".
_TOLD_BY_OTHERS = word_set(
    "SAID SAYS TOLD ASKED YELLED SHOUTED DIJO DIJERON DICE DICEN GRITO GRITAN GRITARON PIDIERON AGENT AGENTS AGENTE"
    " AGENTES"
)
_TOLD_IN_ENGLISH = _TOLD_BY_OTHERS | word_set(
    "TELL ASK MAKE HAVE GET LET MAKES GETS DONT NOT NEVER DIDNT WONT CANT IF WHY THEY HE SHE AGENT AGENTS OFFICER"
)
_TOLD_IN_SPANISH = _TOLD_BY_OTHERS | word_set("DILE DILES DIGALE DIGANLE DIGAN PIDANLE NO NUNCA")
_OWN_WORDS = re.compile(
    r"\b(?:I )?(?:CANT|CANNOT) (?:DO|KEEP|HANDLE|TAKE|DEAL WITH) (?:THIS|IT|UP|DOING)\b|\bI(?: HAVE| ALREADY|VE)?"
    r" (?:SAID|TOLD|ASKED)\b|\b(?:TELL|TELLING|ASK|ASKING|HAVE TO|NEED TO|MAKE|GET) (?:YOU|U"
    r"|YALL)\b|\bI (?:HAVE|GET)\b|\bPLEASE (?:TELL|ASK) (?:THEM|YOUR SYSTEM)\b|\bI (?:DO NOT|DONT|NEVER) KNOW\b"
)

_SENTENCES = tuple(
    (re.compile(rf"\b(?:{'|'.join(patterns)})\b"), told)
    for patterns, told in ((_ENGLISH, _TOLD_IN_ENGLISH), (_SPANISH, _TOLD_IN_SPANISH))
)
_WHOLE_CLAUSE = re.compile(
    rf"{_ENGLISH_POLITE}(?:{_ENGLISH_WHOLE}){_ENGLISH_AFTER}|{_SPANISH_POLITE}(?:{_SPANISH_WHOLE}){_SPANISH_AFTER}"
)
_OTHER_HOURS = re.compile(
    r"\b(?:NIGHTS?|EVENINGS?|WEEKENDS?|MORNINGS?|DAYTIME|AFTERNOONS?|(?:AFTER|BEFORE) \w+|(?:LAS|LOS|EN LA|POR LA|DE)"
    r" (?:NOCHES?|TARDES?"
    r"|MANANAS?|FINES)|(?:DESPUES|ANTES) DE LAS? \w+) (?:(?:IS|ARE|WORKS?|WOULD BE|ESTAN?|ES|SON|YA|SI) )*(?:FINE|OK"
    r"|OKAY|GOOD|BETTER|BEST"
    r"|GREAT|BIEN|MEJOR|SI|PUEDO|CAN|WORK)\b"
)
"""Who says when it suits them wants our texts."""
_TAKE_ME_OFF = re.compile(r"\b(?:TAKE|REMOVE) ME\b|\b(?:QUITEN?|SAQUEN?|BORREN?|QUITA|SACA|BORRA)ME\b")
_ON_CALL = word_set(
    "SHIFT TURNO GUARDIA DUTY BED SLEEP DORMIR DESCANSAR TONIGHT TODAY HOY SICK ENFERMA ENFERMO CALL VACATION"
    " VACACIONES TIRED CANSADA CANSADO BEAT NIGHT TRABAJAR NOCHE ENFERME"
)
"""Beside TAKE ME OFF they speak of tonight, and not of every text."""
_ASKS_WHETHER = re.compile(
    r"\b(?:DO I (?:NEED|HAVE) TO|(?:WHY )?DID YOU|HAVE YOU|(?:NUMBER|WAY|PLACE|HOW|WORD) TO|DID I|SHOULD I|AM I"
    r"|WILL I|WAS I|(?:COMO|QUE) (?:LE )?HAGO"
    r" PARA)$"
)
_SCENE = word_set(
    "LAPD LASD CHP POLICE POLICIA SHERIFF AGENTS AGENTES AGENT AGENTE OFFICERS COPS ICE MIGRA INSPECTORS "
    "INSPECTORES VAN VANS SUV SUVS CAMIONETA CAMIONETAS PATRULLA PATRULLAS FALSE FALSA ALARM ALARMA GONE "
    "SEE VEN MIRAN WATCHING PEOPLE GENTE OBSERVERS VOLUNTEERS "
    " HIDING ESCONDIDA ESCONDIDO BUDDY PARTNER COMPANERO COMPANERA CERCA NEAR LOOKING OYEN HEAR "
    "LISTENING SCENE STREET CALLE FIRE DRIVING MANEJANDO MEETING JUNTA CLASE CLASS COURT CORTE"
)
# A clause without one of these can hold none of the sentences above; most texts end here.
_TRIGGERS = re.compile(
    r"\b(?:STOP|ENOUGH|DESUSCRI|ESTUVO|MEJOR|YA NO|THIS|PULL|SCRATCH|BAJEN|BAJE|QUIT|CEASE|END|HALT|DISCONTINUE|DONT|DO"
    r"|NEVER|NOT|NO|NI|TAKE|REMOVE|DELETE|DROP|GET|NEED|KEEP|LOSE"
    r"|FORGET"
    r"|ERASE|UN|UNSUBSCRIBE|UNSUSCRIBE|UNSUBCRIBE|OPT|OPTING|OPTOUT|REVOK|WITHDRAW|CANCEL|LEAVE|MAKE|WANT"
    r"|WRONG|NUMERO"
    r"|DEJ|PAR|CESEN|TERMINEN|BASTA|ALTO|DETENGAN|QUIT|BORR|ELIMIN|SA[QCL]|REMUEV|DAR|DEN|DE|DAME|DOY|REVOC|RETIRO"
    r"|EQUIVOC)"
)
_K_FOR_QU = re.compile(r"\bK(?=(?:ITE|ITA|ITAR|IER[OE])\w*\b)")
"""KIERO, KITENME: as thumbs write them."""
_LONGEST_CLAUSE_WORDS = 60
_WHAT_IT_DOES = re.compile(
    r"\b(?:STOP|SALIR|BAJA) (?:ES|SIRVE|IS) (?:PARA|FOR|TO|ONLY|SOLO)\b|\bDOES (?:STOP|SALIR|BAJA) (?:TAKE|GET|MEAN)\b"
)


def is_opt_out(text: PlainText) -> bool:
    """A carrier word alone or with a courtesy, a whole-message word, STOP as a clause of its own beside a refusal, or
    a plain sentence anywhere that neither its own clause nor another limits to a while, a person or a place. Nothing
    of the kind is meant by who says that they were joking."""
    spoken = " ".join(text.words)
    if is_in_jest(spoken) or (text.asks and _WHAT_IT_DOES.search(spoken)):
        return False
    return any(_is_whole_opt_out(words, asks=text.asks) for words in {text.words, text.unsigned}) or (
        _stands_alone(text)
        or _is_said_last(text)
        or any(_asks_for_no_more(clause, text) for clause in {*text.clauses, text.words})
    )


def _is_whole_opt_out(typed: tuple[str, ...], *, asks: bool) -> bool:
    words = cried_out(_without_regards(typed))
    if len(words) == 1 and re.sub(r"(.)\1+", r"\1", words[0]) in OPT_OUT_WORDS:
        return True
    spoken = " ".join(words)
    wish = " ".join(word for word in words if word not in COURTESIES)
    if not asks and (wish in WHOLE_MESSAGE_OPT_OUT or (wish and _WHOLE_CLAUSE.fullmatch(wish))):
        return True
    if spoken.replace(" ", "") in CARRIER_OPT_OUT or (spoken in WHOLE_MESSAGE_OPT_OUT and not asks):
        return True
    if words and words[-1] in OPT_OUT_WORDS and _WHOLE_CLAUSE.fullmatch(" ".join(words[:-1])):
        return True
    return not OPT_OUT_WORDS.isdisjoint(words) and OPT_OUT_WORDS.union(_AROUND_OPT_OUT).issuperset(words)


def _without_regards(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "STOP. Atte. la vecina": who signs is no part of what is asked."""
    return next((words[:at] for at, word in enumerate(words) if at and word in _REGARDS), words)


def _stands_alone(text: PlainText) -> bool:
    """ "No thank you, stop", "Stop. I moved away": not "Stop, they said"."""
    others = [clause for clause in text.clauses if clause != text.signed]
    if len(others) > 1 and not text.signed and len(others[-1]) == 1 and _is_a_name(text.typed[-1]):
        others.pop()
    return any(_is_whole_opt_out(clause, asks=True) for clause in others) and all(
        OPT_OUT_WORDS.union(_REFUSALS).issuperset(clause) for clause in others
    )


def _is_said_last(text: PlainText) -> bool:
    """ "Gracias por todo pero STOP", "I can't do this any more, STOP": in capitals as our texts say it, or behind"
    " a but."""
    if text.asks or text.copied or len(text.words) < 2 or not (_SCENE | _TOLD_BY_OTHERS).isdisjoint(text.words):
        return False
    if not _PARTING.search(" ".join(text.words)):
        return False
    if _BUT_STOP.search(" ".join(text.words)):
        return True
    last = [clause for clause in text.clauses if clause != text.signed][-1:]
    return (
        last == [("STOP",)]
        and "STOP" in re.findall(r"\w+", " ".join(text.typed))
        and not " ".join(text.typed).isupper()
    )


def _is_a_name(typed: str) -> bool:
    """ "STOP please. Finch": one word with a capital letter, by itself at the end."""
    return typed.istitle() and typed.isalpha() and typed.upper() not in _SCENE


def is_opt_in(text: PlainText) -> bool:
    """START or UNSTOP, alone or with a courtesy; or a plain wish for our texts again that nothing turns round."""
    if wishes_for_texts_again(text):
        return True
    words = tuple(word for word in text.words if word not in _AROUND_OPT_IN)
    anew = text.words[:1] in _STARTS or not _AGAIN.isdisjoint(text.words)
    starts = not OPT_IN_WORDS.isdisjoint(words) and set(words) <= _OPTED_IN
    alone = text.clauses and text.clauses[-1] in _STARTS and text.typed[-1].isupper()  # "miss you guys, START"
    return not text.asks and (_only(OPT_IN_WORDS, text) or (anew and starts) or (bool(alone) and may_opt_in(text)))


def asks_who_this_is(text: PlainText) -> bool:
    """HELP, INFO or AYUDA, alone or with a courtesy. On a mission the first and last are a call for help instead."""
    return _only(HELP_WORDS, text, _AROUND_HELP)


def _only(wanted: frozenset[str], text: PlainText, around: frozenset[str] = COURTESIES) -> bool:
    return not text.copied and any(
        not wanted.isdisjoint(words) and (wanted | around).issuperset(words) for words in (text.words, text.unsigned)
    )


def _asks_for_no_more(clause: tuple[str, ...], text: PlainText) -> bool:
    """Very long clauses are read from both ends only, so that no text can make us search for long."""
    if len(clause) > _LONGEST_CLAUSE_WORDS:
        half = _LONGEST_CLAUSE_WORDS // 2
        return _asks_for_no_more(clause[:half], text) or _asks_for_no_more(clause[-half:], text)
    spoken = _K_FOR_QU.sub("QU", " ".join(clause))
    if not _TRIGGERS.search(spoken) or any(_OTHER_HOURS.search(" ".join(each)) for each in text.clauses):
        return False
    if _WHOLE_CLAUSE.fullmatch(spoken):
        tonight = _TAKE_ME_OFF.search(spoken) is not None and not _ON_CALL.isdisjoint(text.words)
        return not (tonight or _tells_of_a_scene(clause, text))
    for pattern, told in _SENTENCES:
        if (found := pattern.search(spoken)) is not None:
            before = _OWN_WORDS.sub("", spoken[: found.start()])
            asked = _ASKS_WHETHER.search(spoken[: found.start()].rstrip()) is not None
            if (
                not asked
                and told.isdisjoint(before.split())
                and not _is_limited(found.group(), spoken[found.end() :], clause, text)
            ):
                return True
    return False


def _is_limited(found: str, after: str, clause: tuple[str, ...], text: PlainText) -> bool:
    """For a while, from somebody, or about what happens there: a wish about this moment is none about all texts."""
    if _tells_of_a_scene(clause, text) or leaves_us_texts(found, after, " ".join(clause), " ".join(text.words)):
        return True
    whole = len(text.clauses) > 1 and clause == text.words
    return whole and not _SCENE.isdisjoint(set(clause) - set(found.split()))


def _tells_of_a_scene(clause: tuple[str, ...], text: PlainText) -> bool:
    """Whether another clause says what is there: "it's just LAPD", "5 agents not 2", "they see my phone"."""
    return any(
        not _SCENE.isdisjoint(other) for other in text.clauses if other != clause and not set(other) <= set(clause)
    )
