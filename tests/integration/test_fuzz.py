"""The short form of `make fuzz`: 20,000 hostile requests and 1,000 records against a whole stack of its own."""

from pathlib import Path

import pytest
from rich.console import Console

from tests.fuzz.run import RECORDS_IN, fuzz

REQUESTS = 20_000
SEED = 20261201


@pytest.mark.timeout(600)
async def test_hostile_requests_and_records_let_nobody_in_and_break_nothing(tmp_path: Path):
    campaign = await fuzz(REQUESTS, seed=SEED, only="", kept=tmp_path, console=Console(quiet=True))

    assert [str(finding) for finding in campaign.findings] == []
    assert (campaign.requests, campaign.records) == (REQUESTS, REQUESTS // RECORDS_IN)
