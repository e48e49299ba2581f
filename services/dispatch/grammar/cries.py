"""Whether a reply is a cry for help, in the circumstances of whoever wrote it. Pure."""

from typing import Final

from schemas.reply_text.distress.circumstances import Circumstances
from schemas.reply_text.distress.cries import cries_for_help
from schemas.reply_text.distress.harm_table import Where
from schemas.reply_text.plain_text import PlainText
from services.dispatch.grammar.readings import Situation, Stage

_WHERE: Final = {
    Stage.HELD: Where.ON_A_MISSION,
    Stage.CONFIRMED: Where.ON_A_MISSION,
    Stage.EN_ROUTE: Where.EXPOSED,
    Stage.ON_SCENE: Where.AT_THE_SCENE,
}


def in_distress(heard: PlainText, situation: Situation) -> bool:
    """Whether the sender cries for help, for themselves or the one they are with."""
    mission = situation.assignment
    circumstances = Circumstances(
        where=_WHERE[mission.stage] if mission is not None else Where.NOTHING_OPEN,
        teammates=situation.teammates,
        partner_awaited=situation.partner_awaited,
        partner_in_sos=situation.partner_in_sos,
        offered=bool(situation.open_offers),
        asked_how_they_are=situation.check_in_open,
        paged=bool(situation.duty_pages),
    )
    return cries_for_help(heard, circumstances)
