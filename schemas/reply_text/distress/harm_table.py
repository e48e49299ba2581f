"""How each concept is told, and which of them in a clause are together a cry, and where. Pure data.

Each row says what a clause holds, and what it must not hold: what befalls strangers is what observers come to see.
The road and the scene ask least, a mission whose people are not yet under way more, and with nothing open what is said
must have the sender in it.
"""

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from schemas.reply_text.distress.harm_at_the_door import AT_THE_DOOR
from schemas.reply_text.distress.harm_by_arms import ARMS_AND_WOUNDS
from schemas.reply_text.distress.harm_by_force import FORCE
from schemas.reply_text.distress.harm_by_pursuit import PURSUIT
from schemas.reply_text.distress.harm_by_signs import SIGNS
from schemas.reply_text.distress.harm_by_wheels import WHEELS
from schemas.reply_text.distress.harm_concepts import Concept as C

CONCEPTS: Final = {
    concept: re.compile("|".join(told))
    for concept, told in (FORCE | PURSUIT | WHEELS | ARMS_AND_WOUNDS | SIGNS | AT_THE_DOOR).items()
}
"""What befalls them."""


class Where(IntEnum):
    """How exposed somebody is; a row that holds with less holds with more."""

    NOTHING_OPEN = 0
    ON_A_MISSION = 1
    EXPOSED = 2
    AT_THE_SCENE = 3


@dataclass(frozen=True, slots=True)
class Cry:
    """Held together these are a cry, from here on; `across` a whole text, and not only within a clause."""

    holds: frozenset[C]
    since: Where
    unless: frozenset[C] = frozenset()
    across: bool = False
    until: Where = Where.AT_THE_SCENE

    def is_told_by(self, held: set[C], where: Where) -> bool:
        return self.since <= where <= self.until and self.holds <= held and self.unless.isdisjoint(held)


def _row(
    since: Where, *holds: C, unless: tuple[C, ...] = (), across: bool = False, until: Where = Where.AT_THE_SCENE
) -> Cry:
    return Cry(frozenset(holds), since, frozenset(unless), across, until)


