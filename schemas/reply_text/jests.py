"""Whether somebody says that they were joking: "unsubscribe me lol jk", "ya no voy, no es cierto". Pure."""

import re
from typing import Final

_IN_EARNEST: Final = r"(?<!NOT )(?<!NO )(?<!AINT )(?<!ISNT )(?<!NO ES )(?<!NO ESTOY )(?<!NI )"
_IN_JEST: Final = re.compile(
    rf"{_IN_EARNEST}\b(?:JK|KIDDING|KIDDIN|JOKING|JUST A JOKE|(?:JUST|IM|I AM|ONLY) (?:PLAYING|PLAYIN|MESSING|TEASING)"
    r"|NTC|NO TE CREAS|NO SE CREAN?|(?:ES|ERA|FUE|PURA|DE) BROMA|BROMEO|BROMEANDO|BROMITA|NO ES CIERTO|NO ES VERDAD"
    r"|ES MENTIRA|(?:A|JA|JAJA|JAJAJA) MENTIRA|MENTIRA (?:JA|SI|YA|LLEGO)\w*)\b"
)
_LAUGHS: Final = re.compile(r"\b(?:J[AEIO]|H[AE]){2,}J?\b|\bLOL+\b")


def is_in_jest(spoken: str) -> bool:
    """Of upper-case words: they take back what they said, laughing."""
    return _IN_JEST.search(spoken) is not None or (
        _LAUGHS.search(spoken) is not None and re.search(r"\bMENTIRA\b", spoken) is not None
    )
