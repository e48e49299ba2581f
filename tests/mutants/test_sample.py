"""A sample of mutants dies in every test run; `make mutants` tries all of them."""

import asyncio

import pytest

from tests.conftest import Backends
from tests.mutants.run import WORKERS, Worker, prepare, workers
from tests.mutants.sample import read_sample

STALE_AT_MOST = 10


@pytest.mark.timeout(300)
async def test_each_mutant_of_the_sample_is_noticed(backends: Backends):
    sample = [(drawn, source) for drawn in read_sample() if (source := drawn.source()) is not None]
    stale = len(read_sample()) - len(sample)
    assert stale <= STALE_AT_MOST, f"{stale} of the sample are not to be found any more: make mutants SAMPLE=40"

    unnoticed: list[str] = []
    environment = {"HOTLINE_TEST_POSTGRES_URL": backends.postgres_url, "HOTLINE_TEST_KAFKA": backends.kafka}
    async with workers(WORKERS, environment) as team:
        tests = sorted({drawn.test for drawn, _ in sample})
        budget = await prepare(team, tests, {drawn.path for drawn, _ in sample})

        async def attempt(worker: Worker) -> None:
            while sample:
                drawn, source = sample.pop()
                found = await worker.ask(budget.job(drawn.path, source, [drawn.test]))
                if found["status"] != 1:
                    unnoticed.append(f"{drawn.test} does not notice in {drawn.path}:\n{drawn.after}{found['output']}")

        await asyncio.gather(*(attempt(worker) for worker in team))

    assert unnoticed == []
