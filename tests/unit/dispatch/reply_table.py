"""What each reply means in each situation: the table behind test_grammar.py."""

from services.dispatch.grammar.readings import (
    Accept,
    Ack,
    Arrived,
    AskAgain,
    Decline,
    EnRoute,
    FindingLetter,
    FindingReply,
    Help,
    Late,
    Left,
    NotOk,
    Ok,
    OpenPage,
    OptIn,
    OwnMission,
    ReleaseMe,
    SetLanguage,
    ShiftOff,
    ShiftOn,
    Situation,
    Sos,
    Stage,
    Standby,
    Talk,
    WhichOne,
)

IDLE = Situation()
OFFERED = Situation(open_offers=("K7Q",))
TWO_OFFERS = Situation(open_offers=("K7Q", "M4T"))
HELD = Situation(assignment=OwnMission("K7Q", Stage.HELD))
CONFIRMED = Situation(assignment=OwnMission("K7Q", Stage.CONFIRMED))
EN_ROUTE = Situation(assignment=OwnMission("K7Q", Stage.EN_ROUTE))
ON_SCENE = Situation(assignment=OwnMission("K7Q", Stage.ON_SCENE))
CHECKED = Situation(assignment=OwnMission("K7Q", Stage.ON_SCENE), check_in_open=True)
CHECKED_ON_THE_WAY = Situation(assignment=OwnMission("K7Q", Stage.EN_ROUTE), check_in_open=True)
OFFERED_ON_A_MISSION = Situation(open_offers=("M4T",), assignment=OwnMission("K7Q", Stage.CONFIRMED))
ASKED_AGAIN = Situation(open_offers=("K7Q",), asked_again="K7Q")
ASKED_RELEASE = Situation(assignment=OwnMission("K7Q", Stage.CONFIRMED), asked_release="K7Q")
OVER = Situation(recent_codes=("K7Q",))
OFFERED_AFTER_OVER = Situation(open_offers=("M4T",), recent_codes=("K7Q",))
DUTY = Situation(duty_pages=(OpenPage("K7Q"),))
TWO_PAGES = Situation(duty_pages=(OpenPage("K7Q"), OpenPage("M4T")))
A_CRY = Situation(duty_pages=(OpenPage("K7Q", sos=True),))
A_CRY_AND_MORE = Situation(duty_pages=(OpenPage("K7Q", sos=True), OpenPage("M4T")))
A_CRY_AND_MORE_OF_IT = Situation(duty_pages=(OpenPage("K7Q", sos=True), OpenPage("K7Q")))
TWO_CRIES = Situation(duty_pages=(OpenPage("K7Q", sos=True), OpenPage("M4T", sos=True)))
EVERY_SITUATION = (
    IDLE,
    OFFERED,
    TWO_OFFERS,
    HELD,
    CONFIRMED,
    EN_ROUTE,
    ON_SCENE,
    CHECKED,
    CHECKED_ON_THE_WAY,
    OFFERED_ON_A_MISSION,
    ASKED_AGAIN,
    ASKED_RELEASE,
    OVER,
    OFFERED_AFTER_OVER,
    DUTY,
    TWO_PAGES,
    A_CRY,
    A_CRY_AND_MORE,
    A_CRY_AND_MORE_OF_IT,
    TWO_CRIES,
)
MISSIONS = tuple(situation for situation in EVERY_SITUATION if situation.assignment is not None)

C, F, G, X = FindingLetter
YES_IN_10 = Accept("K7Q", 10)
YES = Accept("K7Q", None)
NO = Decline("K7Q")


def each(situation: Situation, meaning: object, texts: str) -> list[tuple[Situation, str, object]]:
    """Every one of the texts, parted by |, means the same in this situation."""
    return [(situation, text, meaning) for text in texts.split("|")]


