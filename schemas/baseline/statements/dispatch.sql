-- name: services.chassis.database.CLOCK
SELECT app.now() AS now;

-- name: services.chassis.inbox.BURY
INSERT INTO dead_letter (consumer_group, topic, partition, record_offset, event_id, subject, reason, value, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING RETURNING id;

-- name: services.chassis.inbox.BURY_COPY
INSERT INTO outbox (event_id, lane, topic, key, type, subject, payload)
VALUES (gen_random_uuid(), $6, $1, $2, $3, $4, $5);

-- name: services.chassis.inbox.CLAIM
WITH clock AS MATERIALIZED (SELECT app.now() AS now), claimed AS (
    INSERT INTO inbox (event_id, status, at)
    SELECT DISTINCT id, $2::smallint, (SELECT now FROM clock) FROM unnest($1::uuid[]) AS id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
)
SELECT (SELECT now FROM clock) AS now, array(SELECT event_id FROM claimed) AS fresh,
       EXISTS (SELECT FROM parked) AS any_parked;

-- name: services.chassis.inbox.MARK
UPDATE inbox SET status = $2 WHERE event_id = ANY($1::uuid[]);

-- name: services.chassis.inbox.PARK
INSERT INTO parked (consumer_group, topic, subject, event_id, reason, value, at)
VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (event_id) DO NOTHING;

-- name: services.chassis.inbox.PARKED_SUBJECTS
SELECT DISTINCT subject FROM parked WHERE subject = ANY($1::text[]);

-- name: services.chassis.migrate.APPLIED
SELECT m.version, c.sha256 FROM schema_migrations m LEFT JOIN migration_checksum c USING (version);

-- name: services.chassis.migrate.RECORD
INSERT INTO schema_migrations (version) VALUES ($1);

-- name: services.chassis.migrate.RECORD_CHECKSUM
INSERT INTO migration_checksum (version, sha256) VALUES ($1, $2);

-- name: services.chassis.operations_api.BEHIND
SELECT (SELECT count(*) FROM outbox) AS outbox,
       (SELECT coalesce(extract(epoch FROM app.now() - min(created_at)), 0)::float8 FROM outbox) AS outbox_oldest_s,
       (SELECT count(*) FROM awaiting) AS awaiting,
       (SELECT count(*) FROM awaiting WHERE created_at <= app.now() - interval '120 s') AS unacknowledged,
       (SELECT count(*) FROM parked) AS parked,
       (SELECT count(*) FROM dead_letter WHERE replayed_at IS NULL) AS dead_letters,
       (SELECT count(*) FROM timer WHERE fired_at IS NULL AND due_at <= app.now()) AS deadlines_due,
       (SELECT coalesce(sum(gaps), 0)::bigint FROM consumer_progress) AS offset_gaps;

-- name: services.chassis.outbox.APPEND
INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
SELECT e.event_id, e.lane, e.topic, e.key, e.type, e.subject, e.acknowledger, e.payload, $9
FROM unnest($1::uuid[], $2::smallint[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::text[], $8::bytea[])
    WITH ORDINALITY AS e (event_id, lane, topic, key, type, subject, acknowledger, payload, place)
ORDER BY e.place
ON CONFLICT (event_id) DO NOTHING;

-- name: services.chassis.outbox.NOTED
DELETE FROM awaiting WHERE event_id = ANY($1::uuid[]) AND acknowledger = $2 RETURNING published_at;

-- name: services.chassis.outbox.NOTED_EARLY
DELETE FROM outbox WHERE event_id = ANY($1::uuid[]) AND acknowledger = $2;

-- name: services.chassis.progress.SAVE
WITH seen AS (
    SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[], $5::bigint[], $6::int[])
        AS s (topic, partition, first, next, jumps)
), old AS (
    SELECT s.topic, s.partition, s.first, s.next, s.jumps, p.next_offset AS expected
    FROM seen s LEFT JOIN consumer_progress p
      ON p.consumer_group = $1 AND p.topic = s.topic AND p.partition = s.partition
), saved AS (
    INSERT INTO consumer_progress AS p (consumer_group, topic, partition, next_offset, gaps)
    SELECT $1, topic, partition, next, jumps FROM old ORDER BY topic, partition
    ON CONFLICT (consumer_group, topic, partition) DO UPDATE SET
        gaps = p.gaps + excluded.gaps + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                         AND o.partition = p.partition AND o.first > o.expected),
        steps_back = p.steps_back + (SELECT count(*) FROM old o WHERE o.topic = p.topic
                                     AND o.partition = p.partition AND o.first < o.expected),
        next_offset = excluded.next_offset
)
SELECT coalesce(sum(jumps) + count(*) FILTER (WHERE first > expected), 0)::int FROM old;

-- name: services.chassis.relay.LOOK_LATER
UPDATE awaiting SET next_at = published_at + interval '120 s' WHERE event_id = ANY($1::uuid[]);

-- name: services.chassis.relay.OLDEST
SELECT coalesce(extract(epoch FROM app.now() - min(created_at)), 0)::float8 FROM outbox;

