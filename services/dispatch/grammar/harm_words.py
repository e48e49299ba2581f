"""Who is harmed, by whom and how: the small vocabularies of which sentences of harm are built. Pure data.

A sentence of harm is somebody, an act and one of us. Each list below is one of these in English and Spanish; verbs are
listed once and inflected here, so that a new verb is understood in every tense and in every sentence at once.
"""

import re
from typing import Final

from schemas.reply_text.plain_text import word_set


def one_of(words: str) -> str:
    """A regular expression for any of these; `_` in a word is a space."""
    return f"(?:{'|'.join(word.replace('_', ' ') for word in words.split())})"


# --- one of us
MATES: Final = word_set(
    "PARTNER PARTNERS BUDDY TEAMMATE TEAMMATES TEAM FRIEND COMPANION COLLEAGUE COWORKER COMADRE COMPADRE HOMIE HOMEGIRL"
    " PAL COMPANERO COMPANERA COMPANEROS COMPANERAS COMPITA COMPA COLEGA AMIGO AMIGA EQUIPO PAREJA"
)
"""Whoever is on the mission with us, when "my" stands before it."""
KIN: Final = one_of(
    "BROTHER SISTER COUSIN SON DAUGHTER HUSBAND WIFE UNCLE AUNT NEIGHBOR HERMAN[OA] PRIM[OA] HIJ[OA] ESPOS[OA] TI[OA]"
    " VECIN[OA] DONA DON SENORA? MISS MR MRS"
)
BESIDE_US: Final = r"(?:WITH (?:ME|US)|BESIDE ME|CONMIGO|CON NOSOTR[OA]S)"
"""Kin are ours when it is said that they are here."""
BODY: Final = one_of(
    "ARMS? HAIR NECK FACE WRISTS? HEAD STOMACH LEGS? KNEES? CHEST BACK SHOULDERS? HANDS? RIBS THROAT NOSE EYES? JAW"
)
HELD: Final = one_of(
    "PHONES? CAMERAS? CELL CELLPHONE KEYS IDS? PASSPORTS? LICENSE SHIRT JACKET BAG BACKPACK VEST"
    " PAPERS DOCUMENTS WALLET MEGAPHONE"
)
CAR: Final = one_of(
    "CAR TRUCK VAN(?!_(?:A|\\w+NDO|POR|TRAS|DETRAS|HACIA|CON)\\b) BIKE SUV PICKUP VEHICLE SEDAN CARRO TROCA COCHE"
    " CAMIONETA MOTO BICI TAHOES? SUBURBANS? EXPLORERS? CHARGERS? DURANGOS? JEEPS? TESLAS? ESCALADES? F150 MINIVAN"
    " TRUCKS CARS SUVS"
)

# --- by whom
AGENTS: Final = one_of(
    "AGENTS? COPS? OFFICERS? POLICE POLICEMAN FEDS? ICE HSI CBP DHS ERO BORDER_PATROL SHERIFFS? SOLDIERS? TROOPS"
    " DEPUTY DEPUTIES GUARDS? RAIDERS? MIGRA POLICIAS? PATRULLAS? AGENTES? OFICIAL OFICIALES FEDERALES GUARDIAS?"
    " POLIS? LAPD LASD CHP MARSHALS? UNIFORMADOS? ENCAPUCHADOS?"
)
PEOPLE: Final = one_of(
    "SOMEONE SOMEBODY GUYS? MAN MEN DUDES? PERSON PEOPLE LADY DRIVER WOMAN THUGS? ALGUIEN HOMBRES? TIPOS? SENOR"
    " SUJETOS?"
    " VATOS? WEYES CABRONES GENTE COUNTER_?PROTEST\\w+ STRANGERS? MOB CROWD"
)
PRONOUNS: Final = one_of("THEY HE SHE ELLOS")
OF_THEM: Final = one_of(
    "THE AN? SOME THESE THIS THAT THOSE TWO THREE FOUR FIVE SIX \\d+ LIKE_\\d+ ONE_OF_THE MANY SEVERAL A_BUNCH_OF"
    " A_GROUP_OF MASKED BIG PLAINCLOTHES UNIFORMED FEDERAL ARMED UNDERCOVER EL LA LOS LAS UN UNA UNOS UNAS DOS TRES"
    " CUATRO CINCO VARIOS MUCHOS OTRO OTROS PUROS EL_DE LA_DE LOS_DE DE ICE BLACK WHITE ANOTHER RANDOM WEIRD TALL"
)

