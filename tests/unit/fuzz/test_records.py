"""Every kind of bad record comes on every topic that a service reads."""

from itertools import product

from tests.fuzz.records import POISONS, READ, a_record, examples
from tests.support.event_macs import macs_of
from tests.unit.fuzz.test_judge import KNOWN


def test_each_poison_comes_on_each_topic():
    published = examples()
    made = [
        a_record(1, number, KNOWN, published, macs_of(""), forged=False)
        for number in range(2 * len(POISONS) * len(READ))
    ]

    poisons = [each for each in made if each.how in POISONS]
    assert {(each.topic.name, each.how) for each in poisons} == set(product((topic.name for topic in READ), POISONS))