-- name: services.chassis.relay.OVERDUE
SELECT event_id, acknowledger, type, attempts, published_at, created_at, app.now() AS now
FROM awaiting WHERE next_at <= app.now() ORDER BY next_at LIMIT 500 FOR UPDATE SKIP LOCKED;

-- name: services.chassis.relay.PUBLISHED_ROWS
WITH mine AS MATERIALIZED (
    SELECT seq FROM outbox WHERE lane = $2 AND seq = ANY($1::bigint[]) FOR UPDATE SKIP LOCKED
), gone AS (
    DELETE FROM outbox o USING mine WHERE o.lane = $2 AND o.seq = mine.seq
    RETURNING o.event_id, o.lane, o.topic, o.key, o.type, o.subject, o.acknowledger, o.payload, o.attempts,
              o.created_at
), waiting AS (
    INSERT INTO awaiting (event_id, lane, topic, key, type, subject, acknowledger, payload,
                          attempts, created_at, published_at, next_at)
    SELECT event_id, lane, topic, key, type, subject, acknowledger, payload, attempts + 1, created_at, app.now(),
           app.now() + CASE WHEN attempts = 0 THEN interval '30 s'
                            ELSE least(interval '120 s' * 2 ^ least(attempts - 1, 8), interval '10 min') END
    FROM gone WHERE acknowledger IS NOT NULL
    ON CONFLICT (event_id) DO NOTHING
)
SELECT seq FROM outbox WHERE lane = $2 AND seq = ANY($1::bigint[]) AND seq <> ALL (ARRAY(SELECT seq FROM mine));

-- name: services.chassis.relay.PUBLISH_AGAIN
WITH gone AS (DELETE FROM awaiting WHERE event_id = ANY($1::uuid[])
              RETURNING event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at)
INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at)
SELECT event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at
FROM gone ORDER BY created_at, event_id
ON CONFLICT (event_id) DO NOTHING;

-- name: services.chassis.relay.TAKE_LOCK
SELECT pg_try_advisory_lock($1, $2);

-- name: services.chassis.relay.UNPUBLISHED
SELECT seq, event_id, topic, key, type, subject, payload
FROM outbox WHERE lane = $1 AND seq <> ALL($3::bigint[]) ORDER BY seq LIMIT $2;

-- name: services.chassis.relay.WAITING
SELECT count(*) FROM awaiting WHERE created_at <= app.now() - interval '120 s';

-- name: services.chassis.replay.DEAD
SELECT id, event_id, subject, topic, reason, value FROM dead_letter
WHERE replayed_at IS NULL AND value IS NOT NULL ORDER BY id LIMIT $1;

-- name: services.chassis.replay.PARKED
SELECT position, event_id, subject, topic, reason, value FROM parked ORDER BY position LIMIT $1;

-- name: services.chassis.replay.REVIVE
UPDATE dead_letter SET replayed_at = app.now() WHERE id = $1 AND replayed_at IS NULL RETURNING id;

-- name: services.chassis.replay.UNPARK
DELETE FROM parked WHERE position = $1 RETURNING position;

-- name: services.chassis.timers.DUE
UPDATE timer SET fired_at = app.now() WHERE id IN (
    SELECT id FROM timer WHERE fired_at IS NULL AND due_at <= app.now()
    ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
) RETURNING id, subject_id, kind, epoch, due_at, extract(epoch FROM app.now() - due_at)::float8 AS late;

-- name: services.chassis.timers.NEXT_DUE
SELECT extract(epoch FROM min(due_at) - app.now())::float8 FROM timer WHERE fired_at IS NULL;

-- name: services.chassis.timers.POSTPONE
UPDATE timer SET attempts = attempts + 1, due_at = app.now() + least(attempts + 1, 30) * interval '1 s'
WHERE id = $1 AND fired_at IS NULL;

-- name: services.chassis.timers.SCHEDULE
INSERT INTO timer (id, subject_id, kind, epoch, due_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::timestamptz[])
ON CONFLICT (id) DO NOTHING;

-- name: services.dispatch.candidate_search.NEAREST
SELECT walk.id, near.*
FROM unnest($1::int[], $2::text[], $3::int[], $4::boolean[], $5::smallint[], $6::boolean[], $7::int[], $8::int[],
            $9::int[], $10::int[])
    AS walk (id, network_id, at_most, free_only, level, residence, max_open, max_day, first_ring, last_ring)