# --- with what
WEAPON: Final = one_of(
    "GUN RIFLE WEAPON PISTOL TASER KNIFE MACHETE BAT BATON STICK HAMMER PIPE SHOTGUN BOTTLE ARMA PISTOLA CUCHILLO"
    " NAVAJA"
    " MACANA BATE ESCOPETA"
)
WEAPONS: Final = one_of(
    "GUNS RIFLES WEAPONS PISTOLS TASERS KNIVES BATS BATONS STICKS CLUBS FISTS SHIELDS ARMAS PISTOLAS MACANAS BATES"
)
"""More than one may only say how they are equipped."""

# --- what they do
_ACTS: Final = """
    HIT PUSH SHOVE GRAB PUNCH KICK SLAP BEAT TACKLE ATTACK ASSAULT SLAM SMACK CLUB STRIKE CHOKE STRANGLE BITE STAB STOMP
    SHOOT TASE TAZE MACE GAS TEARGAS SPRAY PEPPERSPRAY DRAG PIN RAM ROB MUG HURT INJURE GROPE TOUCH SWING KNOCK WHACK
    CLOTHESLINE MANHANDLE WRESTLE YANK BATTER HEADBUTT WHIP BATON
    FOLLOW CHASE TAIL STALK TRAIL PURSUE SHADOW HUNT
    SURROUND CORNER TRAP BLOCK BOX KETTLE SWARM ENCIRCLE BARRICADE CORRAL LOCK CIRCLE
    ARREST DETAIN CUFF HANDCUFF ZIPTIE SEIZE SNATCH KIDNAP ABDUCT RESTRAIN CATCH HOLD SEPARATE SEARCH FRISK INTERROGATE
    CARJACK AMBUSH SHACKLE NAB
    THREATEN HARASS INTIMIDATE FORCE LOAD HAUL THROW JUMP STOP REAR_END TEAR_GAS PEPPER_SPRAY ZIP_TIE
"""
_DOUBLED: Final = word_set(
    "GRAB HIT SLAM CLUB STAB TRAP PIN RAM ROB DRAG SLAP MUG KIDNAP GAS TEARGAS NAB STOP WHIP TEAR_GAS"
)
_IRREGULAR: Final = {
    "HIT": "HIT", "BEAT": "BEAT BEATEN", "STRIKE": "STRUCK STRIKED", "SHOOT": "SHOT", "THROW": "THREW THROWN",
    "BITE": "BIT BITTEN", "CATCH": "CAUGHT", "HOLD": "HELD", "SWING": "SWUNG", "HURT": "HURT",
}  # fmt: skip


def _past(verb: str) -> list[str]:
    if verb in _IRREGULAR:
        return _IRREGULAR[verb].split()
    stem = verb + verb[-1] if verb in _DOUBLED else verb
    if verb.endswith("E"):
        return [f"{verb}D"]
    return [f"{stem[:-1]}IED" if stem[-1] == "Y" and stem[-2] not in "AEIOU" else f"{stem}ED"]


def _ing(verb: str) -> str:
    if verb.endswith("E") and not verb.endswith("TIE"):
        return f"{verb[:-1]}ING"
    return f"{verb + verb[-1] if verb in _DOUBLED else verb}ING"


def _present(verb: str) -> str:
    return f"{verb}ES" if verb.endswith(("SH", "CH", "S", "X")) else f"{verb}S"


def _inflected(verbs: str) -> tuple[str, str, str]:
    """As they are infinitives, as they are past, and in every form but the infinitive."""
    listed = verbs.split()
    past = sorted({form for verb in listed for form in _past(verb)})
    told = sorted({*past, *map(_ing, listed), *map(_present, listed)})
    return one_of(" ".join(listed)), one_of(" ".join(past)), one_of(" ".join(told))


TO_HARM, HARMED, HARMS = _inflected(_ACTS)
"""Any verb of harm as an infinitive; as a past or a participle; and in every form that tells of somebody else."""

