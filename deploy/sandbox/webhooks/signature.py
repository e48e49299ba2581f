"""Sign a webhook the way Twilio signs it, so that the receiver's check is the one that runs in production."""

import hmac
from binascii import b2a_base64
from collections.abc import Iterable


def sign(auth_token: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """base64(HMAC-SHA1(token, URL + every name and value in order of names)).

    A name given several times counts each distinct value once, sorted: so does Twilio's own validator.
    """
    signed = url + "".join(name + value for name, value in sorted(set(parameters)))
    digest = hmac.digest(auth_token.encode(), signed.encode(), "sha1")
    return b2a_base64(digest, newline=False).decode("ascii")