CROSS JOIN LATERAL (
    SELECT met.*
    FROM unnest(($11::int[])[walk.first_ring:walk.last_ring], ($12::int[])[walk.first_ring:walk.last_ring])
        WITH ORDINALITY AS ring (first_cell, last_cell, place)
    CROSS JOIN LATERAL (
        SELECT person.*
        FROM unnest(($13::bigint[])[ring.first_cell:ring.last_cell],
                    ($14::float8[])[ring.first_cell:ring.last_cell]) AS cell (home, km)
        CROSS JOIN LATERAL (
            SELECT v.volunteer_id, v.callsign, v.roles, v.level, v.languages, v.home, v.radius_km, v.no_residences,
                   v.on_until, v.last_offered_at, v.open_offers, v.assigned, v.cool_until,
                   CASE WHEN v.day_from > $15::timestamptz - interval '24 h' THEN v.offers_in_day
                        ELSE 0 END AS offers_today
            FROM volunteer v
            WHERE v.on_call AND v.network_id = walk.network_id AND v.home = cell.home
              AND (v.on_until IS NULL OR v.on_until > $15)
              AND (NOT walk.free_only OR (
                  v.level >= walk.level AND 'observer' = ANY (v.roles) AND NOT v.assigned
                  AND v.radius_km >= cell.km AND NOT (walk.residence AND v.no_residences)
                  AND (v.cool_until IS NULL OR v.cool_until <= $15)
                  AND (walk.max_open = 0 OR v.open_offers < walk.max_open)
                  AND (walk.max_day = 0 OR v.offers_in_day < walk.max_day
                       OR v.day_from IS NULL OR v.day_from <= $15::timestamptz - interval '24 h')))
            ORDER BY v.last_offered_at NULLS FIRST
            LIMIT walk.at_most
        ) AS person
        ORDER BY person.last_offered_at NULLS FIRST, person.volunteer_id
        LIMIT walk.at_most
    ) AS met
    ORDER BY ring.place
    LIMIT walk.at_most
) AS near;

-- name: services.dispatch.candidate_search.NEAREST_WITH_TRAIT
SELECT walk.id, near.*
FROM unnest($1::int[], $2::text[], $3::int[], $4::boolean[], $5::smallint[], $6::boolean[], $7::int[], $8::int[],
            $9::int[], $10::int[], $16::text[])
    AS walk (id, network_id, at_most, free_only, level, residence, max_open, max_day, first_ring, last_ring, trait)
CROSS JOIN LATERAL (
    SELECT met.*
    FROM unnest(($11::int[])[walk.first_ring:walk.last_ring], ($12::int[])[walk.first_ring:walk.last_ring])
        WITH ORDINALITY AS ring (first_cell, last_cell, place)
    CROSS JOIN LATERAL (
        SELECT v.volunteer_id, v.callsign, v.roles, v.level, v.languages, v.home, v.radius_km, v.no_residences,
               v.on_until, v.last_offered_at, v.open_offers, v.assigned, v.cool_until,
               CASE WHEN v.day_from > $15::timestamptz - interval '24 h' THEN v.offers_in_day
                    ELSE 0 END AS offers_today
        FROM unnest(($13::bigint[])[ring.first_cell:ring.last_cell],
                    ($14::float8[])[ring.first_cell:ring.last_cell]) AS cell (home, km)
        JOIN on_call_trait t ON t.network_id = walk.network_id AND t.trait = walk.trait AND t.home = cell.home
        JOIN volunteer v ON v.volunteer_id = t.volunteer_id
        WHERE v.on_call AND (v.on_until IS NULL OR v.on_until > $15)
          AND v.level >= walk.level AND 'observer' = ANY (v.roles) AND NOT v.assigned
          AND v.radius_km >= cell.km AND NOT (walk.residence AND v.no_residences)
          AND (v.cool_until IS NULL OR v.cool_until <= $15)
          AND (walk.max_open = 0 OR v.open_offers < walk.max_open)
          AND (walk.max_day = 0 OR v.offers_in_day < walk.max_day
               OR v.day_from IS NULL OR v.day_from <= $15::timestamptz - interval '24 h')
        ORDER BY v.last_offered_at NULLS FIRST, v.volunteer_id
        LIMIT walk.at_most
    ) AS met
    ORDER BY ring.place
    LIMIT walk.at_most
) AS near;

-- name: services.dispatch.desk_store.FINDINGS_OF
SELECT finding_id, incident_id, outcome, people, vehicles, words, submitted_by, submitted_at, decision, reviewed_by,
       reviewed_at, note
FROM finding WHERE incident_id = ANY($1::uuid[]) ORDER BY submitted_at, finding_id;

-- name: services.dispatch.desk_store.KEEP_UNREAD
INSERT INTO unread_text (reply_id, person_id, network_id, callsign, code, guess, words, received_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                     $8::timestamptz[])
ON CONFLICT (reply_id) DO NOTHING;

-- name: services.dispatch.desk_store.LOCK_PAGES
SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
       paged, message_ids, raised_at
FROM page WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id FOR UPDATE;

-- name: services.dispatch.desk_store.NOT_UNDERSTOOD
SELECT person_id, at FROM not_understood WHERE person_id = ANY($1::uuid[]);

-- name: services.dispatch.desk_store.OPEN_PAGES_APART
SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
       paged, message_ids, raised_at
FROM page WHERE open AND incident_id IS NULL AND network_id = ANY($1::text[]) ORDER BY page_id FOR UPDATE;

-- name: services.dispatch.desk_store.OPEN_PAGES_OF
SELECT page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
       paged, message_ids, raised_at
FROM page WHERE open AND incident_id = ANY($1::uuid[]) ORDER BY page_id;

