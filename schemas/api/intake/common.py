"""What several subjects of intake share: words for states, moments, the ids of examples."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AwareDatetime, Field

ObservedAt = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2100, 1, 1, tzinfo=UTC))]
ReportStateName = Literal["held", "released", "joined", "unserved"]
"""`held` waits for a person, unless its status is `closed`: then a person dismissed it. A `joined` report belongs to an
incident; an `unserved` one lies in no territory.
"""
REPORT_ID: Final = "01932f7e-0c3e-7bbb-8f2f-0a1b2c3d4e5f"
