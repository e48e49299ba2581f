"""What notify answers over HTTP names the same states as the model."""

from typing import get_args

from schemas.api.notify import ContactConsent, DeliveryProgress, MessageDelivery, WordedText
from schemas.text_units import SmsEncoding
from services.notify.model.contacts import ConsentState
from services.notify.model.deliveries import DeliveryStage, TrackedDelivery


def test_every_state_of_the_model_can_be_answered():
    assert get_args(DeliveryProgress) == tuple(stage.value for stage in DeliveryStage)
    assert get_args(ContactConsent) == tuple(state.value for state in ConsentState)
    assert get_args(WordedText.model_fields["encoding"].annotation) == tuple(each.value for each in SmsEncoding)


def test_a_delivery_is_answered_with_every_field_that_is_kept():
    assert tuple(MessageDelivery.model_fields) == tuple(TrackedDelivery.__dataclass_fields__)
