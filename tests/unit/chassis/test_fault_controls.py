"""The twelve seeded bugs of `make faults-controls` can still be put where they belong, and their trials are there."""

import pytest

from deploy.local.layout import CHECKOUT
from tests.faults.controls import BUGS, Bug
from tests.faults.kinds import all_kinds


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_seeded_bug_fits_the_code(bug: Bug) -> None:
    assert (CHECKOUT / bug.file).read_text().count(bug.old) == 1
    assert bug.kind in all_kinds()


def test_they_are_twelve() -> None:
    assert [bug.name.split()[0] for bug in BUGS] == [f"N{number}" for number in range(1, 13)]
