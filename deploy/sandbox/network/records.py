"""Put the ledger and the mailbox into journal records, and build both again from them after a crash."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from deploy.sandbox.mailbox import Mailbox, ReceivedMail
from deploy.sandbox.network.faults import DeliveryPlan
from deploy.sandbox.network.journal import Record
from deploy.sandbox.network.ledger import CarrierText, Ledger, StatusCallback
from deploy.sandbox.network.segments import TextEncoding

Unfinished = dict[str, DeliveryPlan]
"""By sid: the texts whose status callbacks were still owed."""


def text_record(text: CarrierText, route: DeliveryPlan | None = None) -> Record:
    fields = {name: getattr(text, name) for name in CarrierText.__slots__ if name != "callbacks"}
    fields["callbacks"] = [_fields_of(callback) for callback in text.callbacks or ()]
    return {"what": "text", "text": fields, "route": _fields_of(route) if route else None}


def status_record(text: CarrierText) -> Record:
    return {
        "what": "status",
        "sid": text.sid,
        "status": text.status,
        "error_code": text.error_code,
        "at_us": text.updated_us,
    }


def callback_record(text: CarrierText, callback: StatusCallback) -> Record:
    return {"what": "callback", "sid": text.sid, "callback": _fields_of(callback)}


def consent_record(number: str, sender: str, *, blocked: bool) -> Record:
    return {"what": "consent", "number": number, "sender": sender, "blocked": blocked}


def label_record(number: str, label: str) -> Record:
    return {"what": "label", "number": number, "label": label}


def mail_record(mail: ReceivedMail) -> Record:
    return {
        "what": "mail",
        "number": mail.number,
        "at_us": mail.at_us,
        "sender": mail.sender,
        "recipients": mail.recipients,
        "source": b64encode(mail.source).decode("ascii"),
    }


RESET: Record = {"what": "reset"}


def restore(records: Iterable[dict[str, Any]], ledger: Ledger, mailbox: Mailbox) -> Unfinished:
    """Play the records back; a record of something already forgotten changes nothing."""
    unfinished: Unfinished = {}
    for record in records:
        match record["what"]:
            case "text":
                text = text_from(record["text"])
                ledger.seen = max(ledger.seen, text.number - 1)
                ledger.add(text)
                if record["route"]:
                    unfinished[text.sid] = route_from(record["route"])
            case "status":
                if text_or_none := ledger.get(record["sid"]):
                    text_or_none.status, text_or_none.error_code = record["status"], record["error_code"]
                    text_or_none.updated_us = record["at_us"]
            case "callback":
                if text_or_none := ledger.get(record["sid"]):
                    callback = StatusCallback(**record["callback"])
                    text_or_none.callbacks = [*(text_or_none.callbacks or ()), callback]
            case "consent":
                blocked = ledger.phone(record["number"]).blocked
                (blocked.add if record["blocked"] else blocked.discard)(record["sender"])
            case "label":
                ledger.phone(record["number"]).label = record["label"]
            case "mail":
                source = b64decode(record["source"])
                mailbox.put(record["sender"], tuple(record["recipients"]), source, record["at_us"])
            case "reset":
                ledger.clear()
                mailbox.clear()
                unfinished.clear()
    return {
        text.sid: route
        for text in ledger.oldest_first()
        if (route := unfinished.get(text.sid)) and _is_owed(text, route)
    }


def _is_owed(text: CarrierText, route: DeliveryPlan) -> bool:
    reported = len(text.callbacks or ()) if text.status_callback else len(route.callbacks)
    return text.status != route.outcome or reported < len(route.callbacks)


def snapshot(ledger: Ledger, mailbox: Mailbox, unfinished: Unfinished) -> Iterator[Record]:
    """The shortest journal that gives this ledger and mailbox."""
    for text in ledger.oldest_first():
        yield text_record(text, unfinished.get(text.sid))
    for phone in reversed(list(ledger.phones_newest_first())):
        if phone.label:
            yield label_record(phone.number, phone.label)
        for sender in sorted(phone.blocked):
            yield consent_record(phone.number, sender, blocked=True)
    for mail in mailbox.oldest_first():
        yield mail_record(mail)


def _fields_of(value: StatusCallback | DeliveryPlan) -> Record:
    """What dataclasses.asdict gives, without its deep copies: this runs for every text."""
    return {name: getattr(value, name) for name in value.__slots__}


def text_from(fields: dict[str, Any]) -> CarrierText:
    callbacks = [StatusCallback(**callback) for callback in fields["callbacks"]] or None
    return CarrierText(**{**fields, "encoding": TextEncoding(fields["encoding"]), "callbacks": callbacks})


def route_from(fields: dict[str, Any]) -> DeliveryPlan:
    return DeliveryPlan(**{**fields, "callbacks": tuple(fields["callbacks"])})
