"""What a provider's answer, a receipt, a look-up or a time that ran out says about one POST of a delivery. Pure."""

from dataclasses import dataclass

from services.notify.model.deliveries import AttemptToken, DeliveryStage


@dataclass(frozen=True, slots=True)
class AcceptedByProvider:
    """The provider has it; `status` is the most that is known."""

    sid: str | None = None
    status: DeliveryStage = DeliveryStage.ACCEPTED
    code: int | None = None


@dataclass(frozen=True, slots=True)
class DeferredByProvider:
    """Provably not taken: it may be tried again."""

    reason: str
    wait_seconds: float | None = None
    down: bool = False
    """The provider itself is in trouble, not this one text."""


@dataclass(frozen=True, slots=True)
class RejectedByProvider:
    """Provably not taken, and it never will be."""

    reason: str
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """It may have been taken."""

    reason: str


ProviderVerdict = AcceptedByProvider | DeferredByProvider | RejectedByProvider | OutcomeUnknown
"""What one POST, or one mail, lets one conclude."""


@dataclass(frozen=True, slots=True)
class NotFoundAtProvider:
    """The provider was asked and does not know it; `complete`: its whole list was read."""

    complete: bool


@dataclass(frozen=True, slots=True)
class Withheld:
    """It must not go out (any more): found at the claim or just before the POST."""

    state: DeliveryStage
    reason: str


@dataclass(frozen=True, slots=True)
class DueTimePassed:
    """Its `due_at` has passed."""


@dataclass(frozen=True, slots=True)
class NotPosted:
    """Whoever claimed it stood still for so long that others may have it: provably not taken from them."""


Observation = ProviderVerdict | NotFoundAtProvider | Withheld | NotPosted | DueTimePassed


@dataclass(frozen=True, slots=True)
class Evidence:
    """An observation of one POST of one delivery."""

    token: AttemptToken
    observation: Observation


@dataclass(frozen=True, slots=True)
class ListedText:
    """A text of ours in the provider's list."""

    sid: str
    status: DeliveryStage
    code: int | None


@dataclass(frozen=True, slots=True)
class TextListing:
    """What the provider knows of texts to a number; `complete`: all of its pages were read."""

    texts: tuple[ListedText, ...]
    complete: bool
