"""How a claimed delivery is put together from what is kept sealed."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from schemas.envelope import Received
from schemas.events.message import CallerMessageRequestedV1, VolunteerMessageRequestedV1
from schemas.publishing import golden
from schemas.text_units import segments
from services.chassis.errors import Reject
from services.chassis.sealing import Sealer
from services.notify.handlers.message_planner import request_to_caller, request_to_person
from services.notify.model.deliveries import AttemptToken, ClaimedDelivery
from services.notify.model.messages import SigningNetwork
from services.notify.wording.composer import Composer, Uncomposable, marked_as_exercise
from services.notify.wording.placeholders import PLACEHOLDERS, SEALED
from services.notify.wording.render import REQUIRED, own_words

NOW = datetime.now(UTC)
MUST_BE_SEALED = {
    **{key: {"meeting_point"} for key in ("V3", "D1", "D1e")},
    **{key: {"scene"} for key in ("V6a", "V38", "V38b")},
    **{key: {"place"} for key in ("C4", "C4b", "C14", "C14b", "C19", "C19b")},
    **{key: {"agency_en", "agency_es"} for key in ("V9F", "V9Fb", "C5", "C15", "C19c")},
    "answer": {"words"},
}
"""Of every template; a test holds the table to the texts."""
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


def test_no_parameter_stands_in_for_the_networks_name_or_number(sealer: Sealer) -> None:
    theirs = {"org": "Fake Net", "hotline": "900-555-0199", "ref": "482193"}
    sealed = sealer.seal(
        "params",
        NOW.date(),
        purpose="message.params",
        record=str(MESSAGE),
        text=json.dumps({"hotline": "900-555-0199"}),
    )
    for changes in ({"template": "C1"}, {"template": "C8"}, {"template": "C8", "sealed_params": sealed}):
        _, body = text_of(sealer, params=theirs, language="en", **changes)
        assert "RRN" in body
        assert "213-555-0142" in body
        assert "900" not in body


@pytest.mark.parametrize("template", sorted(MUST_BE_SEALED))
def test_what_must_be_sealed_is_not_taken_in_clear(template: str, sealer: Sealer) -> None:
    """Whoever fills it tells people where to go, or speaks in our name."""
    bad = "the alley behind 6th"
    params = {name: PLACEHOLDERS[name].example for name in REQUIRED[template]}
    clear = params | dict.fromkeys(MUST_BE_SEALED[template], bad)

    try:
        _, body = text_of(sealer, template=template, params=clear, language="en")
    except Uncomposable:
        body = ""  # D1 has a wording without a meeting point, the agency has a word of ours: the others lack something

    assert bad not in body


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


def test_the_table_of_what_must_be_sealed_is_of_today() -> None:
    taken = {template: (REQUIRED[template] | own_words(template)) & SEALED for template in REQUIRED}

    assert {template: names for template, names in taken.items() if names} == MUST_BE_SEALED


@pytest.mark.parametrize("name", sorted(SEALED))
def test_a_request_that_says_in_clear_what_must_be_sealed_is_rejected(name: str) -> None:
    for kind, request in (
        (VolunteerMessageRequestedV1, request_to_person),
        (CallerMessageRequestedV1, request_to_caller),
    ):
        full = next(each for each in golden.FULL if isinstance(each, kind))
        asked: Any = full.model_copy(update={"params": {**full.params, name: "the alley behind 6th"}})

        with pytest.raises(Reject, match=f"^params in clear: {name}$"):
            request(Received(UUID(int=4), "s", NOW, None, asked))
        request(Received(UUID(int=4), "s", NOW, None, full))  # type: ignore[arg-type]
