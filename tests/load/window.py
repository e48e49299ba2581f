"""One window of the search for capacity: a steady rate, the city's people answering, and what came of each report."""

from collections.abc import Iterator, Sequence
from math import ceil

from deploy.local.stack import Stack
from services.chassis.http_client import client
from tests.faults.city import City
from tests.load.capacity import Window
from tests.load.measures import all_done, moments_of_texts, restarted, starts_of
from tests.load.outcome import refusals
from tests.load.phones import People, not_taken
from tests.load.quiet import Watch
from tests.load.raw_client import Answer, Load
from tests.load.shares import percentile

PROVIDER_MS = 150
WARM_SECONDS, COUNTED_SECONDS = 4, 15
SETTLE_SECONDS = 30
SAMPLE_SECONDS = 0.5


async def slow_provider(stack: Stack) -> None:
    """Every POST of a text is answered after a time that is usual for a provider far away."""
    async with client(base_url=stack.url("sandbox")) as sandbox:
        answer = await sandbox.post("/sandbox/faults", json={"kind": "latency", "ms": PROVIDER_MS})
        answer.raise_for_status()


async def measure_window(stack: Stack, city: City, people: People, reports: Iterator[bytes], *, rate: float) -> Window:
    """The first seconds warm it up and do not count, but for the texts that they owe."""
    load = Load(stack.url("intake"), city.source_key)
    replied, said, texts = len(people.replies), people.said.copy(), people.texts
    starts = starts_of(stack)
    watch = Watch()
    answers = await load.open_loop("/v1/reports", reports, rate=rate, seconds=WARM_SECONDS + COUNTED_SECONDS)
    use = watch.use()
    settled = await all_done(stack, people, SETTLE_SECONDS)
    texted = await moments_of_texts(stack, answers, people)
    counted = range(ceil(WARM_SECONDS * rate), len(answers))
    replies = people.replies[replied:]
    return Window(
        rate=rate,
        delays_ms=[(texted[place][1] - answers[place].due_at) * 1000 for place in counted],
        owed=owed_over(answers, texted, seconds=WARM_SECONDS + COUNTED_SECONDS),
        refused={**refusals(answers, good=202), **{f"reply {what}": n for what, n in not_taken(replies).items()}},
        broken=[*([] if settled else [f"work was left undone {SETTLE_SECONDS} s later"]), *restarted(starts, stack)],
        late_ms=percentile([(answers[place].sent_at - answers[place].due_at) * 1000 for place in counted], 0.99),
        use=use,
        counted={"texts": people.texts - texts, "replies": len(replies), **(people.said - said)},
    )


def owed_over(answers: Sequence[Answer], texted: Sequence[tuple[float, float]], *, seconds: float) -> list[int]:
    """Texts owed at each sample: two for each report that was due by then, less those that had been taken."""
    began = answers[0].due_at
    changes = sorted([(answer.due_at, 2) for answer in answers] + [(moment, -1) for pair in texted for moment in pair])
    owed, place, samples = 0, 0, list[int]()
    for number in range(1, int((seconds - WARM_SECONDS) / SAMPLE_SECONDS) + 1):
        until = began + WARM_SECONDS + number * SAMPLE_SECONDS
        while place < len(changes) and changes[place][0] <= until:
            owed += changes[place][1]
            place += 1
        samples.append(owed)
    return samples