READ: list[tuple[Situation, str, object]] = [
    # An open offer: yes
    *each(
        OFFERED,
        YES,
        "Y|y|Yes|YES!|yes.|Si|SI|Sí|sí|¡Sí!|1|Y K7Q|K7Q Y|yes k7q|1 K7Q|yes please|Yes, thanks|Yes thank you"
        "|Sí gracias|si, por favor|Claro que sí|sí claro|Sí puedo|si, si puedo ir|Yes I can|yes yes|ok yes|Y 👍"
        "|yes 🙏🏽|yeah|Yep|si voy|yes I can go|Claro que sí voy"
        "|“Y”|'yes'|Y\u200b|\u202ay\u202c|Ｙ|ＹＥＳ|У|ΥΕЅ|ѕі|hola si|Yo sí|*Y*|(y)|Y\n|y,K7Q",
    ),
    *each(
        OFFERED,
        YES_IN_10,
        "Y 10|y10|Y10min|Y 10min|Y 10 min|yes 10 minutes|Y + 10|Y,10|Y-10|Y/10|10 Y|1 10|K7Q Y 10|Y K7Q 10"
        "|y 10 K7Q|SI 10|si 10 minutos|Sí, en 10|si en 10 min|sí, en unos diez minutos|sí, como en 10|Yes in 10"
        "|yes in about ten|yes, ten minutes please|Ｙ １０|Y １０|Y ١٠|Y ⑩|𝐘 𝟏𝟎|Y 1\ufe0f\u20e30\ufe0f\u20e3"
        "|Yes, I can 10|si puedo en 10|y 10m|ETA 10 yes|Y\n10|Y 10.",
    ),
    *each(OFFERED, YES_IN_10, "Voy 10|voy en 10|En camino, 10|omw 10 min|I can go, 10 min"),
    (OFFERED, "Y 1", Accept("K7Q", 1)),
    (OFFERED, "1 1", Accept("K7Q", 1)),
    (OFFERED, "Y 180", Accept("K7Q", 180)),
    (OFFERED, "yes twenty five", Accept("K7Q", 25)),
    (OFFERED, "yes forty-five min", Accept("K7Q", 45)),
    (OFFERED, "si veinticinco", Accept("K7Q", 25)),
    (OFFERED, "si treinta y cinco", Accept("K7Q", 35)),
    (OFFERED, "sí, treinta minutos", Accept("K7Q", 30)),
    (OFFERED, "Y half an hour", Accept("K7Q", 30)),
    (OFFERED, "si en media hora", Accept("K7Q", 30)),
    (OFFERED, "Y 1 hour", Accept("K7Q", 60)),
    (OFFERED, "sí, en una hora", Accept("K7Q", 60)),
    (OFFERED, "yes, an hour", Accept("K7Q", 60)),
    (OFFERED, "si hora y media", Accept("K7Q", 90)),
    # An open offer: only if people are short; no
    (OFFERED, "L", Standby("K7Q", None)),
    (OFFERED, "l.", Standby("K7Q", None)),
    (OFFERED, "L 20", Standby("K7Q", 20)),
    (OFFERED, "L20", Standby("K7Q", 20)),
    (OFFERED, "L K7Q 20", Standby("K7Q", 20)),
    *each(
        OFFERED,
        NO,
        "N|n|No|NO!|no.|0|N K7Q|0 K7Q|no k7q|No thanks|no, thank you|No gracias|no, muchas gracias|No puedo"
        "|no puedo ir|No, I can't|no, cannot|ya no|Yo no|ok no|N 👍|claro que no|Ν|no 😔|¡No!"
        "|buenas tardes, no puedo, gracias",
    ),
    # An open offer: sounds like yes, asks back once
    *each(
        OFFERED,
        AskAgain("K7Q"),
        "VOY|voy|Go|OK|ok!|Okay|👍|👍🏽|👍👍|K7Q|ok K7Q|bien|Sure|claro|dale|I can|puedo|10|15 min"
        "|Listo|ok gracias|On my way|let's go",
    ),
    (ASKED_AGAIN, "Y 10", YES_IN_10),
    (ASKED_AGAIN, "n", NO),
    # Two open offers
    *each(TWO_OFFERS, WhichOne(("K7Q", "M4T")), "Y|Y 10|N|0|1|L|OK|voy|👍|10"),
    (TWO_OFFERS, "Y K7Q M4T", WhichOne(("K7Q", "M4T"))),
    (TWO_OFFERS, "Y M4T", Accept("M4T", None)),
    (TWO_OFFERS, "Y M4T 10", Accept("M4T", 10)),
    (TWO_OFFERS, "m4t si 10", Accept("M4T", 10)),
    (TWO_OFFERS, "N M4T", Decline("M4T")),
    (TWO_OFFERS, "L M4T", Standby("M4T", None)),
    (TWO_OFFERS, "ok M4T", AskAgain("M4T")),
    (TWO_OFFERS, "M4T", AskAgain("M4T")),
    # Codes made of digits, or that look like a word or a command with a number
    (Situation(open_offers=("234", "567")), "Y 234", Accept("234", None)),
    (Situation(open_offers=("234", "567")), "Y 567 25", Accept("567", 25)),
    (Situation(open_offers=("THX", "M4T")), "Y thx", Accept("THX", None)),
    (Situation(open_offers=("Y25", "M4T")), "Y Y25", Accept("Y25", None)),
    (Situation(open_offers=("Y25",)), "N Y25", Decline("Y25")),
    (Situation(open_offers=("C4X", "K7QRW")), "y k7qrw 5", Accept("K7QRW", 5)),
    # A mission
    *each(CONFIRMED, EnRoute("K7Q"), "GO|go|Voy|VOY!|voy K7Q|ok voy|yo voy|sí voy|claro, voy|GO 👍"),
    (CONFIRMED, "Voy 10", EnRoute("K7Q", 10)),
    (HELD, "GO", EnRoute("K7Q")),
    (EN_ROUTE, "go", EnRoute("K7Q")),
    (OFFERED_ON_A_MISSION, "voy", EnRoute("K7Q")),
    *each(
        EN_ROUTE,
        Arrived("K7Q"),
        "HERE|here!|Here K7Q|I'm here|I’m here|we are here|AQUI|Aquí|Aquí estoy|ya estoy aquí|Llegué|ya llegue"
        "|ok here",
    ),
    (CONFIRMED, "HERE", Arrived("K7Q")),
    (ON_SCENE, "HERE", Arrived("K7Q")),
    (CHECKED_ON_THE_WAY, "HERE", Arrived("K7Q")),
    *each(CONFIRMED, ReleaseMe("K7Q", confirmed=False), "N|No|0|n K7Q|no puedo|no, gracias|No, I can't"),
    (HELD, "N", ReleaseMe("K7Q", confirmed=False)),
    (ASKED_RELEASE, "N", ReleaseMe("K7Q", confirmed=True)),
    (OFFERED_ON_A_MISSION, "N", WhichOne(("M4T", "K7Q"))),
    (OFFERED_ON_A_MISSION, "N K7Q", ReleaseMe("K7Q", confirmed=False)),
    (OFFERED_ON_A_MISSION, "N M4T", Decline("M4T")),
    (CONFIRMED, "Y 10", YES_IN_10),
    (HELD, "Y", YES),
    (HELD, "Y K7Q", YES),
    # Findings, on scene only
    (ON_SCENE, "C", FindingReply("K7Q", C)),
    (ON_SCENE, "c 4", FindingReply("K7Q", C, 4)),
    (ON_SCENE, "C4", FindingReply("K7Q", C, 4)),
    (ON_SCENE, "C 4 2", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C4 2", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C, 4, 2.", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "С 4 2", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "Ｃ ４ ２", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C K7Q 4 2", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "K7Q C 0 0", FindingReply("K7Q", C, 0, 0)),
    (ON_SCENE, "C 99 99", FindingReply("K7Q", C, 99, 99)),
    (ON_SCENE, "C cuatro dos", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C four people and two cars", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C 4 personas y 2 carros", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C 2 vans 4 agents", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C 2 vans", FindingReply("K7Q", C, None, 2)),
    (ON_SCENE, "C 4 2 gracias", FindingReply("K7Q", C, 4, 2)),
    (ON_SCENE, "C 4 2 white vans, “POLICE” on vests", FindingReply("K7Q", C, 4, 2, "white vans, “POLICE” on vests")),
    (ON_SCENE, "C: chalecos verdes", FindingReply("K7Q", C, None, None, "chalecos verdes")),
    (ON_SCENE, "F", FindingReply("K7Q", F)),
    (ON_SCENE, "F fare inspectors", FindingReply("K7Q", F, None, None, "fare inspectors")),
    (ON_SCENE, "F policía local", FindingReply("K7Q", F, None, None, "policía local")),
    (ON_SCENE, "F 3 1 inspectores", FindingReply("K7Q", F, 3, 1, "inspectores")),
    (ON_SCENE, "G", FindingReply("K7Q", G)),
    (ON_SCENE, "g.", FindingReply("K7Q", G)),
    (ON_SCENE, "X", FindingReply("K7Q", X)),
    (ON_SCENE, "X: gate closed", FindingReply("K7Q", X, None, None, "gate closed")),
    (CHECKED, "C 4 2", FindingReply("K7Q", C, 4, 2)),
    # A check-in
    *each(
        CHECKED,
        Ok(),
        "OK|ok.|Okay|BIEN|Bien, gracias|todo bien|Estoy bien|estamos bien|I'm ok|we are OK|👍|👍🏿|OK K7Q|all ok"
        "|muy bien",
    ),
    *each(CHECKED, NotOk(), "NO|no!|N|Mal|estoy mal|NOT OK|I'm not ok|no ok|No estoy bien|no bien|0"),
    (CHECKED_ON_THE_WAY, "no", NotOk()),
    (CHECKED_ON_THE_WAY, "ok", Ok()),
    # Any state
    *((situation, "OUT", Left("K7Q")) for situation in MISSIONS),
    *each(ON_SCENE, Left("K7Q"), "out|Out.|FUERA|fuera!|I'm out|ya estoy fuera|OUT K7Q|ok out|out now"),
    (IDLE, "OUT", Left(None)),
    (OVER, "OUT K7Q", Left("K7Q")),
    *((situation, "TALK", Talk()) for situation in EVERY_SITUATION),
    *each(OVER, Talk(), "talk|Hablar|hablar por favor|talk please|TALK K7Q|puedo hablar"),
    *((situation, "ON", ShiftOn(None)) for situation in EVERY_SITUATION),
    *each(
        IDLE,
        ShiftOn(4),
        "ON 4|on4|ON 4h|ON 4 hours|on for 4 hours|ACTIVO 4|activa 4 horas|Activo por cuatro horas",
    ),
    (IDLE, "activo", ShiftOn(None)),
    (IDLE, "ON 24", ShiftOn(24)),
    *((situation, "OFF", ShiftOff()) for situation in EVERY_SITUATION),
    *each(IDLE, ShiftOff(), "off|Off please|PAUSA|pausa, gracias"),
    *((situation, "LANG ES", SetLanguage("es")) for situation in EVERY_SITUATION),
    *each(IDLE, SetLanguage("es"), "lang es|Idioma ES|idioma español|LANG: ES|lang spanish"),
    *each(IDLE, SetLanguage("en"), "lang en|Idioma EN|idioma inglés|lang english please"),
    *((situation, "START", OptIn()) for situation in EVERY_SITUATION),
    *((situation, "INFO", Help()) for situation in EVERY_SITUATION),
    *each(IDLE, Help(), "HELP|help please|Ayuda|AYUDA!|help?"),
    (OFFERED, "HELP", Help()),
    # Distress: anywhere, any state
    *((situation, "SOS", Sos("K7Q")) for situation in MISSIONS),
    (IDLE, "SOS", Sos(None)),
    (OFFERED, "sos", Sos(None)),
    (OVER, "SOS K7Q", Sos("K7Q")),
    *each(
        ON_SCENE,
        Sos("K7Q"),
        "SOS|sos!!|S.O.S.|S O S|SOOOOS|s0s|🆘|ЅОЅ|ＳＯＳ|S\u200bOS|SOS C 4 2|C 4 2 SOS|ok sos|no sos|danger SOS"
        "|Peligro|hay peligro aqui|AYUDAME|ayúdame|¡Ayúdame por favor!|ayudenme|911|call 911!|9-1-1|llamen al 911"
        "|HELP|help!!|help me|they need help|HELPPPP|ayuda|Ayuda, vienen|auxilio|socorro|danger|emergencia"
        "|STOP SOS|sos?|SOS “K7Q: understood, thank you.”|Liked “K7Q: understood, thank you.” sos",
    ),
    *((situation, "HELP", Sos("K7Q")) for situation in MISSIONS),
    *((situation, "AYUDA", Sos("K7Q")) for situation in MISSIONS),
    # The duty lead
    *each(DUTY, Ack("K7Q"), "ACK|ack|ACK K7Q|ack k7q thanks|K7Q ACK|ok ack"),
    (TWO_PAGES, "ACK M4T", Ack("M4T")),
    (TWO_PAGES, "ACK", Ack(None)),
    (IDLE, "ACK", Ack(None)),
    (OVER, "ACK K7Q", Late("K7Q")),
    *each(A_CRY, Ack("K7Q", sos=True), "ACK K7Q|ACK SOS K7Q|SOS K7Q ack|ack k7q sos thanks"),
    *each(A_CRY, WhichOne(("K7Q",)), "ACK|ack sos|SOS ack|on it|ok ack"),
    *each(A_CRY_AND_MORE, WhichOne(("K7Q", "M4T")), "ACK|ok ack"),
    *each(A_CRY_AND_MORE, Ack("K7Q", sos=True), "ACK K7Q|ACK SOS K7Q"),
    (A_CRY_AND_MORE, "ACK SOS", WhichOne(("K7Q",))),
    (A_CRY_AND_MORE, "ACK M4T", Ack("M4T")),
    *each(A_CRY_AND_MORE_OF_IT, WhichOne(("K7Q",)), "ACK|ACK SOS"),
    *each(A_CRY_AND_MORE_OF_IT, Ack("K7Q", sos=True), "ACK K7Q|ACK SOS K7Q"),
    *each(TWO_CRIES, WhichOne(("K7Q", "M4T")), "ACK|ACK SOS"),
    (TWO_CRIES, "ACK SOS M4T", Ack("M4T", sos=True)),
    (DUTY, "ACK SOS K7Q", Ack("K7Q")),
    (IDLE, "ACK SOS K7Q", Sos(None)),
    *each(A_CRY, Sos("K7Q"), "SOS K7Q|SOS they have me K7Q ack"),
    # What is over
    *each(OVER, Late("K7Q"), "Y|Y 10|Y K7Q|SI K7Q|N K7Q|n|L K7Q|voy K7Q|HERE|HERE K7Q|K7Q|ok K7Q"),
    (OFFERED_AFTER_OVER, "Y K7Q", Late("K7Q")),
    (OFFERED_AFTER_OVER, "N K7Q", Late("K7Q")),
    (OFFERED_AFTER_OVER, "L K7Q 10", Late("K7Q")),
    (OFFERED_AFTER_OVER, "Y 10", Accept("M4T", 10)),
    (OFFERED_AFTER_OVER, "Y M4T", Accept("M4T", None)),
]  # fmt: skip

NEVER_COMMANDS = [
    text
    for _, text, _ in each(
        IDLE,
        None,
        "|EN|es|Es la migra|es migra|C u in 5|C you in 5|c ya in 5|C in 5|C in 5 min|"
        "|out of gas|No se|no sé"
        "|here we go|not here|no aquí|Off to the store|off work at 5|G night"
        "|G2G|g2g|g morning|F this|F off|F u|X marks it|C42|C?|C 5 min|C 100|C 4 200|go away|"
        "|si no puedo|sí y no|Y N|Y/N|yes no|no yes|no, sure|no seguro|maybe|tal vez|quizás"
        "|Y 100%|Y 200|Y 181|Y 0|Y 7:19|Y 10 am|Y at 10am|Y 10 20|Y $10|Y 99999|Y ٣٣٣|Y Q9Z|Y K8Q"
        "|yes but late|yes if HERON goes|si pero tarde|Y?|yes?|Out?|here?|¿voy?|N?|ok?|ON 25"
        "|ON 4 min|ON 4 5|lang|idioma|lang fr|lang en es|ACK 5|Talk 5|OUT 5|ON OFF|OUT HERE|GO HERE|Y GO N"
        "|can't talk|no puedo hablar|yo creo que sí|como|why|¿quién es?|who is this|Soto St & E 3rd St"
        "|sospechoso|sospechosos|alto, dijeron|Alto, dijeron|la calle baja|bus stop|end of the street|cancel my shift"
        "|👎 no se|Y 👎 tarde|no mames|ni modo|1 hour late|C 4 2 and now they run, out of here?"
        "|",
    )
]
"""In no situation a command: something is left over, contradicts, or asks."""
