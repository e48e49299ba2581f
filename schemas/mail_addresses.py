"""What is an address of mail, and what a mail server must be able to do for it. Pure."""

import re
from typing import Final

LONGEST: Final = 254
"""In octets (RFC 5321, section 4.5.3.1, with its erratum)."""
_ADDRESS: Final = re.compile(
    r"(?P<local>[^\s@<>\"(),:;\\\[\]\x00-\x1f\x7f]{1,64})@(?P<domain>[^\W_](?:[\w-]*[^\W_])?(?:\.[^\W_](?:[\w-]*[^\W_])?)+)"
)


def address_on_the_wire(address: str) -> str | None:
    """As it is handed to a mail server: its domain in ASCII (IDNA), so that only who has the mailbox matters.
    None: no address."""
    found = _ADDRESS.fullmatch(address)
    if found is None or found["local"].startswith(".") or found["local"].endswith(".") or ".." in found["local"]:
        return None
    try:
        written = f"{found['local']}@{found['domain'].encode('idna').decode('ascii')}"
        return written if len(written.encode()) <= LONGEST else None
    except UnicodeError:
        return None


def needs_smtputf8(address: str) -> bool:
    """Only a server that offers SMTPUTF8 (RFC 6531) takes it."""
    return not address.isascii()
