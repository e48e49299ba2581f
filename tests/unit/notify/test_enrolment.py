"""What an import makes of each contact, and what becomes of a text that came in."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.notify.contacts.enrolment import Enrolled, Given, NotTaken, enrol, fault_of
from services.notify.inbound.consent import ConsentWord
from services.notify.inbound.disposition import Fate, fate_of, says_yes
from services.notify.model import Consent
from services.notify.store.contacts import Known

HERON, MAPLE = UUID(int=1), UUID(int=2)


def a_contact(**changes: Any) -> Given:
    given = Given(HERON, "la", "HERON", "es", "+12135550101", None, None, None, b"p1", b"o1")
    return replace(given, **changes)


def with_consent(given: Given) -> Given:
    return replace(given, consent_how="training", consent_at=datetime(2026, 11, 20, tzinfo=UTC))


def known(consent: Consent, **changes: Any) -> Known:
    return replace(Known(HERON, "la", "es", consent, b"p1", b"o1"), **changes)


def enrolled(given: Given, *before: Known, suppressed: set[bytes] | None = None) -> Enrolled:
    (decided,) = enrol([given], before, suppressed or set())
    assert isinstance(decided, Enrolled)
    return decided


def test_without_consent_a_person_is_invited_once() -> None:
    first = enrolled(a_contact())
    again = enrolled(a_contact(), known(Consent.INVITED))

    assert (first.consent, first.invite) == (Consent.INVITED, True)
    assert (again.consent, again.invite, again.entry) == (Consent.INVITED, False, None)


def test_consent_is_kept_with_how_and_when_it_was_given() -> None:
    decided = enrolled(with_consent(a_contact()))

    assert decided.consent is Consent.OPTED_IN
    assert decided.entry is not None
    assert (decided.entry.act, decided.entry.how) == ("opted_in", "training")
    assert decided.entry.stated_at == datetime(2026, 11, 20, tzinfo=UTC)


def test_no_import_undoes_a_stop() -> None:
    by_contact = enrolled(with_consent(a_contact()), known(Consent.OPTED_OUT))
    by_number = enrolled(with_consent(a_contact()), suppressed={b"o1"})

    assert (by_contact.consent, by_contact.entry) == (Consent.OPTED_OUT, None)
    assert (by_number.consent, by_number.invite) == (Consent.OPTED_OUT, False)


def test_another_number_needs_its_own_consent() -> None:
    moved = enrolled(a_contact(phone="+12135550109", phone_index=b"p9", optout_index=b"o9"), known(Consent.OPTED_IN))

    assert (moved.consent, moved.invite) == (Consent.INVITED, True)


def test_who_opted_in_stays_so_when_imported_again() -> None:
    assert enrolled(a_contact(), known(Consent.OPTED_IN)).consent is Consent.OPTED_IN


def test_a_number_is_one_persons() -> None:
    owner = known(Consent.OPTED_IN, person_id=MAPLE)

    assert enrol([a_contact()], [owner], set()) == [NotTaken(a_contact(), "phone: somebody else's already")]
    second = a_contact(person_id=MAPLE)
    assert isinstance(enrol([a_contact(), second], [], set())[1], NotTaken)


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
    assert fate_of(known=True, word=None, words=1, recent=500) is Fate.REPLY
    assert fate_of(known=True, word=ConsentWord.HELP, words=1, recent=0) is Fate.REPLY


def test_the_eleventh_text_of_a_stranger_in_ten_minutes_is_stored_silently() -> None:
    assert fate_of(known=False, word=None, words=5, recent=9) is Fate.REPORT
    assert fate_of(known=False, word=None, words=5, recent=10) is Fate.SILENT


def test_a_strangers_bare_stop_is_no_report_but_a_story_with_one_is() -> None:
    assert fate_of(known=False, word=ConsentWord.OPT_OUT, words=1, recent=0) is Fate.CONSENT
    assert fate_of(known=False, word=ConsentWord.OPT_OUT, words=9, recent=0) is Fate.REPORT


def test_yes_agrees_only_as_the_whole_text() -> None:
    assert says_yes(("SI",))
    assert not says_yes(("YES", "10"))