-- name: services.dispatch.desk_store.PAGED_INCIDENTS
SELECT DISTINCT incident_id FROM page
WHERE open AND incident_id IS NOT NULL AND network_id = ANY($1::text[]);

-- name: services.dispatch.desk_store.PAGES_BY_ID
SELECT page_id, incident_id FROM page WHERE open AND page_id = ANY($1::uuid[]) ORDER BY page_id;

-- name: services.dispatch.desk_store.PAGES_WITH_TEXT
SELECT page_id, incident_id FROM page WHERE open AND message_ids && $1::uuid[] ORDER BY page_id;

-- name: services.dispatch.desk_store.SAVE_FINDINGS
INSERT INTO finding (finding_id, incident_id, outcome, people, vehicles, words, submitted_by, submitted_at,
                     decision, reviewed_by, reviewed_at, note)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::int[], $5::int[], $6::bytea[], $7::text[],
                     $8::timestamptz[], $9::text[], $10::text[], $11::timestamptz[], $12::bytea[])
ON CONFLICT (finding_id) DO UPDATE SET
    decision = excluded.decision, reviewed_by = excluded.reviewed_by, reviewed_at = excluded.reviewed_at,
    note = excluded.note;

-- name: services.dispatch.desk_store.SAVE_PAGES
INSERT INTO page (page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open,
                  attempt, paged, message_ids, raised_at)
SELECT p.page_id, p.network_id, p.incident_id, p.code, p.reason, p.about_id, p.about, p.detail, p.zone, p.exercise,
       p.open, p.attempt, string_to_array(p.paged, ',')::uuid[], string_to_array(p.message_ids, ',')::uuid[],
       p.raised_at
FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
            $9::text[], $10::boolean[], $11::boolean[], $12::int[], $13::text[], $14::text[], $15::timestamptz[])
    AS p (page_id, network_id, incident_id, code, reason, about_id, about, detail, zone, exercise, open, attempt,
          paged, message_ids, raised_at)
ON CONFLICT (page_id) DO UPDATE SET
    open = excluded.open, attempt = excluded.attempt, paged = excluded.paged, message_ids = excluded.message_ids;

-- name: services.dispatch.desk_store.TOLD_SO
INSERT INTO not_understood (person_id, at) SELECT DISTINCT unnest($1::uuid[]), $2::timestamptz
ON CONFLICT (person_id) DO UPDATE SET at = excluded.at;

-- name: services.dispatch.desk_store.WRITE_TIMELINE
INSERT INTO timeline (incident_id, at, kind, params)
SELECT incident_id, at, kind, params::jsonb
FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) AS n (incident_id, at, kind, params);

-- name: services.dispatch.incident_store.CHANGE
UPDATE incident AS i SET
    state = c.state, area = CASE WHEN c.state = 'closed' THEN NULL ELSE i.area END,
    languages = string_to_array(c.languages, ','), seen_from = c.seen_from, seen_until = c.seen_until,
    epoch = c.epoch, hold_epoch = c.hold_epoch, wave = c.wave, wave_not_after = c.wave_not_after,
    meeting = c.meeting, went = c.went, stand_down = c.stand_down, outcome = c.outcome, agency = c.agency,
    reviewed_at = c.reviewed_at, reviewed_by = c.reviewed_by, closed_at = c.closed_at
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::int[], $7::int[],
            $8::int[], $9::timestamptz[], $10::bytea[], $11::boolean[], $12::text[], $13::text[], $14::text[],
            $15::timestamptz[], $16::text[], $17::timestamptz[])
    AS c (incident_id, state, languages, seen_from, seen_until, epoch, hold_epoch, wave, wave_not_after, meeting,
          went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at)
WHERE i.incident_id = c.incident_id;

-- name: services.dispatch.incident_store.CODES_IN_USE
SELECT network_id, code FROM incident
WHERE network_id = ANY($1::text[]) AND state <> 'closed' AND opened_at < $2::timestamptz - interval '6 days';

-- name: services.dispatch.incident_store.LOCK
SELECT incident_id, network_id, code, state, exercise, zone, place_of, place, intersection, is_residence, observers,
       level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch, wave,
       wave_not_after, meeting, went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at
FROM incident WHERE incident_id = ANY($1::uuid[]) ORDER BY incident_id FOR UPDATE;

-- name: services.dispatch.incident_store.LOCK_AREAS
SELECT count(pg_advisory_xact_lock(cell)) FROM unnest($1::bigint[]) AS cell;

-- name: services.dispatch.incident_store.LOCK_JOINABLE
SELECT incident_id, network_id, code, state, exercise, zone, place_of, place, intersection, is_residence, observers,
       level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch, wave,
       wave_not_after, meeting, went, stand_down, outcome, agency, reviewed_at, reviewed_by, closed_at
FROM incident WHERE area = ANY($1::bigint[]) AND state <> ALL($2::text[]) ORDER BY incident_id FOR UPDATE;