_IN_AR: Final = """
    PEG EMPUJ GOLPE AGARR RODE ARREST ESPOS ENCERR BLOQUE ATAC AMENAZ APUNT DISPAR ROCI GASE CORRETE ACORRAL ATRAP JAL
    JALONE ARRASTR TUMB PATE TIR AVENT AVIENT CHOC ATROPELL ARREBAT ROB MAT LASTIM CAPTUR SECUESTR ENCANON ACOS ESTRELL
    ENCAJON EMPUJONE PIS ASALT APLAST MADRE LANZ EMBIST PERSEGU AHORC INTERCEPT ARRINCON EMBOSC HOSTIG ACECH CORRALE
    ACUCHILL NAVAJE MACANE CACHETE TORTUR ESCULC MANOSE MALTRAT SOMAT GARROTE ESTRANGUL FORCEJE VIGIL INTERROG AMARR
"""
STEMS_IN_AR: Final = one_of(_IN_AR)
IN_AR: Final = rf"{STEMS_IN_AR}(?:A|AN|O|ARON|ANDO|AR|E|EN|ABA|ABAN)"
IN_ER_AND_IR: Final = one_of(
    "SIGUEN? SIGUIO SIGUIERON SIGUIENDO PERSIGUEN? PERSIGUIERON PERSIGUIO PERSIGUIENDO DETUVO DETUVIERON DETIENEN?"
    " DETENIENDO DETENER ENCIERRAN? RETIENEN? RETUVIERON RETUVO RETENIENDO SOMETIERON SOMETEN SOMETIO AGREDEN? AGREDIO"
    " AGREDIERON AGREDIENDO HIRIO HIRIERON HIRIENDO MORDIO MORDIERON TORCIERON TORCIO ROMPIERON ROMPIO QUEBRARON QUEBRO"
    " ESCUPIO ESCUPIERON DESCUBRIERON CACHARON PILLARON PARARON PARAR PARANDO CERCAN CERCARON METIERON METEN"
    " METIENDO METER"
    " SUBIERON SUBIENDO SUBEN SUBIR BAJARON BAJAN LLEVARON LLEVANDO PUSIERON PUSO CAYERON COGIERON ATAJARON"
)
STATES: Final = one_of(
    "RODEAD[OA]S? DETENID[OA]S? ATRAPAD[OA]S? ACORRALAD[OA]S? ESPOSAD[OA]S? ENCERRAD[OA]S? HERID[OA]S? ARRESTAD[OA]S?"
    " SECUESTRAD[OA]S? SANGRANDO LASTIMAD[OA]S? GOLPEAD[OA]S? PERSEGUID[OA]S? AMENAZAD[OA]S? GASEAD[OA]S? EMPUJAD[OA]S?"
    " AGREDID[OA]S? BLOQUEAD[OA]S? TIRAD[OA]S? INCONSCIENTE DESMAYAD[OA] EN_PELIGRO EN_PROBLEMAS RETENID[OA]S?"
    " CERCAD[OA]S?"
    " ARRINCONAD[OA]S? BAJO_ARRESTO AMARRAD[OA]S?"
)
STATES_ALONE: Final = one_of(
    "RODEAD[OA]S ATRAPAD[OA]S? ACORRALAD[OA]S? ESPOSAD[OA]S? ARRESTAD[OA]S? DETENID[OA]S? HERID[OA]S? ENCERRAD[OA]S"
    " ARRINCONAD[OA]S?"
)
"""Said alone they tell of us."""
_PLAIN: Final = re.compile(r"[A-Z]+")
SPELLED: Final = frozenset(
    {word for listed in (TO_HARM, HARMED, HARMS) for word in listed[3:-1].split("|") if _PLAIN.fullmatch(word)}
    | {f"{stem}{ending}" for stem in _IN_AR.split() for ending in ("A", "AN", "O", "ARON", "ANDO", "AR")}
    | {f"{stem}AD{ending}" for stem in _IN_AR.split() for ending in ("O", "A", "OS", "AS")}
    | {word for word in IN_ER_AND_IR[3:-1].split("|") if _PLAIN.fullmatch(word)}
    | MATES
)
"""Every word of harm, and for whoever is with us, as it is spelled: what a slip may have been meant for."""
