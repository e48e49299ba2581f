"""What strangers state is bounded where it comes in: digits that can be dialled, years that can be reckoned with."""

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.api.intake.reports import ReportSubmission
from schemas.api.notify import ConsentStatement
from schemas.values import PhoneE164, RefCode

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@pytest.mark.parametrize("script", [FULL_WIDTH, ARABIC])
def test_a_number_is_in_digits_that_can_be_dialled(script: dict[int, int]) -> None:
    for adapter, value in ((TypeAdapter(PhoneE164), "+12135550101"), (TypeAdapter(RefCode), "482193")):
        assert adapter.validate_python(value) == value
        with pytest.raises(ValidationError):
            adapter.validate_python(value.translate(script))


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "1999-12-31T23:59:59Z", "9999-12-31T23:59:59-14:00"]
)
def test_a_year_that_nobody_can_reckon_with_is_refused(at: str) -> None:
    with pytest.raises(ValidationError):
        ConsentStatement.model_validate_json(f'{{"how": "form", "at": "{at}"}}')
    with pytest.raises(ValidationError):
        ReportSubmission.model_validate_json(f'{{"request": "observe", "channel": "phone", "observed_at": "{at}"}}')