-- name: services.dispatch.incident_store.NOTE_HELD
   INSERT INTO report AS known (report_id, revision, network_id, source_id, state, incident_id, exercise, noted_at)
   SELECT r.report_id, r.revision, r.network_id, r.source_id, r.state, r.incident_id, r.exercise, $8
   FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::boolean[])
       AS r (report_id, revision, network_id, source_id, state, incident_id, exercise)
   ON CONFLICT (report_id) DO UPDATE SET
       revision = excluded.revision, state = excluded.state, incident_id = excluded.incident_id
   WHERE known.revision < excluded.revision
AND known.state = 'held';

-- name: services.dispatch.incident_store.NOTE_REPORTS
INSERT INTO report AS known (report_id, revision, network_id, source_id, state, incident_id, exercise, noted_at)
SELECT r.report_id, r.revision, r.network_id, r.source_id, r.state, r.incident_id, r.exercise, $8
FROM unnest($1::uuid[], $2::int[], $3::text[], $4::uuid[], $5::text[], $6::uuid[], $7::boolean[])
    AS r (report_id, revision, network_id, source_id, state, incident_id, exercise)
ON CONFLICT (report_id) DO UPDATE SET
    revision = excluded.revision, state = excluded.state, incident_id = excluded.incident_id
WHERE known.revision < excluded.revision;

-- name: services.dispatch.incident_store.OPEN
INSERT INTO incident (incident_id, network_id, code, state, exercise, zone, area, place_of, place, intersection,
                      is_residence, observers, level, languages, policy, correlation_id, opened_at, seen_from,
                      seen_until, epoch, hold_epoch, wave, wave_not_after)
SELECT i.incident_id, i.network_id, i.code, i.state, i.exercise, i.zone, i.area, i.place_of, i.place,
       i.intersection, i.is_residence, i.observers, i.level, string_to_array(i.languages, ','), i.policy::jsonb,
       i.correlation_id, i.opened_at, i.seen_from, i.seen_until, i.epoch, i.hold_epoch, i.wave, i.wave_not_after
FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::bigint[], $8::uuid[],
            $9::bytea[], $10::boolean[], $11::boolean[], $12::smallint[], $13::text[], $14::text[], $15::text[],
            $16::uuid[], $17::timestamptz[], $18::timestamptz[], $19::timestamptz[], $20::int[], $21::int[],
            $22::int[], $23::timestamptz[])
    AS i (incident_id, network_id, code, state, exercise, zone, area, place_of, place, intersection, is_residence,
          observers, level, languages, policy, correlation_id, opened_at, seen_from, seen_until, epoch, hold_epoch,
          wave, wave_not_after);

-- name: services.dispatch.incident_store.REPORTS_KNOWN
SELECT report_id, revision, network_id, source_id, state, incident_id, exercise
FROM report WHERE report_id = ANY($1::uuid[]);

-- name: services.dispatch.incident_store.REPORTS_OF
SELECT incident_id, array_agg(report_id ORDER BY noted_at, report_id) AS report_ids
FROM report WHERE incident_id = ANY($1::uuid[]) GROUP BY incident_id;

-- name: services.dispatch.incident_views.BY_ID
   SELECT i.incident_id, i.code, i.network_id, i.state, i.zone, i.opened_at, i.wave, i.wave_not_after, i.exercise,
          i.outcome, i.agency, i.reviewed_by, i.closed_at, i.observers, i.level, i.languages,
          (SELECT count(*) FROM report r WHERE r.incident_id = i.incident_id) AS reports,
          (SELECT jsonb_object_agg(s.state, s.n)::text FROM
              (SELECT o.state, count(*) AS n FROM offer o WHERE o.incident_id = i.incident_id GROUP BY o.state) s
          ) AS offers,
          (SELECT array_agg(a.callsign ORDER BY a.held_at) FROM assignment a
           WHERE a.incident_id = i.incident_id AND a.state <> 'released') AS team,
          f.outcome AS found, f.submitted_by, f.submitted_at, f.people, f.vehicles, f.decision, f.finding_id, f.words
   FROM incident i
   LEFT JOIN LATERAL (
       SELECT * FROM finding f WHERE f.incident_id = i.incident_id ORDER BY f.submitted_at DESC LIMIT 1
   ) f ON true
WHERE i.incident_id = $1;

-- name: services.dispatch.incident_views.INCIDENTS
SELECT i.incident_id, i.code, i.network_id, i.state, i.zone, i.opened_at, i.wave, i.wave_not_after, i.exercise,
       i.outcome, i.agency, i.reviewed_by, i.closed_at, i.observers, i.level, i.languages,
       (SELECT count(*) FROM report r WHERE r.incident_id = i.incident_id) AS reports,
       (SELECT jsonb_object_agg(s.state, s.n)::text FROM
           (SELECT o.state, count(*) AS n FROM offer o WHERE o.incident_id = i.incident_id GROUP BY o.state) s
       ) AS offers,
       (SELECT array_agg(a.callsign ORDER BY a.held_at) FROM assignment a
        WHERE a.incident_id = i.incident_id AND a.state <> 'released') AS team,
       f.outcome AS found, f.submitted_by, f.submitted_at, f.people, f.vehicles, f.decision, f.finding_id, f.words
