"""What an import makes of each contact."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.notify.contacts.enrolment import EnrolledContact, ImportedContact, RejectedContact, enrol, fault_of
from services.notify.model.contacts import ConsentState, KnownContact

HERON, MAPLE = UUID(int=1), UUID(int=2)


def a_contact(**changes: Any) -> ImportedContact:
    contact = ImportedContact(HERON, "la", "HERON", "es", "+12135550101", None, None, None, b"p1", b"o1")
    return replace(contact, **changes)


def with_consent(contact: ImportedContact) -> ImportedContact:
    return replace(contact, consent_how="training", consent_at=datetime(2026, 11, 20, tzinfo=UTC))


def known(consent: ConsentState, **changes: Any) -> KnownContact:
    return replace(KnownContact(HERON, "la", "es", consent, b"p1", b"o1", "HERON"), **changes)


def enrolled(contact: ImportedContact, *before: KnownContact, suppressed: set[bytes] | None = None) -> EnrolledContact:
    (decided,) = enrol([contact], before, suppressed or set())
    assert isinstance(decided, EnrolledContact)
    return decided


def test_without_consent_a_person_is_invited_once() -> None:
    first = enrolled(a_contact())
    again = enrolled(a_contact(), known(ConsentState.INVITED))

    assert (first.consent, first.invite) == (ConsentState.INVITED, True)
    assert (again.consent, again.invite, again.entry) == (ConsentState.INVITED, False, None)


def test_consent_is_kept_with_how_and_when_it_was_given() -> None:
    decided = enrolled(with_consent(a_contact()))

    assert decided.consent is ConsentState.OPTED_IN
    assert decided.entry is not None
    assert (decided.entry.act, decided.entry.how, decided.contact.consent_how) == ("opted_in", "stated", "training")
    assert decided.entry.stated_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_no_import_undoes_a_stop() -> None:
    by_contact = enrolled(with_consent(a_contact()), known(ConsentState.OPTED_OUT))
    by_number = enrolled(with_consent(a_contact()), suppressed={b"o1"})

    assert (by_contact.consent, by_contact.entry) == (ConsentState.OPTED_OUT, None)
    assert (by_number.consent, by_number.invite) == (ConsentState.OPTED_OUT, False)


def test_another_number_needs_its_own_consent() -> None:
    moved = enrolled(
        a_contact(phone="+12135550109", phone_index=b"p9", optout_index=b"o9"), known(ConsentState.OPTED_IN)
    )

    assert (moved.consent, moved.invite) == (ConsentState.INVITED, True)


def test_who_opted_in_stays_so_when_imported_again() -> None:
    assert enrolled(a_contact(), known(ConsentState.OPTED_IN)).consent is ConsentState.OPTED_IN


def test_consent_that_comes_later_is_kept_once() -> None:
    later = enrolled(with_consent(a_contact()), known(ConsentState.INVITED))
    again = enrolled(with_consent(a_contact()), known(ConsentState.OPTED_IN))

    assert (later.consent, later.invite) == (ConsentState.OPTED_IN, False)
    assert later.entry is not None
    assert again.entry is None


def test_an_invitation_is_entered_with_its_language() -> None:
    entry = enrolled(a_contact()).entry

    assert entry is not None
    assert (entry.act, entry.how, entry.language, entry.optout_index) == ("invited", "V1", "es", b"o1")


def test_who_has_no_number_is_not_invited_and_has_no_entry() -> None:
    by_mail = a_contact(phone=None, email="maple@example.org", phone_index=None, optout_index=None)

    decided = enrolled(by_mail)
    assert (decided.consent, decided.invite, decided.entry) == (ConsentState.INVITED, False, None)
    stopped = known(ConsentState.OPTED_OUT, phone_index=None, optout_index=None)
    assert enrolled(by_mail, stopped).consent is ConsentState.OPTED_OUT
    assert enrolled(with_consent(by_mail)).entry is None


def test_nobody_is_invited_but_who_is_new_and_said_nothing() -> None:
    told = with_consent(a_contact())
    cases = [
        (a_contact(), [], set(), True),
        (told, [], set(), False),
        (told, [known(ConsentState.INVITED)], set(), False),
        (a_contact(), [known(ConsentState.INVITED)], set(), False),
        (a_contact(), [known(ConsentState.OPTED_IN)], set(), False),
        (a_contact(), [known(ConsentState.OPTED_OUT)], set(), False),
        (a_contact(), [], {b"o1"}, False),
    ]

    for contact, before, suppressed, invited in cases:
        decided = enrolled(contact, *before, suppressed=suppressed)
        assert (decided.contact, decided.invite) == (contact, invited)


@pytest.mark.parametrize("contact", [a_contact(), with_consent(a_contact())], ids=["invited", "opted in"])
def test_an_entry_names_person_number_and_language(contact: ImportedContact) -> None:
    entry = enrolled(contact).entry

    assert entry is not None
    assert (entry.person_id, entry.optout_index, entry.language) == (HERON, b"o1", "es")


def test_the_rest_of_an_import_is_taken_beside_one_that_is_not() -> None:
    taken = a_contact(person_id=UUID(int=3), phone_index=b"p3", optout_index=b"o3")
    first, refused, third = enrol([a_contact(), a_contact(person_id=MAPLE), taken], [], set())

    assert [type(each) for each in (first, refused, third)] == [EnrolledContact, RejectedContact, EnrolledContact]


def test_two_without_a_number_are_two() -> None:
    by_mail = a_contact(phone=None, email="maple@example.org", phone_index=None, optout_index=None)
    people = [replace(by_mail, person_id=person) for person in (HERON, MAPLE)]

    assert all(isinstance(each, EnrolledContact) for each in enrol(people, [], set()))


def test_a_number_is_one_persons_in_a_network() -> None:
    owner = known(ConsentState.OPTED_IN, person_id=MAPLE, callsign="MAPLE")

    assert enrol([a_contact()], [owner], set()) == [RejectedContact(a_contact(), "phone: MAPLE's already")]
    second = a_contact(person_id=MAPLE, callsign="MAPLE")
    assert enrol([a_contact(), second], [], set())[1] == RejectedContact(second, "phone: HERON's already")


def another(**changes: Any) -> ImportedContact:
    return replace(a_contact(person_id=MAPLE, callsign="MAPLE", phone_index=b"p2", optout_index=b"o2"), **changes)


HERONS = known(ConsentState.OPTED_IN)
MAPLES = known(ConsentState.OPTED_IN, person_id=MAPLE, callsign="MAPLE", phone_index=b"p2", optout_index=b"o2")


def test_two_people_may_swap_their_numbers_in_one_import() -> None:
    swapped = [a_contact(phone_index=b"p2", optout_index=b"o2"), another(phone_index=b"p1", optout_index=b"o1")]

    decided = enrol(swapped, [HERONS, MAPLES], set())

    assert [each.consent for each in decided if isinstance(each, EnrolledContact)] == [ConsentState.OPTED_IN] * 2


def test_a_number_moves_to_whom_it_is_given_when_its_owner_gives_it_up() -> None:
    gives_up = a_contact(phone=None, phone_index=None, optout_index=None, removes=frozenset({"phone"}))
    takes = another(phone_index=b"p1", optout_index=b"o1")

    for order in ([gives_up, takes], [takes, gives_up]):
        assert all(isinstance(each, EnrolledContact) for each in enrol(order, [HERONS, MAPLES], set()))
    assert enrol([takes], [HERONS, MAPLES], set()) == [RejectedContact(takes, "phone: HERON's already")]


def test_who_cannot_take_a_number_keeps_theirs_from_being_taken() -> None:
    wants_a_third_ones = another(phone_index=b"p3", optout_index=b"o3")
    wants_maples = a_contact(phone_index=b"p2", optout_index=b"o2")
    third = known(ConsentState.INVITED, person_id=UUID(int=3), callsign="OTTER", phone_index=b"p3", optout_index=b"o3")

    decided = enrol([wants_a_third_ones, wants_maples], [HERONS, MAPLES, third], set())

    assert [each.problem for each in decided if isinstance(each, RejectedContact)] == [
        "phone: OTTER's already",
        "phone: MAPLE's already",
    ]


def test_a_number_may_be_anothers_in_another_network_with_its_consent() -> None:
    elsewhere = a_contact(person_id=MAPLE, network_id="oc", callsign="MAPLE")

    opted_in, stopped = (
        enrolled(elsewhere, known(consent)) for consent in (ConsentState.OPTED_IN, ConsentState.OPTED_OUT)
    )

    assert (opted_in.consent, opted_in.invite) == (ConsentState.OPTED_IN, False)
    assert (stopped.consent, stopped.invite) == (ConsentState.OPTED_OUT, False)
    assert enrolled(elsewhere, known(ConsentState.INVITED)).invite


@pytest.mark.parametrize(
    ("said", "had", "by"),
    [
        ({}, {}, "text"),
        ({"phone": None, "phone_index": None, "optout_index": None}, {}, "text"),
        ({"phone": None, "phone_index": None, "optout_index": None, "removes": frozenset({"phone"})}, {}, "nothing"),
        (
            {"phone": None, "phone_index": None, "optout_index": None, "removes": frozenset({"phone"})},
            {"sealed_email": b"sealed"},
            "mail",
        ),
        (
            {"phone": None, "phone_index": None, "optout_index": None, "removes": frozenset({"phone", "email"})},
            {"sealed_email": b"sealed"},
            "nothing",
        ),
    ],
)
def test_by_what_they_are_reached_is_of_what_they_have_after_it(
    said: dict[str, Any], had: dict[str, Any], by: str
) -> None:
    assert enrolled(a_contact(**said), known(ConsentState.OPTED_IN, **had)).reached_by == by


def test_what_is_not_said_stays() -> None:
    silent = a_contact(phone=None, phone_index=None, optout_index=None)

    kept = enrolled(silent, HERONS)

    assert (kept.consent, kept.optout_index, kept.invite) == (ConsentState.OPTED_IN, b"o1", False)
    assert enrol([silent], [], set()) == [RejectedContact(silent, "neither phone nor email")]


def test_a_number_that_an_older_row_has_in_its_old_form_is_the_same() -> None:
    today = a_contact(phone_index=b"new", optout_index=b"o9", former_indexes=(b"p1",))

    assert enrolled(today, HERONS).consent is ConsentState.OPTED_IN
    assert enrol([today], [replace(HERONS, person_id=MAPLE)], set()) == [
        RejectedContact(today, "phone: HERON's already")
    ]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"phone": None, "email": "maple@example.org"}, None),
        ({"phone": None}, None),
        ({"phone": "213-555-0101"}, "phone: not in E.164, like +12135550142"),
        ({"phone": "+1２135550101"}, "phone: not in E.164, like +12135550142"),
        ({"phone": "+447700900123"}, "phone: begins with none of +1"),
        ({"phone": "+12135550101\n"}, "phone: not in E.164, like +12135550142"),
        ({"email": "no address"}, "email: not an address"),
        ({"email": "a" * 64 + "@" + ".".join(["b" * 61] * 3) + ".org"}, None),
        ({"email": "a" * 64 + "@" + ".".join(["b" * 61] * 3) + "b.org"}, "email: not an address"),
        ({"email": "maple@example.org\n"}, "email: not an address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email: not an address"),
    ],
)
def test_a_fault_is_named_without_the_value(changes: dict[str, Any], problem: str | None) -> None:
    assert fault_of(a_contact(**changes), ("+1",)) == problem


def test_prefixes_that_may_be_texted_are_named() -> None:
    abroad = a_contact(phone="+447700900123")

    assert fault_of(abroad, ("+1", "+52")) == "phone: begins with none of +1, +52"
    assert fault_of(abroad, ("+1", "+44")) is None


@pytest.mark.parametrize(
    ("takes_beyond_ascii", "problem"),
    [
        (True, None),
        (False, "email: has letters beyond ASCII, and the mail server does not take such (no SMTPUTF8)"),
        (None, "email: has letters beyond ASCII, and the mail server cannot be asked now"),
    ],
)
def test_an_address_beyond_ascii_is_taken_where_the_mail_server_takes_it(
    takes_beyond_ascii: bool | None, problem: str | None
) -> None:
    contact = a_contact(email="josé@example.org")

    assert fault_of(contact, ("+1",), takes_beyond_ascii=takes_beyond_ascii) == problem
    assert fault_of(a_contact(email="heron@peñón.example"), ("+1",), takes_beyond_ascii=None) is None
