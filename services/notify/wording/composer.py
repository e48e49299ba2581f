"""Put a claimed delivery together: open what is sealed, word it in the reader's language, find the address."""

import json
from collections.abc import Mapping
from typing import Final

from schemas.text_units import one_line, segments
from services.chassis.sealing import KeyMissing, Sealer, Tampered
from services.chassis.telemetry import VALUES_CUT
from services.notify.model import purposes
from services.notify.model.deliveries import ClaimedDelivery
from services.notify.model.messages import MailMessage, SigningNetwork, TextMessage
from services.notify.wording import render as wording
from services.notify.wording.placeholders import SEALED
from services.notify.wording.release_before import as_of_today

SOS_PAGES: Final = frozenset({"D1", "D1a", "D1b", "D1c", "D1d", "D1e", "D1f", "D1g", "D1h", "D1i", "D1j", "D32"})


class Uncomposable(Exception):
    """It can never be sent as it is; the text is a code for `reason`."""


class Composer:
    """Holds the keys; what it returns is personal and lives as long as one POST.

    `hotline`: the number to be called until dispatch has announced the network's own.
    """

    def __init__(self, sealer: Sealer, *, hotline: str) -> None:
        self._sealer = sealer
        self._hotline = hotline

    def text(self, delivery: ClaimedDelivery) -> TextMessage:
        """
        Raises:
            Uncomposable: no such template, parameters that do not fit, or a key that is gone.
        """
        return TextMessage(self._address(delivery, purposes.PHONE), self.body(delivery))

    def body(self, delivery: ClaimedDelivery) -> str:
        params = self._params(delivery)
        network = self._network(delivery)
        for name in wording.cut_short(delivery.template, filled(delivery.template, params, network)):
            VALUES_CUT.labels(name).inc()
        try:
            return in_words(
                delivery.template,
                delivery.language,
                params,
                network=network,
                exercise=delivery.exercise,
            )
        except wording.WordingError as error:
            raise Uncomposable("wording") from error

    def mail(self, delivery: ClaimedDelivery) -> MailMessage:
        """A mail template as it is; a text as a mail, unless it holds what a mail may not show."""
        to = self._address(delivery, purposes.EMAIL)
        network = self._network(delivery)
        language = wording.readable(delivery.language)
        said = wording.WORDINGS[language]
        try:
            if wording.is_mail(delivery.template):
                params = filled(delivery.template, self._params(delivery), network)
                mail = wording.render_mail(delivery.template, language, params)
                subject, text = mail.subject, mail.text
            else:
                sos = "SOS " if _is_about_an_sos(delivery) else ""
                subject = one_line(f"{network.name} {sos}{delivery.params.get('code', '')}")
                text = self.body(delivery) if not delivery.sealed_params else said.mail_instead
                text = text.replace("$hotline", one_line(network.hotline_phone))
        except wording.WordingError as error:
            raise Uncomposable("wording") from error
        return MailMessage(to, f"{said.exercise}{subject}" if delivery.exercise else subject, text)

    def _network(self, delivery: ClaimedDelivery) -> SigningNetwork:
        """As dispatch announced it; a text that is due before that signs with the network's id."""
        return delivery.network or SigningNetwork(delivery.network_id, delivery.network_id.upper(), self._hotline)

    def _params(self, delivery: ClaimedDelivery) -> dict[str, str]:
        clear = {name: value for name, value in delivery.params.items() if name not in SEALED}
        if not delivery.sealed_params:
            return clear
        return {**clear, **self._opened_params(delivery, delivery.sealed_params)}

    def _opened_params(self, delivery: ClaimedDelivery, sealed: bytes) -> dict[str, str]:
        text = self._open(sealed, purposes.PARAMS, str(delivery.token.message_id))
        opened = json.loads(text)
        if not isinstance(opened, dict):
            raise Uncomposable("params")
        return {str(name): str(value) for name, value in opened.items()}

    def _address(self, delivery: ClaimedDelivery, purpose: str) -> str:
        if delivery.person_id is None:
            if delivery.sealed_contact is None:
                raise Uncomposable("no_contact")
            return self._open(delivery.sealed_contact, purposes.CALLER, str(delivery.subject_id))
        if delivery.sealed_address is None:
            raise Uncomposable("no_contact")
        return self._open(delivery.sealed_address, purpose, str(delivery.person_id))

    def _open(self, sealed: bytes, purpose: str, record: str) -> str:
        try:
            return self._sealer.open_text(sealed, purpose=purpose, record=record)
        except (KeyMissing, Tampered, UnicodeDecodeError) as error:
            raise Uncomposable("unreadable") from error


def in_words(
    template: str, language: str, params: Mapping[str, str], *, network: SigningNetwork | None, exercise: bool
) -> str:
    """The text as it goes out, here and in a preview.

    Raises:
        WordingError: no such template, or parameters that do not fit; the message names no value.
    """
    template, params = as_of_today(template, params)
    body = wording.render(template, language, filled(template, params, network))
    return marked_as_exercise(body, language) if exercise else body


def filled(template: str, params: Mapping[str, str], network: SigningNetwork | None) -> dict[str, str]:
    """What the template takes, and no more: a producer may send what only another template needs. Who signs it and
    whom to call is the network's own.
    """
    given = dict(params)
    if network is not None:
        given |= {"org": network.name, "hotline": network.hotline_phone}
    if template not in wording.REQUIRED:
        return {}
    taken = wording.REQUIRED[template] | wording.own_words(template)
    return {name: value for name, value in given.items() if name in taken}


def marked_as_exercise(body: str, language: str) -> str:
    """Marked, unless the mark would cost a second segment."""
    marked = wording.WORDINGS[wording.readable(language)].exercise + body
    return marked if segments(marked).count == 1 else body


def _is_about_an_sos(delivery: ClaimedDelivery) -> bool:
    """A page about one, or one that names it among others: whoever sees the subject alone opens it."""
    return delivery.template in SOS_PAGES or ":sos" in delivery.params.get("pages", "")