CRIES: Final = (
    # whom it befalls is said
    _row(Where.NOTHING_OPEN, C.FORCE_ON_US),
    _row(Where.NOTHING_OPEN, C.THREAT, C.US),
    _row(Where.NOTHING_OPEN, C.WEAPON, C.US),
    _row(Where.NOTHING_OPEN, C.BEHIND, C.US),
    _row(Where.NOTHING_OPEN, C.DOG, C.US),
    _row(Where.NOTHING_OPEN, C.PRESSED, C.US),
    _row(Where.NOTHING_OPEN, C.SEIZED, unless=(C.OTHERS,)),
    _row(Where.NOTHING_OPEN, C.HELD_HERE, C.US, C.STRANGERS),
    _row(Where.NOTHING_OPEN, C.GRAVELY_HURT, unless=(C.OTHERS,)),
    _row(Where.NOTHING_OPEN, C.ENCLOSED, C.US, C.AGENTS),
    _row(Where.NOTHING_OPEN, C.HIDING, C.AGENTS, unless=(C.OTHERS,), across=True),
    _row(Where.NOTHING_OPEN, C.HIDING, C.SOUGHT, across=True),
    _row(Where.NOTHING_OPEN, C.HIDING, C.BEHIND, across=True),
    _row(Where.NOTHING_OPEN, C.FLIGHT, C.BEHIND, across=True),
    _row(Where.NOTHING_OPEN, C.FLIGHT, C.STRANGERS, unless=(C.NAMED_OTHERS,)),
    _row(Where.NOTHING_OPEN, C.BREAKING_IN, C.WITH_ME_IN_IT, across=True),
    _row(Where.NOTHING_OPEN, C.SAME, C.AT_MY_DOOR, across=True),
    _row(Where.NOTHING_OPEN, C.GLASS, C.AT_MY_DOOR),
    _row(Where.NOTHING_OPEN, C.BREAKING_IN, C.STRANGERS, C.US),
    _row(Where.NOTHING_OPEN, C.LURKING, C.AT_MY_DOOR, C.STRANGERS),
    _row(Where.NOTHING_OPEN, C.HUNTED, C.STRANGERS),
    _row(Where.NOTHING_OPEN, C.TAKEN_BY_THEM),
    _row(Where.NOTHING_OPEN, C.IN_THEIR_HANDS, C.AGENTS),
    _row(Where.NOTHING_OPEN, C.DONE_TO_US, C.WITH_ME_IN_IT, C.STRANGERS),
    _row(Where.NOTHING_OPEN, C.DONE_TO_US, C.CALLED_FOR),
    _row(Where.NOTHING_OPEN, C.COME_UP_TO_US, C.LURKING, C.AGENTS),
    _row(Where.ON_A_MISSION, C.BREAKING_IN, C.US),
    _row(Where.ON_A_MISSION, C.HUNTED),
    _row(Where.ON_A_MISSION, C.GLASS, C.US),
    _row(Where.EXPOSED, C.DONE_TO_US),
    _row(Where.EXPOSED, C.WITH_ME_IN_IT),
    _row(Where.ON_A_MISSION, C.BREAKING_IN, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.BEFALLEN, unless=(C.OTHERS,)),
    _row(Where.NOTHING_OPEN, C.BEHIND, C.AT_MY_DOOR, across=True),
    _row(Where.NOTHING_OPEN, C.GLASS, C.INSIDE, across=True),
    # it is enough that no stranger is meant
    _row(Where.ON_A_MISSION, C.MATE_TAKEN),
    _row(Where.ON_A_MISSION, C.BLOW, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.PRESSED, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.WEAPON, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.THREAT, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.BEHIND, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.HURT, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.GAS, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.DOG, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.GLASS, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.HIDING, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.ENCLOSED, unless=(C.OTHERS,)),
    _row(Where.EXPOSED, C.HELD_HERE),
    _row(Where.ON_A_MISSION, C.KEPT, unless=(C.OTHERS,)),
    _row(Where.ON_A_MISSION, C.KEPT, C.US),
    _row(Where.ON_A_MISSION, C.MOB),
    _row(Where.EXPOSED, C.MADE_TO, unless=(C.OTHERS,)),
    _row(Where.EXPOSED, C.ENCLOSED, C.US),
    _row(Where.EXPOSED, C.ENCLOSED, unless=(C.OTHERS,), across=True),
    _row(Where.EXPOSED, C.FLIGHT, unless=(C.OTHERS,)),
    _row(Where.AT_THE_SCENE, C.GONE),
    _row(Where.AT_THE_SCENE, C.VANISHED),
    _row(Where.AT_THE_SCENE, C.NOT_SEEN),
    _row(Where.EXPOSED, C.SHUT_IN, C.LURKING, across=True),
    _row(Where.NOTHING_OPEN, C.BREAKING_IN, C.AT_MY_DOOR),
    # cars, and what is known of harm from afar
    _row(Where.EXPOSED, C.RUN_DOWN, unless=(C.OTHERS,)),
    _row(Where.EXPOSED, C.RUN_DOWN, C.US),
    _row(Where.ON_A_MISSION, C.ENCLOSED_BY_CARS),
    _row(Where.ON_A_MISSION, C.WRECKED),
    _row(Where.ON_A_MISSION, C.STRUCK_OURS),
    _row(Where.ON_A_MISSION, C.ABOARD, C.PAPERS_CHECKED, across=True),
    _row(Where.ON_A_MISSION, C.THROWN_AT_OURS),
    _row(Where.EXPOSED, C.NAMED),
    _row(Where.ON_A_MISSION, C.HEARD_SCREAMING),
    _row(Where.EXPOSED, C.SILENT, C.STRUGGLE_SEEN, across=True),
    _row(Where.EXPOSED, C.SILENT, C.LED_BY_THEM, across=True),
    _row(Where.AT_THE_SCENE, C.TAKEN_BY_FORCE, unless=(C.OTHERS,)),
    _row(Where.AT_THE_SCENE, C.HURT_NOW, C.HURRY, unless=(C.NAMED_OTHERS,), across=True),
    _row(Where.AT_THE_SCENE, C.LIFELESS, unless=(C.NAMED_OTHERS,), across=True),
    _row(Where.NOTHING_OPEN, C.AT_HOME, C.AGENTS),
    _row(Where.NOTHING_OPEN, C.CARRIED_OFF, C.AGENTS),
    _row(Where.EXPOSED, C.COME_UP_TO_US, C.AGENTS, unless=(C.OTHERS,)),
    _row(Where.NOTHING_OPEN, C.HIDING, C.BREAKING_IN, across=True),
    _row(Where.EXPOSED, C.SHUT_IN, C.APPROACHING, across=True),
    _row(Where.AT_THE_SCENE, C.ILL, C.WORSE, unless=(C.NAMED_OTHERS,), across=True),
    _row(Where.AT_THE_SCENE, C.FALLEN, unless=(C.OTHERS,), across=True),
    # at the door
    _row(Where.NOTHING_OPEN, C.DOOR_TRIED),
    _row(Where.NOTHING_OPEN, C.CLIMBED_IN, C.US, across=True),
    _row(Where.ON_A_MISSION, C.CLIMBED_IN, C.APPROACHING, across=True),
    _row(Where.NOTHING_OPEN, C.KNOCKING, C.AGENTS, unless=(C.NAMED_OTHERS,), across=True, until=Where.ON_A_MISSION),
    _row(Where.NOTHING_OPEN, C.IN_AT_THE_WINDOW, unless=(C.NAMED_OTHERS,), until=Where.ON_A_MISSION),  # at home
    _row(Where.NOTHING_OPEN, C.WATCHED, C.STRANGERS),
    _row(Where.NOTHING_OPEN, C.BACK_FOR_US),
    _row(Where.NOTHING_OPEN, C.LYING_IN_WAIT, C.AT_MY_DOOR, across=True),
    _row(Where.NOTHING_OPEN, C.LYING_IN_WAIT, C.BEHIND, across=True),
    _row(Where.AT_THE_SCENE, C.LEFT_ALONE, C.SHE_IS_TAKEN, across=True),
    _row(Where.AT_THE_SCENE, C.NOT_SEEN, C.SHE_IS_TAKEN, unless=(C.NAMED_OTHERS,), across=True),
    _row(Where.ON_A_MISSION, C.ALL_SHUT_IN, C.WITHIN, across=True),
    _row(Where.EXPOSED, C.SILENT, C.HEARD_FROM_AFAR, across=True),
)
