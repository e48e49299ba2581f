"""How a person names an incident."""


def reference_of(code: str) -> str:
    """Codes are said and typed in any case; an id is taken as it is."""
    return code.upper() if len(code) < 8 else code
