"""How a claimed delivery is put together from what is kept sealed."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.text_units import segments
from services.chassis.sealing import Sealer
from services.notify.model.deliveries import AttemptToken, ClaimedDelivery
from services.notify.model.messages import SigningNetwork
from services.notify.wording.composer import Composer, Uncomposable, marked_as_exercise

NOW = datetime.now(UTC)
HERON, MESSAGE, REPORT = UUID(int=1), UUID(int=2), UUID(int=3)
RRN = SigningNetwork("la", "RRN", "213-555-0142")


def a_claimed_delivery(sealer: Sealer, **changes: Any) -> ClaimedDelivery:
    sealer.keyring.make_person_key(HERON)
    delivery = ClaimedDelivery(
        token=AttemptToken(MESSAGE, "sms", 0, 1),
        urgency=2,
        not_after=None,
        optout_index=None,
        claimed_at=NOW,
        withheld=None,
        subject_id=REPORT,
        person_id=HERON,
        network=RRN,
        network_id="la",
        template="V11",
        params={},
        sealed_params=None,
        exercise=False,
        language="es",
        sealed_address=sealer.seal_for_person(HERON, purpose="contact.phone", record=str(HERON), text="+12135550101"),
        sealed_contact=None,
    )
    return replace(delivery, **changes)


def text_of(sealer: Sealer, **changes: Any) -> tuple[str, str]:
    text = Composer(sealer, hotline="213-555-0142").text(a_claimed_delivery(sealer, **changes))
    return text.to, text.body


def test_the_network_signs_and_what_the_template_does_not_take_is_left_out(sealer: Sealer) -> None:
    to, body = text_of(sealer, params={"code": "K7Q", "zone": "Boyle Heights NE"})

    assert to == "+12135550101"
    assert body.startswith("RRN: no se entendio")


def test_before_dispatch_announced_the_network_its_id_signs(sealer: Sealer) -> None:
    _, body = text_of(sealer, network=None, template="C8", language="en")

    assert body.startswith("LA: you are opted out, no more texts. You can still call 213-555-0142.")


def test_sealed_parameters_are_opened_for_their_message_only(sealer: Sealer) -> None:
    def sealed_for(message_id: UUID) -> bytes:
        params = json.dumps({"buddy": "MAPLE", "meeting_point": "Soto St & E 3rd St"})
        return sealer.seal("case", NOW.date(), purpose="message.params", record=str(message_id), text=params)

    _, body = text_of(sealer, template="V3", params={"code": "K7Q"}, sealed_params=sealed_for(MESSAGE))

    assert "vea a MAPLE en Soto St & E 3rd St" in body
    with pytest.raises(Uncomposable, match="unreadable"):
        text_of(sealer, template="V3", params={"code": "K7Q"}, sealed_params=sealed_for(REPORT))


def test_a_callers_number_comes_with_the_message(sealer: Sealer) -> None:
    contact = sealer.seal("contact", NOW.date(), purpose="report.contact", record=str(REPORT), text="+12135550177")

    to, _ = text_of(sealer, person_id=None, sealed_contact=contact, template="C1", params={"ref": "482193"})

    assert to == "+12135550177"


def test_who_was_forgotten_cannot_be_texted_any_more(sealer: Sealer) -> None:
    delivery = a_claimed_delivery(sealer)
    sealer.keyring.destroy(f"person/{HERON}")

    with pytest.raises(Uncomposable, match="unreadable"):
        Composer(sealer, hotline="-").text(delivery)


@pytest.mark.parametrize("changes", [{"template": "V99"}, {"template": "V5"}, {"sealed_address": None}])
def test_what_can_never_go_out_says_so(sealer: Sealer, changes: dict[str, Any]) -> None:
    with pytest.raises(Uncomposable):
        text_of(sealer, **changes)


def test_an_exercise_is_marked_only_within_one_segment() -> None:
    assert marked_as_exercise("K7Q", "en") == "EXERCISE K7Q"
    assert marked_as_exercise("x" * 151, "es-MX") == "x" * 151
    assert segments(marked_as_exercise("x" * 150, "es")).count == 1


@pytest.mark.parametrize(
    ("template", "params", "words"),
    [
        ("D1", {"code": "K7Q", "callsign": "MAPLE", "time": "7:02am"}, "SOS from MAPLE, 7:02am. Call them now."),
        ("D7", {"code": "K7Q", "callsign": "ROBIN"}, "Taken by ROBIN: K7Q. Nothing to do for you"),
        ("C5", {"ref": "482193", "time": "1:02am", "agency": "local_police"}, "observers went at 1:02am."),
        ("C6", {"ref": "482193", "time": "7:02am"}, "observers went at 7:02am and saw nothing then."),
    ],
)
def test_what_the_release_before_asked_for_is_worded(
    sealer: Sealer, template: str, params: dict[str, str], words: str
) -> None:
    _, body = text_of(sealer, template=template, params=params, language="en")

    assert words in body


def test_a_text_about_several_pages_counts_who_is_in_danger(sealer: Sealer) -> None:
    params = {"code": "K7Q", "open": "3", "pages": "K7Q:sos,K7Q:sos,M4T:finding"}

    _, body = text_of(sealer, template="D16", params=params, language="en")

    assert "3 open, danger first: K7Q SOS x2, M4T finding." in body


@pytest.mark.parametrize(
    ("template", "params", "subject"),
    [
        ("D1a", {"callsign": "MAPLE", "zone": "Boyle Heights NE", "time": "9:05pm"}, "RRN SOS K7Q"),
        ("D16", {"open": "2", "pages": "K7Q:sos,M4T:finding"}, "RRN SOS K7Q"),
        ("D16", {"open": "2", "pages": "K7Q:finding,M4T:talk"}, "RRN K7Q"),
        ("D3", {"zone": "Boyle Heights NE"}, "RRN K7Q"),
    ],
)
def test_the_subject_of_a_mail_about_an_sos_says_so(
    sealer: Sealer, template: str, params: dict[str, str], subject: str
) -> None:
    delivery = a_claimed_delivery(sealer, template=template, params={"code": "K7Q", **params})
    address = sealer.seal_for_person(HERON, purpose="contact.email", record=str(HERON), text="robin@example.org")

    mail = Composer(sealer, hotline="213-555-0142").mail(replace(delivery, sealed_address=address))

    assert mail.subject == subject
