"""What is taken for an address of mail, and which of them only some servers take."""

import pytest

from schemas.mail_addresses import address_on_the_wire, needs_smtputf8


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("heron@example.org", "heron@example.org"),
        ("h.e+ron_1@mail.example.org", "h.e+ron_1@mail.example.org"),
        ("josé@example.org", "josé@example.org"),
        ("heron@peñón.example", "heron@xn--pen-8mak.example"),
        ("heron@example", None),
        ("heron@-example.org", None),
        ("heron@exa mple.org", None),
        ("heron@@example.org", None),
        (".heron@example.org", None),
        ("her..on@example.org", None),
        ("heron\n@example.org", None),
        ("<heron@example.org>", None),
        ("\ud800@example.org", None),
        ("heron@" + "a" * 64 + ".org", None),
        ("é" * 64 + "@" + "a" * 60 + "." + "b" * 60 + "." + "c" * 60 + ".org", None),
        ("", None),
    ],
)
def test_what_is_an_address_and_how_a_server_is_told_it(address: str, wire: str | None) -> None:
    assert address_on_the_wire(address) == wire


def test_only_a_mailbox_beyond_ascii_needs_smtputf8() -> None:
    assert needs_smtputf8("josé@example.org")
    assert not needs_smtputf8("heron@xn--pen-8mak.example")
