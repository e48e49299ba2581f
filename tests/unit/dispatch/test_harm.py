"""Plain words of harm are a cry whoever says them and however; what is denied, asked, supposed or of others is none."""

import pytest

from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import OwnMission, ReleaseMe, Situation, Sos, Stage

SENT = Situation(assignment=OwnMission("K7Q", Stage.CONFIRMED))
AT_THE_SCENE = Situation(assignment=OwnMission("K7Q", Stage.ON_SCENE))
NOTHING_OPEN = Situation()
RELEASED = Situation(recent_codes=("K7Q",))
OFFERED = Situation(open_offers=("K7Q",))

CRIES_AT_THE_SCENE = """
agent yanked me out of the car
one of the officers punched wren in the stomach
theyre boxing us in w their cars
ice dudes have us cornered behind the 7 eleven
3 guys in masks jumped us
border patrol is chasing us
he pinned my arm behind my back
were getting kettled
they wrestled my buddy to the ground
deputies are detaining us both
a white van keeps following me
me agarró un agente del cuello
nos encerraron en el estacionamiento
le pusieron las esposas a mi compañera
unos encapuchados nos vienen siguiendo
me quitaron el telefono y me tumbaron
nos estan rociando gas
un señor me amenazo con un cuchillo
la migra me tiene contra la pared
se llevaron a mi compa en una camioneta
he slammed wren against the hood
someone is tailing us since the freeway
they zip tied me
i got tackled
just got pepper sprayed in the eyes
theyre pulling oak out of the car
cop shoved me into a fence
they wont let us leave the alley
nos cerraron el paso y no nos dejan ir
agents dragging my teammate
hes got a gun on me
we are being followed by two suvs
an officer has me by the arm
estan golpeando a roble
ya me esposaron
nos aventaron gas
they handcuffed me for filming
got arrested
they arrested both of us
nos detuvieron a las dos
no they have me on the ground
they got me
we r being chased
ayuda me persiguen
"""
CRIES_OFF_A_MISSION = """
they are following me
me pegaron
me estan siguiendo en la calle
a car is following me home
agents grabbed me
la migra me agarro
nos estan persiguiendo
im being followed
me siguen desde el parque
ice is detaining me right now
they hit me
nos pararon los de la migra
someone followed me home
im getting arrested
im surrounded
cops beat me up
me golpearon unos agentes
nos tienen rodeados
"""
NO_CRIES_AT_THE_SCENE = """
nobody is following us
they didnt arrest anyone from our team
did they hit you?
he almost hit me with the door
they arrested a man
agents pushed a lady
se llevaron a un señor
no nos han hecho nada
follow me on insta
i think they followed the neighbor
what do we do if they arrest us
que hacemos si nos paran
they stopped a truck
he grabbed a coffee
they took pictures
the cop talked to us
a cop waved at us
they followed a red car
my feet are killing me
traffic is killing me
hit me up after
he hit the brakes
they were chasing a guy
empujaron a un muchacho
golpearon a un vendedor
they put him in the van
ya nos dejaron pasar
ya no nos siguen
neighbor said they pushed her
the train stopped us
ayer me siguieron
they are following protocol
catch me later
the sun is beating down on us
dicen que arrestaron a alguien
"""
NO_CRIES_OFF_A_MISSION = """
they followed someone home
ice arrested my neighbor
got hit by a car last year
someone hit my car
my boss is following me on insta
i got robbed last month
are they following me?
my ex keeps following me on instagram
me pegaron la gripa
me siguen llegando sus mensajes
i got stopped at a light
they stopped sending me texts
stop following me
me pararon ayer
mi jefe me tiene harto
nobody hit me
me robaron la semana pasada
work has me trapped
they hit me up all the time
they have me on the list
grabbed me a coffee
you got me
they got me the vest
"""


@pytest.mark.parametrize("text", CRIES_AT_THE_SCENE.strip().splitlines())
def test_harm_at_the_scene_is_a_cry(text: str):
    assert read(text, AT_THE_SCENE) == Sos("K7Q")


@pytest.mark.parametrize("situation", [NOTHING_OPEN, RELEASED], ids=["nothing open", "just released"])
@pytest.mark.parametrize("text", CRIES_OFF_A_MISSION.strip().splitlines())
def test_harm_to_a_volunteer_off_a_mission_is_a_cry(text: str, situation: Situation):
    assert read(text, situation) == Sos(None)


@pytest.mark.parametrize("text", ["me estan siguiendo", "they are chasing me", "im being followed"])
def test_harm_that_goes_on_is_a_cry_beside_an_offer(text: str):
    assert read(text, OFFERED) == Sos(None)


@pytest.mark.parametrize("text", NO_CRIES_AT_THE_SCENE.strip().splitlines())
def test_what_is_denied_asked_supposed_or_of_others_is_no_cry(text: str):
    assert not isinstance(read(text, AT_THE_SCENE), Sos)


@pytest.mark.parametrize("text", NO_CRIES_OFF_A_MISSION.strip().splitlines())
def test_everyday_harm_off_a_mission_is_no_cry(text: str):
    assert not isinstance(read(text, NOTHING_OPEN), Sos)


@pytest.mark.parametrize(
    "text",
    ["cant my car got hit", "no puedo me robaron el carro", "got pulled over cant make it", "no, me pegaron ayer"],
)
def test_why_somebody_cannot_come_is_no_cry(text: str):
    assert not isinstance(read(text, OFFERED), Sos)


@pytest.mark.parametrize(
    "text",
    ["me jalo para alla ahorita", "ya me jalo pal centro, 15", "va me lanzo pa la parada", "me aviento para el punto"],
)
def test_who_sets_out_is_not_pulled(text: str) -> None:
    assert not isinstance(read(text, SENT), Sos)


@pytest.mark.parametrize(
    "text", ["un agente me jalo para alla", "me jalo pa la camioneta", "me lanzo al piso", "me jalo del brazo"]
)
def test_who_is_pulled_somewhere_cries(text: str) -> None:
    assert isinstance(read(text, AT_THE_SCENE), Sos)


@pytest.mark.parametrize(
    "text", ["engines on, pulling out", "car is warm, pulling out now", "pulling out of my garage"]
)
def test_who_drives_off_does_not_back_out(text: str) -> None:
    assert not isinstance(read(text, SENT), ReleaseMe)
