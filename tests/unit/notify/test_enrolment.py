"""What an import makes of each contact, and what becomes of a text that came in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.notify.contacts.enrolment import EnrolledContact, ImportedContact, RejectedContact, enrol, fault_of
from services.notify.inbound.consent import ConsentWord
from services.notify.inbound.disposition import Disposition, disposition_of, says_yes
from services.notify.model.contacts import ConsentState, KnownContact

HERON, MAPLE = UUID(int=1), UUID(int=2)


def a_contact(**changes: Any) -> ImportedContact:
    contact = ImportedContact(HERON, "la", "HERON", "es", "+12135550101", None, None, None, b"p1", b"o1")
    return replace(contact, **changes)


def with_consent(contact: ImportedContact) -> ImportedContact:
    return replace(contact, consent_how="training", consent_at=datetime(2026, 11, 20, tzinfo=UTC))


def known(consent: ConsentState, **changes: Any) -> KnownContact:
    return replace(KnownContact(HERON, "la", "es", consent, b"p1", b"o1"), **changes)


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
    assert (decided.entry.act, decided.entry.how) == ("opted_in", "training")
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


def test_a_number_is_one_persons() -> None:
    owner = known(ConsentState.OPTED_IN, person_id=MAPLE)

    assert enrol([a_contact()], [owner], set()) == [RejectedContact(a_contact(), "phone: somebody else's already")]
    second = a_contact(person_id=MAPLE)
    assert isinstance(enrol([a_contact(), second], [], set())[1], RejectedContact)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({}, None),
        ({"phone": None, "email": "maple@example.org"}, None),
        ({"phone": None}, "neither phone nor email"),
        ({"phone": "213-555-0101"}, "phone: not in E.164, like +12135550142"),
        ({"phone": "+1２135550101"}, "phone: not in E.164, like +12135550142"),
        ({"phone": "+447700900123"}, "phone: begins with none of +1"),
        ({"phone": "+12135550101\n"}, "phone: not in E.164, like +12135550142"),
        ({"email": "no address"}, "email: not an address"),
        ({"email": "maple@example.org\n"}, "email: not an address"),
        ({"email": "a@b.example\r\nBcc: c@d.example"}, "email: not an address"),
    ],
)
def test_a_fault_is_named_without_the_value(changes: dict[str, Any], problem: str | None) -> None:
    assert fault_of(a_contact(**changes), ("+1",)) == problem


def test_whom_we_know_is_heard_without_limit() -> None:
    assert disposition_of(known=True, word=None, words=1, recent=500) is Disposition.REPLY
    assert disposition_of(known=True, word=ConsentWord.HELP, words=1, recent=0) is Disposition.REPLY


def test_the_eleventh_text_of_a_stranger_in_ten_minutes_is_stored_silently() -> None:
    assert disposition_of(known=False, word=None, words=5, recent=9) is Disposition.REPORT
    assert disposition_of(known=False, word=None, words=5, recent=10) is Disposition.SILENT


def test_a_strangers_bare_stop_is_no_report_but_a_story_with_one_is() -> None:
    assert disposition_of(known=False, word=ConsentWord.OPT_OUT, words=1, recent=0) is Disposition.CONSENT
    assert disposition_of(known=False, word=ConsentWord.OPT_OUT, words=9, recent=0) is Disposition.REPORT


def test_yes_agrees_only_as_the_whole_text() -> None:
    assert says_yes(("SI",))
    assert not says_yes(("YES", "10"))