FROM incident i
LEFT JOIN LATERAL (
    SELECT * FROM finding f WHERE f.incident_id = i.incident_id ORDER BY f.submitted_at DESC LIMIT 1
) f ON true;

-- name: services.dispatch.incident_views.IN_STATE
SELECT i.incident_id, i.code, i.network_id, i.state, i.zone, i.opened_at, i.wave, i.wave_not_after, i.exercise,
       i.outcome, i.agency, i.reviewed_by, i.closed_at, i.observers, i.level, i.languages,
       (SELECT count(*) FROM report r WHERE r.incident_id = i.incident_id) AS reports,
       (SELECT jsonb_object_agg(s.state, s.n)::text FROM
           (SELECT o.state, count(*) AS n FROM offer o WHERE o.incident_id = i.incident_id GROUP BY o.state) s
       ) AS offers,
       (SELECT array_agg(a.callsign ORDER BY a.held_at) FROM assignment a
        WHERE a.incident_id = i.incident_id AND a.state <> 'released') AS team,
       f.outcome AS found, f.submitted_by, f.submitted_at, f.people, f.vehicles, f.decision, f.finding_id, f.words
FROM incident i
LEFT JOIN LATERAL (
    SELECT * FROM finding f WHERE f.incident_id = i.incident_id ORDER BY f.submitted_at DESC LIMIT 1
) f ON true

WHERE ($1 = 'all' OR ($1 = 'closed') = (i.state = 'closed'))
ORDER BY i.opened_at DESC LIMIT $2;

-- name: services.dispatch.incident_views.NAMED
SELECT incident_id, state <> 'closed' AS open FROM incident WHERE code = $1
ORDER BY (state = 'closed'), opened_at DESC LIMIT 2;

-- name: services.dispatch.incident_views.OFFERS
SELECT callsign, state, wave, asked, reasons, offered_at, delivered_at, answered_at, eta_minutes, not_after
FROM offer WHERE incident_id = $1 ORDER BY offered_at, callsign;

-- name: services.dispatch.incident_views.REPORT_IDS
SELECT report_id FROM report WHERE incident_id = $1 ORDER BY noted_at, report_id;

-- name: services.dispatch.incident_views.TEAM
SELECT assignment_id, callsign, state, eta_minutes, held_at, confirmed_at, on_scene_at, sos_at, out_at, released_at
FROM assignment WHERE incident_id = $1 ORDER BY held_at;

-- name: services.dispatch.incident_views.TIMELINE
SELECT at, kind, params FROM timeline WHERE incident_id = $1 ORDER BY position;

-- name: services.dispatch.incident_views.UNREAD
SELECT reply_id, person_id, network_id, callsign, code, guess, words, received_at
FROM unread_text ORDER BY received_at DESC LIMIT $1;

-- name: services.dispatch.offer_store.ASSIGNMENTS_OF
SELECT assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes, held_at,
       confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at, released_at, release_reason,
       asked_release
FROM assignment WHERE incident_id = ANY($1::uuid[]) ORDER BY held_at, assignment_id;

-- name: services.dispatch.offer_store.CONCERNED
SELECT o.volunteer_id, o.incident_id FROM offer o JOIN incident i USING (incident_id)
WHERE o.volunteer_id = ANY($1::uuid[]) AND i.state <> 'closed'
  AND o.state IN ('open', 'standby', 'declined', 'expired', 'undeliverable')
UNION
SELECT volunteer_id, incident_id FROM assignment WHERE volunteer_id = ANY($1::uuid[]) AND state <> 'released';

-- name: services.dispatch.offer_store.DELIVERED
UPDATE offer SET delivered_at = d.at
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[]) AS d (incident_id, volunteer_id, message_id, at)
WHERE offer.incident_id = d.incident_id AND offer.volunteer_id = d.volunteer_id
  AND offer.message_id = d.message_id AND offer.delivered_at IS NULL;

-- name: services.dispatch.offer_store.LOCK_PEOPLE
SELECT volunteer_id FROM volunteer WHERE volunteer_id = ANY($1::uuid[]) ORDER BY volunteer_id FOR NO KEY UPDATE;

-- name: services.dispatch.offer_store.OFFERS_OF
SELECT offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons, message_id,
       not_after, offered_at, answered_at, eta_minutes, asked_again
FROM offer WHERE incident_id = ANY($1::uuid[]) ORDER BY offered_at, offer_id;

-- name: services.dispatch.offer_store.RECENT_CODES
SELECT o.volunteer_id, i.incident_id, i.code, i.exercise FROM offer o JOIN incident i USING (incident_id)
WHERE o.volunteer_id = ANY($1::uuid[]) AND o.offered_at > $2::timestamptz - interval '7 days'
ORDER BY o.offered_at DESC, o.offer_id;

-- name: services.dispatch.offer_store.SAVE_ASSIGNMENTS
INSERT INTO assignment (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes,
                        held_at, confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at,
                        released_at, release_reason, asked_release)
