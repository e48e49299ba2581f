"""What makes a sentence no plain statement of its sender's: asked, supposed, doubted, or heard from others. Pure data.

Of pieces as `news_clauses.py` cuts them, shared by news and by findings in plain words.
"""

import re
from typing import Final

ASKED: Final = re.compile(
    r"^(?:IS|ARE|AM(?= I\b)|DO|DOES|DID|CAN|COULD|SHOULD(?! BE)|SHALL|WILL|WOULD|HAS|MAY|WHERE(?! (?:YOU|THEY_))"
    r"|WHAT|WHO"
    r"|WHICH|WHEN"
    r"|WHY|HOW|DONDE(?! ME)"
    r"|QUIEN|QUIENES|CUAL|CUANDO|CUANTO|COMO ESTA\w*|QUE (?:HAGO|HACEMOS|LETRA|PASA|ONDA)|PUEDO|PODEMOS|DEBO|DEBEMOS)\b"
    r"|\b(?:WHAT (?:DO|SHOULD)|WHERE (?:DO|IS|ARE|TO|SHOULD)|HOW (?:DO|LONG|MUCH)|IS (?:THIS|THAT) THE|QUE (?:HAGO"
    r"|HACEMOS)|(?:POR|A|DE|EN|PARA) DONDE(?! ME| NOS)|QUE HORA|^HAY \w+ SI|IS (?:THIS|THAT) (?:IT|OK|RIGHT)"
    r"|CAN WE|CAN I|CAN YOU|SHOULD (?:I|WE)|DO (?:I|WE)|ARE (?:YOU|WE) \w+)\b(?<!HOW DO YOU DO)"
)
"""An auxiliary before its subject asks, also without a question mark."""
SUPPOSED: Final = re.compile(
    r"\b(?:IF|IN CASE|EN CASO|POR SI|UNLESS|WHEN (?:I|WE|THEY_|MATE_|IT|YOU)|ONCE|AFTER (?:WORK|I|WE|CLASS)|UNTIL|TILL"
    r"|HASTA(?= \w)|CUANDO"
    r" (?:SALGA|TERMINE|LLEGUE|LLEGUEN"
    r"|SE|VENGA)|SI (?:NO|VIENE|LLEGA|PUEDO|SE)|TOMORROW|MANANA|YESTERDAY|AYER|LAST (?:WEEK|TIME|NIGHT)|LATER|JK"
    r"|BROMA)\b"
)
DOUBTED: Final = re.compile(
    r"\b(?:MAYBE|PERHAPS|THINK|(?<!YOUR )GUESS|PROBABLY|POSSIBLY|MIGHT|MAY|COULD BE|UNSURE|SEEMS?|LOOKS LIKE|LOOK LIKE"
    r"|APPEARS?"
    r"|APPARENTLY|SUPPOSEDLY|IDK|DUNNO|CREO|PIENSO|PARECEN?|QUIZAS?|TAL ?VEZ|POSIBLEMENTE|PROBABLEMENTE|SUPONGO|SERA"
    r"|SERAN"
    r"|A LO MEJOR|HOPEFULLY|OJALA)\b"
)
HEARD: Final = re.compile(
    r"\b(?:SAY|SAID|SAYS|SAYING|TOLD|TELLS|TELLING|HEARD|HEARING|DICE|DICEN|DIJO|DIJERON|ME DIJ\w+|SEGUN|CUENTAN|OI"
    r"|OIMOS"
    r"|RUMOR|REPORTEDLY)\b(?<!WHERE YOU TOLD)(?<!WHERE YOU SAID)(?<!LIKE YOU SAID)(?<!AS YOU SAID)(?<!DONDE ME"
    r" DIJERON)(?<!DONDE ME DIJO)(?<!DONDE NOS DIJO)(?<!DONDE DIJERON)(?<!DONDE DIJO)"
    r"(?<!DONDE NOS DIJERON)(?<!MAPS DICE)(?<!GPS DICE)(?<!WAZE DICE)(?<!GPS SAYS)(?<!MAPS SAYS)(?<!WAZE"
    r" SAYS)(?<!GOOGLE SAYS)(?<!LETS SAY)"
)
