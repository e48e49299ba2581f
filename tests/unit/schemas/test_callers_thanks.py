"""Thanks of a caller page nobody; whatever says more is read by a person."""

import pytest

from schemas.reply_text.callers_thanks import only_thanks


@pytest.mark.parametrize(
    "text",
    ["gracias", "Muchas gracias!", "ok", "ok gracias", "thank you so much", "thanks for your help", "👍",
     "gracias por la ayuda", "mil gracias, Dios los bendiga", "god bless you all", "Dios los bendiga", "bendiciones",
     "muchas gracias por ayudarnos, Dios los bendiga", "thank you guys for helping us"],
)  # fmt: skip
def test_thanks_are_thanks(text: str) -> None:
    assert only_thanks(text)


@pytest.mark.parametrize(
    "text",
    ["", "ok?", "ayuda", "help", "help please", "gracias ya se fueron", "ok they are back", "thank you, we are hiding",
     "por todo", "si", "hola", "gracias pero me siguen", "thanks help me", "gracias ayudenme", "help us god bless"],
)  # fmt: skip
def test_what_says_more_is_read(text: str) -> None:
    assert not only_thanks(text)