SELECT a.assignment_id, a.incident_id, a.volunteer_id, a.callsign, a.level, string_to_array(a.languages, ','),
       a.state, a.eta_minutes, a.held_at, a.confirmed_at, a.en_route_at, a.on_scene_at, a.sos_at,
       a.sos_cleared_by, a.out_at, a.released_at, a.release_reason, a.asked_release
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[],
            $9::timestamptz[], $10::timestamptz[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[],
            $14::text[], $15::timestamptz[], $16::timestamptz[], $17::text[], $18::boolean[])
    AS a (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, eta_minutes, held_at,
          confirmed_at, en_route_at, on_scene_at, sos_at, sos_cleared_by, out_at, released_at, release_reason,
          asked_release)
ON CONFLICT (assignment_id) DO UPDATE SET
    state = excluded.state, eta_minutes = excluded.eta_minutes, confirmed_at = excluded.confirmed_at,
    en_route_at = excluded.en_route_at, on_scene_at = excluded.on_scene_at, sos_at = excluded.sos_at,
    sos_cleared_by = excluded.sos_cleared_by, out_at = excluded.out_at, released_at = excluded.released_at,
    release_reason = excluded.release_reason, asked_release = excluded.asked_release;

-- name: services.dispatch.offer_store.SAVE_OFFERS
INSERT INTO offer (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons,
                   message_id, not_after, offered_at, answered_at, eta_minutes, asked_again)
SELECT o.offer_id, o.incident_id, o.volunteer_id, o.callsign, o.level, string_to_array(o.languages, ','), o.wave,
       o.asked, o.state, string_to_array(o.reasons, ','), o.message_id, o.not_after, o.offered_at, o.answered_at,
       o.eta_minutes, o.asked_again
FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::int[], $8::int[],
            $9::text[], $10::text[], $11::uuid[], $12::timestamptz[], $13::timestamptz[], $14::timestamptz[],
            $15::int[], $16::boolean[])
    AS o (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons, message_id,
          not_after, offered_at, answered_at, eta_minutes, asked_again)
ON CONFLICT (offer_id) DO UPDATE SET
    level = excluded.level, languages = excluded.languages, wave = excluded.wave, asked = excluded.asked,
    state = excluded.state, reasons = excluded.reasons, message_id = excluded.message_id,
    not_after = excluded.not_after, offered_at = excluded.offered_at, answered_at = excluded.answered_at,
    eta_minutes = excluded.eta_minutes, asked_again = excluded.asked_again;

-- name: services.dispatch.roster_store.ALL_NETWORKS
SELECT network_id, revision, file, territory FROM network ORDER BY network_id;

-- name: services.dispatch.roster_store.APPLY_NETWORK
INSERT INTO network AS known (network_id, revision, file, territory, changed_at)
VALUES ($1, 1, $2::jsonb, $3, $4)
ON CONFLICT (network_id) DO UPDATE SET
    revision = known.revision + 1, file = excluded.file, territory = excluded.territory,
    changed_at = excluded.changed_at
WHERE known.file <> excluded.file OR known.territory <> excluded.territory
RETURNING revision;

-- name: services.dispatch.roster_store.ASSIGNED
UPDATE volunteer SET assigned = true WHERE volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.CLEAR_DUTY
DELETE FROM duty WHERE volunteer_id = $1 RETURNING volunteer_id;

-- name: services.dispatch.roster_store.CLOSED
UPDATE volunteer v SET open_offers = greatest(0, v.open_offers - m.times)
FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
WHERE v.volunteer_id = m.volunteer_id;

-- name: services.dispatch.roster_store.COUNTERS
SELECT network_id, places, position, half_started_at FROM code_counter
WHERE network_id = ANY($1::text[]) ORDER BY network_id FOR UPDATE;

-- name: services.dispatch.roster_store.DUTY_LEADS
SELECT d.network_id, d.volunteer_id, d.position, v.callsign, v.languages
FROM duty d JOIN volunteer v USING (volunteer_id)
WHERE d.network_id = ANY($1::text[]) AND (d.on_until IS NULL OR d.on_until > $2)
ORDER BY d.position DESC, d.since, d.volunteer_id;

-- name: services.dispatch.roster_store.END_OF_DUTY
DELETE FROM duty WHERE on_until <= $1 RETURNING network_id;

-- name: services.dispatch.roster_store.END_OF_ON_CALL
UPDATE volunteer SET on_call = false, on_until = NULL WHERE volunteer_id IN (
    SELECT volunteer_id FROM volunteer WHERE on_until <= $1 ORDER BY volunteer_id FOR UPDATE
) RETURNING volunteer_id;

-- name: services.dispatch.roster_store.FIRST_NETWORK
SELECT min(network_id) FROM network;

-- name: services.dispatch.roster_store.FORGET_TRAITS
DELETE FROM on_call_trait WHERE volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.IDS_OF
SELECT callsign, volunteer_id FROM volunteer WHERE network_id = $1 AND callsign = ANY($2::text[]);

