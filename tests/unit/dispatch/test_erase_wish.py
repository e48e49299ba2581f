"""Which texts ask to be erased, and which only sound like it."""

import pytest

from services.dispatch.grammar.erase_wish import EraseWish, erase_wish_in
from services.notify.inbound.consent import classify


@pytest.mark.parametrize(
    "text",
    ["ERASE MY DATA", "erase my data", "Delete my data please", "delete all my data!", "Borra mis datos",
     "BORREN MIS DATOS POR FAVOR", "eliminar todos mis datos", "Borre mis datos."],
)  # fmt: skip
def test_these_words_and_nothing_else_ask_for_it(text: str) -> None:
    assert erase_wish_in(text) == EraseWish(None)
    assert classify(text) is None, "it is no STOP"


@pytest.mark.parametrize(
    "text", ["ERASE MY DATA K7Q", "erase my data k7q", "Borra mis datos K7Q.", "please erase my data K7Q"]
)
def test_with_the_code_it_is_said_again(text: str) -> None:
    assert erase_wish_in(text) == EraseWish("K7Q")


@pytest.mark.parametrize(
    "text",
    ["ERASE ME", "BORRAME", "STOP", "SOS", "erase my data and send help", "they want to delete my data",
     "can you erase my data?", "borra mis datos, nos estan pegando", "delete the photo", "my data plan is over",
     "ERASE MY DATA K7Q 5", "Y 5", "", "erase my data tomorrow"],
)  # fmt: skip
def test_whatever_else_is_read_as_ever(text: str) -> None:
    assert erase_wish_in(text) is None
