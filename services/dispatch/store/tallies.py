"""What a volunteer's row counts of offers and missions: open ones, those of a day, when they may be asked again.

Offers of exercises are counted apart (rule R96), and say nothing of how long somebody has waited.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from services.chassis.connection import Write, by_columns
from services.dispatch.model.incident import Offer

OFFERED = """
    UPDATE volunteer v SET
        open_offers = v.open_offers + m.times,
        offers_in_day = m.times
            + CASE WHEN v.day_from > $3::timestamptz - interval '24 h' THEN v.offers_in_day ELSE 0 END,
        day_from = CASE WHEN v.day_from > $3::timestamptz - interval '24 h' THEN v.day_from ELSE $3 END,
        last_offered_at = $3
    FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
    WHERE v.volunteer_id = m.volunteer_id
"""
# As if they had not been asked: when they last were is what their other offers say. These are left out by their ids,
# since they are being saved by the same unit.
UNSENT = """
    UPDATE volunteer v SET
        offers_in_day = greatest(0, v.offers_in_day
                                    - (SELECT count(*) FROM unnest(u.moments) AS at WHERE at >= v.day_from)),
        last_offered_at = (SELECT max(o.offered_at) FROM offer o
                           WHERE o.volunteer_id = v.volunteer_id AND o.state <> 'undeliverable'
                             AND o.offer_id <> ALL (u.offer_ids)
                             AND NOT (SELECT i.exercise FROM incident i WHERE i.incident_id = o.incident_id))
    FROM (SELECT m.volunteer_id, array_agg(m.offer_id) AS offer_ids, array_agg(m.offered_at) AS moments
          FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS m (volunteer_id, offer_id, offered_at)
          GROUP BY m.volunteer_id) AS u
    WHERE v.volunteer_id = u.volunteer_id
"""
CLOSED = """
    UPDATE volunteer v SET open_offers = greatest(0, v.open_offers - m.times)
    FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
    WHERE v.volunteer_id = m.volunteer_id
"""
EXERCISES_OFFERED = """
    UPDATE volunteer v SET
        open_exercises = v.open_exercises + m.times,
        exercises_in_day = m.times + CASE WHEN v.exercise_day_from > $3::timestamptz - interval '24 h'
                                          THEN v.exercises_in_day ELSE 0 END,
        exercise_day_from = CASE WHEN v.exercise_day_from > $3::timestamptz - interval '24 h'
                                 THEN v.exercise_day_from ELSE $3 END
    FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
    WHERE v.volunteer_id = m.volunteer_id
"""
EXERCISES_UNSENT = """
    UPDATE volunteer v SET exercises_in_day = greatest(0, v.exercises_in_day - u.unsent)
    FROM (SELECT m.volunteer_id, count(*) AS unsent FROM unnest($1::uuid[], $2::timestamptz[]) AS m (volunteer_id, at)
          JOIN volunteer w USING (volunteer_id) WHERE m.at >= w.exercise_day_from GROUP BY m.volunteer_id) AS u
    WHERE v.volunteer_id = u.volunteer_id
"""
EXERCISES_CLOSED = """
    UPDATE volunteer v SET open_exercises = greatest(0, v.open_exercises - m.times)
    FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
    WHERE v.volunteer_id = m.volunteer_id
"""
ASSIGNED = "UPDATE volunteer SET assigned = true WHERE volunteer_id = ANY($1::uuid[])"
RELEASED = "UPDATE volunteer SET assigned = false, cool_until = $2 WHERE volunteer_id = ANY($1::uuid[])"


def marking_offered(volunteer_ids: Iterable[UUID], now: datetime) -> Write | None:
    """One more open offer for each id given (twice given: two more); they have waited since now."""
    return by_columns(OFFERED, _tallied(volunteer_ids), now)


def marking_unsent(offers: Collection[Offer]) -> Write | None:
    """Nobody was asked by these: they count in no limit, and nobody has waited since then only."""
    return by_columns(UNSENT, [(offer.person.volunteer_id, offer.id, offer.offered_at) for offer in offers])


def marking_closed(volunteer_ids: Iterable[UUID]) -> Write | None:
    """One open offer fewer for each id given: answered, expired or withdrawn."""
    return by_columns(CLOSED, _tallied(volunteer_ids))


def marking_exercises_offered(volunteer_ids: Iterable[UUID], now: datetime) -> Write | None:
    """As `marking_offered`, of exercises."""
    return by_columns(EXERCISES_OFFERED, _tallied(volunteer_ids), now)


def marking_exercises_unsent(offers: Collection[Offer]) -> Write | None:
    return by_columns(EXERCISES_UNSENT, [(offer.person.volunteer_id, offer.offered_at) for offer in offers])


def marking_exercises_closed(volunteer_ids: Iterable[UUID]) -> Write | None:
    return by_columns(EXERCISES_CLOSED, _tallied(volunteer_ids))


def marking_assigned(volunteer_ids: Iterable[UUID]) -> Write | None:
    """On a mission: not a candidate until released. Their accepted offer is closed by `marking_closed`."""
    ids = sorted(set(volunteer_ids))
    return (ASSIGNED, (ids,)) if ids else None


def marking_released(volunteer_ids: Iterable[UUID], cool_until: datetime | None) -> Write | None:
    """Off the mission; no offers before `cool_until`."""
    ids = sorted(set(volunteer_ids))
    return (RELEASED, (ids, cool_until)) if ids else None


def _tallied(volunteer_ids: Iterable[UUID]) -> list[tuple[UUID, int]]:
    return sorted(Counter(volunteer_ids).items())