-- name: services.dispatch.roster_store.LEARN_TRAITS
INSERT INTO on_call_trait (network_id, trait, home, volunteer_id)
SELECT v.network_id, has.trait, v.home, v.volunteer_id
FROM volunteer v
CROSS JOIN LATERAL (
    SELECT unnest(v.languages) AS trait
    UNION SELECT 'verified' WHERE v.level >= 2
    UNION SELECT 'lead' WHERE v.level >= 3
) AS has
WHERE v.volunteer_id = ANY($1::uuid[]) AND v.on_call AND v.home IS NOT NULL
ON CONFLICT DO NOTHING;

-- name: services.dispatch.roster_store.NETWORKS
SELECT network_id, revision, file, territory FROM network WHERE network_id = ANY($1::text[]);

-- name: services.dispatch.roster_store.NETWORK_FILE
SELECT file FROM network WHERE network_id = $1;

-- name: services.dispatch.roster_store.NEXT_REVISION
UPDATE network SET revision = revision + 1, changed_at = $2 WHERE network_id = $1;

-- name: services.dispatch.roster_store.OFFERED
UPDATE volunteer v SET
    open_offers = v.open_offers + m.times,
    offers_in_day = m.times
        + CASE WHEN v.day_from > $3::timestamptz - interval '24 h' THEN v.offers_in_day ELSE 0 END,
    day_from = CASE WHEN v.day_from > $3::timestamptz - interval '24 h' THEN v.day_from ELSE $3 END,
    last_offered_at = $3
FROM unnest($1::uuid[], $2::int[]) AS m (volunteer_id, times)
WHERE v.volunteer_id = m.volunteer_id;

-- name: services.dispatch.roster_store.RELEASED
UPDATE volunteer SET assigned = false, cool_until = $2 WHERE volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.REVISIONS
SELECT network_id, revision FROM network WHERE network_id = ANY($1::text[]);

-- name: services.dispatch.roster_store.ROSTER
SELECT volunteer_id FROM volunteer WHERE network_id = $1 ORDER BY callsign;

-- name: services.dispatch.roster_store.SAVE_COUNTERS
UPDATE code_counter c SET places = e.places, position = e.position, half_started_at = e.half_started_at
FROM unnest($1::text[], $2::smallint[], $3::bigint[], $4::timestamptz[])
    AS e (network_id, places, position, half_started_at)
WHERE c.network_id = e.network_id;

-- name: services.dispatch.roster_store.SET_DUTY
INSERT INTO duty AS known (volunteer_id, network_id, position, on_until, since)
SELECT volunteer_id, network_id, $2, $3, $4 FROM volunteer WHERE volunteer_id = $1
ON CONFLICT (volunteer_id) DO UPDATE SET
    position = excluded.position, on_until = excluded.on_until, since = excluded.since
WHERE (known.position, coalesce(known.on_until, 'infinity'))
      <> (excluded.position, coalesce(excluded.on_until, 'infinity'))
   OR known.on_until <= excluded.since
RETURNING volunteer_id;

-- name: services.dispatch.roster_store.START_COUNTERS
INSERT INTO code_counter (network_id, places, position, half_started_at)
SELECT id, $2, $3, $4 FROM unnest($1::text[]) AS id ORDER BY id
ON CONFLICT (network_id) DO NOTHING;

-- name: services.dispatch.roster_store.SWITCH_OFF
UPDATE volunteer SET on_call = false, on_until = NULL WHERE volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.SWITCH_ON
UPDATE volunteer SET on_call = true, on_until = $2 WHERE volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.UPSERT_VOLUNTEERS
INSERT INTO volunteer AS known (volunteer_id, network_id, callsign, roles, level, languages, home, radius_km,
                                no_residences)
SELECT e.volunteer_id, $1, e.callsign, string_to_array(e.roles, ' '), e.level, string_to_array(e.languages, ' '),
       e.home, e.radius_km, e.no_residences
FROM unnest($2::uuid[], $3::text[], $4::text[], $5::smallint[], $6::text[], $7::bigint[], $8::real[], $9::boolean[])
    AS e (volunteer_id, callsign, roles, level, languages, home, radius_km, no_residences)
ORDER BY e.callsign
ON CONFLICT (network_id, callsign) DO UPDATE SET
    roles = excluded.roles, level = excluded.level, languages = excluded.languages, home = excluded.home,
    radius_km = excluded.radius_km, no_residences = excluded.no_residences
RETURNING volunteer_id, callsign;

-- name: services.dispatch.roster_store.VOLUNTEERS
SELECT v.volunteer_id, v.network_id, v.callsign, v.roles, v.level, v.languages, v.home, v.radius_km,
       v.no_residences, v.on_call AND (v.on_until IS NULL OR v.on_until > app.now()) AS on_call, v.on_until,
       v.assigned, (SELECT d.position FROM duty d WHERE d.volunteer_id = v.volunteer_id
                    AND (d.on_until IS NULL OR d.on_until > app.now())) AS duty
FROM volunteer v WHERE v.volunteer_id = ANY($1::uuid[]);

-- name: services.dispatch.roster_store.WITH_ROLE
SELECT volunteer_id FROM volunteer WHERE network_id = $1 AND $2 = ANY (roles) ORDER BY callsign;
