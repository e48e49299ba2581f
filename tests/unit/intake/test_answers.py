"""The one answer that is written by hand is what its model says."""

import json
from typing import Literal
from uuid import UUID

import pytest

from schemas.api.intake.reports import AcceptedReport
from services.intake.api.reports import _accepted

REPORT = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"


@pytest.mark.parametrize(("missing", "state"), [((), "released"), (("trust", "residence"), "held")])
def test_the_answer_to_a_report_is_what_its_model_says(
    missing: tuple[str, ...], state: Literal["released", "held"]
) -> None:
    response = _accepted(REPORT, "482193", missing)

    written = json.loads(bytes(response.body))
    assert (response.status_code, response.media_type) == (202, "application/json")
    assert set(written) == set(AcceptedReport.model_fields)
    assert AcceptedReport.model_validate_json(bytes(response.body), strict=True) == AcceptedReport(
        report_id=UUID(REPORT), ref="482193", state=state, missing=missing, status_url=f"/v1/reports/{REPORT}"
    )
