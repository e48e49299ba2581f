"""Put a claimed delivery together: open what is sealed, word it in the reader's language, find the address."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from services.chassis.sealing import KeyMissing, Sealer, Tampered
from services.notify.model import Network
from services.notify.store.deliveries import Parts
from services.notify.wording import render as wording
from services.notify.wording.segments import segments

PHONE_PURPOSE = "contact.phone"
EMAIL_PURPOSE = "contact.email"
CALLER_PURPOSE = "report.contact"
PARAMS_PURPOSE = "message.params"

EXERCISE = {"en": "EXERCISE ", "es": "SIMULACRO "}
# What a mail says instead of a text whose parameters no mail may show (PRACTICE §4.2: no place beyond the zone).
ON_YOUR_PHONE = {
    "en": "There is a text for you. It is on your phone; if it is not, please call $hotline.",
    "es": "Hay un mensaje de texto para usted. Está en su teléfono; si no llegó, llame al $hotline.",
}


class Uncomposable(Exception):
    """It can never be sent as it is; the text is a code for `reason`."""


@dataclass(frozen=True, slots=True)
class Text:
    to: str
    body: str


@dataclass(frozen=True, slots=True)
class Letter:
    to: str
    subject: str
    text: str


class Composer:
    """Holds the keys; what it returns is personal and lives as long as one POST.

    `hotline`: the number to be called until dispatch has announced the network's own.
    """

    def __init__(self, sealer: Sealer, *, hotline: str) -> None:
        self._sealer = sealer
        self._hotline = hotline

    def text(self, parts: Parts) -> Text:
        """
        Raises:
            Uncomposable: no such template, parameters that do not fit, or a key that is gone.
        """
        return Text(self._address(parts, PHONE_PURPOSE), self.body(parts))

    def body(self, parts: Parts) -> str:
        params = self._params(parts)
        try:
            return in_words(
                parts.template, parts.language, params, network=self._network(parts), exercise=parts.exercise
            )
        except wording.WordingError as error:
            raise Uncomposable("wording") from error

    def letter(self, parts: Parts) -> Letter:
        """A mail template as it is; a text as a mail, unless it holds what a mail may not show."""
        to = self._address(parts, EMAIL_PURPOSE)
        network = self._network(parts)
        language = wording.readable(parts.language)
        try:
            if wording.is_mail(parts.template):
                params = filled(parts.template, self._params(parts), network)
                mail = wording.render_mail(parts.template, language, params)
                subject, text = mail.subject, mail.text
            else:
                subject = f"{network.name} {parts.params.get('code', '')}".strip()
                text = self.body(parts) if not parts.sealed_params else ON_YOUR_PHONE[language]
                text = text.replace("$hotline", network.hotline_phone)
        except wording.WordingError as error:
            raise Uncomposable("wording") from error
        return Letter(to, f"{EXERCISE[language]}{subject}" if parts.exercise else subject, text)

    def _network(self, parts: Parts) -> Network:
        """As dispatch announced it; a text that is due before that signs with the network's id."""
        return parts.network or Network(parts.network_id, parts.network_id.upper(), self._hotline)

    def _params(self, parts: Parts) -> dict[str, str]:
        if not parts.sealed_params:
            return parts.params
        return {**parts.params, **self._opened_params(parts, parts.sealed_params)}

    def _opened_params(self, parts: Parts, sealed: bytes) -> dict[str, str]:
        text = self._open(sealed, PARAMS_PURPOSE, str(parts.token.message_id))
        opened = json.loads(text)
        if not isinstance(opened, dict):
            raise Uncomposable("params")
        return {str(name): str(value) for name, value in opened.items()}

    def _address(self, parts: Parts, purpose: str) -> str:
        if parts.person_id is None:
            if parts.sealed_contact is None:
                raise Uncomposable("no_contact")
            return self._open(parts.sealed_contact, CALLER_PURPOSE, str(parts.subject_id))
        if parts.sealed_address is None:
            raise Uncomposable("no_contact")
        return self._open(parts.sealed_address, purpose, str(parts.person_id))

    def _open(self, sealed: bytes, purpose: str, record: str) -> str:
        try:
            return self._sealer.open_text(sealed, purpose=purpose, record=record)
        except (KeyMissing, Tampered, UnicodeDecodeError) as error:
            raise Uncomposable("unreadable") from error


def in_words(
    template: str, language: str, params: Mapping[str, str], *, network: Network | None, exercise: bool
) -> str:
    """The text as it goes out, here and in a preview.

    Raises:
        WordingError: no such template, or parameters that do not fit; the message names no value.
    """
    body = wording.render(template, language, filled(template, params, network))
    return marked_as_exercise(body, language) if exercise else body


def filled(template: str, params: Mapping[str, str], network: Network | None) -> dict[str, str]:
    """What the template takes, and no more: a producer may send what only another template needs."""
    given = dict(params)
    if network is not None:
        given.setdefault("org", wording.fit("org", network.name))
        given.setdefault("hotline", wording.fit("hotline", network.hotline_phone))
    required = wording.REQUIRED.get(template, frozenset())
    return {name: value for name, value in given.items() if name in required}


def spoken(number: str) -> str:
    """A number as texts say it: 213-555-0142."""
    if number.startswith("+1") and len(number) == 12:
        return f"{number[2:5]}-{number[5:8]}-{number[8:]}"
    return number


def marked_as_exercise(body: str, language: str) -> str:
    """Marked, unless the mark would cost a second segment."""
    marked = EXERCISE[wording.readable(language)] + body
    return marked if segments(marked).count == 1 else body
