"""An exercise uses up nothing of a real mission's: no offer of a person's day, no rest, no brake (rule R96)."""

from schemas.values import DeliveryState
from tests.support.dispatch_harness import KM, SOTO, Stand, a_volunteer

PEOPLE = 12


async def exercises(stand: Stand, count: int, suppressed: str | None = None) -> None:
    """So many at once, kilometres apart; where said, as production ends their texts."""
    for number in range(count):
        await stand.take(await stand.report(at=(SOTO[0] + number * KM, SOTO[1]), exercise=True))
        for text in (await stand.texts()).messages if suppressed else ():
            if text.template in ("V2", "V2b") and text.exercise:
                await stand.became(text, DeliveryState.SUPPRESSED, suppressed)


async def asked(stand: Stand) -> set[str]:
    await stand.take(await stand.report(at=(SOTO[0] - 5 * KM, SOTO[1])))
    return (await stand.texts()).of("V2", "V2b")


async def test_offers_of_exercises_leave_everybody_free_for_a_real_one(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(PEOPLE)], wave_sizes=[PEOPLE], max_offers_per_day=2)
    await exercises(stand, 3)
    assert await stand.fetchval("SELECT max(exercises_in_day) FROM volunteer") == 2, "a limit of their own"
    await stand.texts()

    assert len(await asked(stand)) == PEOPLE
    assert await stand.fetchval("SELECT max(offers_in_day) FROM volunteer") == 1


async def test_in_production_an_exercise_costs_nobody_anything_and_brakes_nothing(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(PEOPLE)], wave_sizes=[PEOPLE])
    await exercises(stand, 3, "exercise")

    assert await stand.fetchval("SELECT max(exercises_in_day) FROM volunteer") == 0
    assert await stand.fetchval("SELECT count(*) FROM brake WHERE braked_at IS NOT NULL") == 0
    assert len(await asked(stand)) == PEOPLE


async def test_an_offer_that_may_not_be_texted_costs_nothing_of_the_day(stand: Stand) -> None:
    await stand.set_up([a_volunteer(f"BIRD{n}") for n in range(4)], wave_sizes=[4])
    await stand.take(await stand.report())
    reasons = ("no_consent", "opted_out", "not_textable", "no_contact")
    for text, reason in zip((await stand.texts()).messages, reasons, strict=False):
        await stand.became(text, DeliveryState.SUPPRESSED, reason)

    assert await stand.fetchval("SELECT sum(offers_in_day) FROM volunteer") == 0
