"""What happens to everybody at work, at home and on the way is no cry, and the same words are one about agents."""

import pytest

from services.dispatch.grammar.reader import read
from services.dispatch.grammar.readings import OwnMission, Situation, Sos, Stage

CONFIRMED = Situation(assignment=OwnMission("K7Q", Stage.CONFIRMED))
ON_THE_ROAD = Situation(assignment=OwnMission("K7Q", Stage.EN_ROUTE))
AT_THE_SCENE = Situation(assignment=OwnMission("K7Q", Stage.ON_SCENE), teammates=("HERON",))


@pytest.mark.parametrize(
    ("situation", "everyday", "cry"),
    [
        (CONFIRMED, "boss grabbed me for a double so I can't come", "ICE grabbed me so I can't come"),
        (CONFIRMED, "boss grabbed me for a double so I can't come", "my boss grabbed me by the throat"),
        (CONFIRMED, "me agarró el jefe para doblar turno, ya no voy", "me agarró la migra, ya no voy"),
        (CONFIRMED, "se me soltó el perro, ya no llego", "nos soltaron el perro"),
        (ON_THE_ROAD, "jumped on the bus, 15 min", "jumped by two guys at the bus"),
        (ON_THE_ROAD, "locked my bike to the rack by the door", "they locked me in by the door"),
        (ON_THE_ROAD, "a stray dog is following me", "a gray van is following me"),
        (ON_THE_ROAD, "me puso una multa un poli por el foco, ya sigo", "me puso las esposas un poli"),
        (AT_THE_SCENE, "im home now, locked the door, making tea", "im home, locked the door, they are outside"),
        (AT_THE_SCENE, "home safe, locked the gate behind me", "they locked the gate behind us"),
        (AT_THE_SCENE, "walked heron to her stop, im home", "they walked heron to the van"),
        (AT_THE_SCENE, "walked heron to her car, im home", "walked heron to their car"),
        (AT_THE_SCENE, "ya dejé a heron en su casa", "metieron a heron en su camioneta"),
        (AT_THE_SCENE, "home, dog jumped all over me", "home, three men jumped all over me"),
        (AT_THE_SCENE, "me tiemblan las piernas", "me rompieron las piernas"),
        (AT_THE_SCENE, "hay peligro o ya podemos acercarnos", "hay peligro, ya no podemos salir"),
    ],
)
def test_only_who_does_it_or_to_whom_makes_it_a_cry(situation: Situation, everyday: str, cry: str):
    assert [isinstance(read(text, situation), Sos) for text in (everyday, cry)] == [False, True]
