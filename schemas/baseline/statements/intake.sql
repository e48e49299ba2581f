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

-- name: services.intake.news_store.SAVE_CLOSED
INSERT INTO incident AS i (incident_id, network_id, code, closed_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[]) AS c
    (incident_id, network_id, code, closed_at)
ORDER BY incident_id
ON CONFLICT (incident_id) DO UPDATE SET closed_at = coalesce(i.closed_at, excluded.closed_at);

-- name: services.intake.news_store.SAVE_DELIVERIES
INSERT INTO caller_delivery AS d (message_id, report_id, template, state, reason, changed_at)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::timestamptz[])
    AS n (message_id, report_id, template, state, reason, changed_at)
ORDER BY message_id
ON CONFLICT (message_id) DO UPDATE SET state = excluded.state, reason = excluded.reason,
    changed_at = excluded.changed_at
WHERE d.changed_at <= excluded.changed_at;

-- name: services.intake.news_store.SAVE_JOINED
UPDATE report SET state = 'joined', incident_id = j.incident_id, incident_code = j.code
FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS j (report_id, incident_id, code)
WHERE report.report_id = j.report_id AND report.incident_id IS DISTINCT FROM j.incident_id;

-- name: services.intake.news_store.SAVE_NETWORKS
INSERT INTO network AS n (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty,
                          release_max_age, source_open_incidents)
SELECT network_id, revision, name, hotline_phone, time_zone, string_to_array(languages, ','), duty_lead_on_duty,
       release_max_age, source_open_incidents
FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::interval[],
            $9::int[])
    AS u (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty, release_max_age,
          source_open_incidents)
ORDER BY network_id
ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
    hotline_phone = excluded.hotline_phone, time_zone = excluded.time_zone, languages = excluded.languages,
    duty_lead_on_duty = excluded.duty_lead_on_duty, release_max_age = excluded.release_max_age,
    source_open_incidents = excluded.source_open_incidents
WHERE n.revision < excluded.revision;

-- name: services.intake.news_store.SAVE_OPENED
INSERT INTO incident AS i (incident_id, network_id, code, source_id, zone, opened_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::text[], $6::timestamptz[]) AS o
    (incident_id, network_id, code, source_id, zone, opened_at)
ORDER BY incident_id
ON CONFLICT (incident_id) DO UPDATE SET source_id = excluded.source_id, zone = excluded.zone,
    opened_at = excluded.opened_at;

-- name: services.intake.news_store.SAVE_REPORTS_CLOSED
UPDATE report SET closed_at = c.closed_at
FROM unnest($1::uuid[], $2::timestamptz[]) AS c (report_id, closed_at)
WHERE report.report_id = c.report_id AND report.closed_at IS NULL;

-- name: services.intake.news_store.SAVE_REVIEWED
UPDATE report SET outcome = $2, went = $3, agency = $4, seen_at = $5, reviewed_at = $6
WHERE report_id = ANY($1::uuid[]) AND (reviewed_at IS NULL OR reviewed_at <= $6);

-- name: services.intake.news_store.SAVE_UNSERVED
UPDATE report SET state = 'unserved' WHERE report_id = ANY($1::uuid[]) AND state = 'released';

-- name: services.intake.news_store.ZONE_OF
SELECT zone FROM incident WHERE incident_id = $1;

-- name: services.intake.source_store.ADD_KEY
INSERT INTO source_key (key_id, source_id, sha256, sealed_secret, created_at) VALUES ($1, $2, $3, $4, app.now());

-- name: services.intake.source_store.FORGET_NONCES
DELETE FROM nonce WHERE expires_at < app.now();

-- name: services.intake.source_store.LIVE_KEY
SELECT k.key_id, k.sha256, k.sealed_secret, s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst
FROM source_key k JOIN source s USING (source_id)
WHERE k.key_id = $1 AND (k.retires_at IS NULL OR k.retires_at > app.now());

-- name: services.intake.source_store.LIVE_KEYS
SELECT k.key_id, k.sha256, k.sealed_secret, s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst
FROM source_key k JOIN source s USING (source_id)
WHERE k.retires_at IS NULL OR k.retires_at > app.now();

-- name: services.intake.source_store.RETIRE_OTHER_KEYS
UPDATE source_key SET retires_at = least(retires_at, app.now() + interval '1 day')
WHERE source_id = $1 AND key_id <> $2;

-- name: services.intake.source_store.SAVE_SOURCE
INSERT INTO source AS s (source_id, name, network_id, trust, rate_per_minute, burst, created_at)
VALUES ($1, $2, $3, $4, $5, $6, app.now())
ON CONFLICT ON CONSTRAINT one_source_per_name DO UPDATE SET trust = excluded.trust,
    rate_per_minute = excluded.rate_per_minute, burst = excluded.burst
RETURNING s.source_id;

-- name: services.intake.source_store.SOURCES
SELECT s.source_id, s.name, s.network_id, s.trust, s.rate_per_minute, s.burst,
       (SELECT count(*) FROM source_key k WHERE k.source_id = s.source_id
          AND (k.retires_at IS NULL OR k.retires_at > app.now())) AS live_keys,
       (SELECT count(*) FROM incident i WHERE i.source_id = s.source_id AND i.closed_at IS NULL) AS open_incidents
FROM source s ORDER BY s.network_id, s.name;

-- name: services.intake.source_store.USE_NONCES
INSERT INTO nonce (key_id, webhook_id, expires_at)
SELECT key_id, webhook_id, app.now() + $3 * interval '1 s'
FROM unnest($1::text[], $2::text[]) AS n (key_id, webhook_id) ORDER BY key_id, webhook_id
ON CONFLICT (key_id, webhook_id) DO NOTHING
RETURNING key_id, webhook_id;

-- name: services.intake.store.ADD_REPORTS
WITH given AS MATERIALIZED (
    SELECT g.report_id::uuid AS id, g.*
    FROM unnest($1::text[], $2::text[], $3::text[], $4::bytea[], $5::text[], $6::text[], $7::smallint[],
                $8::smallint[], $9::bytea[], $10::bytea[], $11::text[], $12::bool[], $13::bytea[])
        WITH ORDINALITY AS g (report_id, source_id, idempotency_key, body_mac, network_id, ref, priority, kind,
                              told, payload, language, safe_to_text, sealed_contact, place)
), added AS (
    INSERT INTO report (report_id, source_id, idempotency_key, body_mac, network_id, ref, state, priority,
                        received_at, told, event_id, caller_language, safe_to_text, sealed_contact)
    SELECT g.id, g.source_id::uuid, g.idempotency_key, g.body_mac, g.network_id, g.ref,
           CASE g.kind WHEN 1 THEN 'held' ELSE 'released' END, g.priority, $17,
           convert_from(g.told, 'UTF8')::json, g.id, g.language, g.safe_to_text, g.sealed_contact
    FROM given g ORDER BY g.place
    ON CONFLICT ON CONSTRAINT one_report_per_key DO NOTHING
    RETURNING report_id
), announced AS (
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
    SELECT g.id, ($18::smallint[])[g.kind], ($19::text[])[g.kind], convert_to(g.report_id, 'UTF8'),
           ($20::text[])[g.kind], g.report_id, ($21::text[])[g.kind], g.payload, $17
    FROM given g WHERE g.id = ANY (ARRAY(SELECT report_id FROM added)) ORDER BY g.place
), thanked AS (
    INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
    SELECT r.event_id::uuid, ($18::smallint[])[3], ($19::text[])[3], convert_to(r.report_id, 'UTF8'),
           ($20::text[])[3], r.report_id, ($21::text[])[3], r.payload, $17
    FROM unnest($14::text[], $15::text[], $16::bytea[]) AS r (report_id, event_id, payload)
    WHERE r.report_id::uuid = ANY (ARRAY(SELECT report_id FROM added))
)
SELECT g.report_id FROM given g WHERE g.id <> ALL (ARRAY(SELECT report_id FROM added));

-- name: services.intake.store.CALLERS
SELECT report_id, network_id, ref, caller_language, (told->>'exercise')::bool AS exercise, sealed_contact
FROM report WHERE report_id = ANY($1::uuid[]) AND safe_to_text AND sealed_contact IS NOT NULL ORDER BY report_id;

-- name: services.intake.store.CONTENT_OF
SELECT revision, told FROM report WHERE report_id = $1;

-- name: services.intake.store.EXISTING
SELECT report_id::text AS report_id FROM report WHERE report_id = ANY($1::text[]::uuid[]);

-- name: services.intake.store.FIRST_NETWORK
SELECT network_id FROM network ORDER BY network_id LIMIT 1;

-- name: services.intake.store.FIRST_USES
SELECT source_id, idempotency_key, r.report_id::text AS report_id, r.ref, r.body_mac, r.received_at,
       coalesce(r.missing, ARRAY(SELECT json_array_elements_text(r.told->'missing'))) AS missing
FROM report r JOIN unnest($1::uuid[], $2::text[]) AS k (source_id, idempotency_key)
  USING (source_id, idempotency_key);

-- name: services.intake.store.FORGET_OLD_COUNTERS
DELETE FROM ref_counter WHERE day < (app.now() - interval '9 days')::date;

-- name: services.intake.store.LEASE_REFS
INSERT INTO ref_counter AS c (network_id, day, next_number) VALUES ($1, $2, $3)
ON CONFLICT (network_id, day) DO UPDATE SET next_number = c.next_number + $3
RETURNING c.next_number - $3;

-- name: services.intake.store.NETWORKS
SELECT network_id, name, hotline_phone, time_zone, languages, duty_lead_on_duty, release_max_age,
       source_open_incidents
FROM network WHERE network_id = ANY($1::text[]);

-- name: services.intake.store.NOTE_READING
INSERT INTO content_read (report_id, actor, role, at) VALUES ($1, $2, $3, app.now());

-- name: services.intake.store.PROGRESS_BY_REF
SELECT report_id, source_id, ref, state,
       ARRAY(SELECT json_array_elements_text(told->'missing')) AS missing, incident_code, outcome, agency, went,
       seen_at, reviewed_at, closed_at
FROM report WHERE ref = $1 ORDER BY received_at DESC LIMIT 20;

-- name: services.intake.store.PROGRESS_OF
SELECT report_id, source_id, ref, state,
       ARRAY(SELECT json_array_elements_text(told->'missing')) AS missing, incident_code, outcome, agency, went,
       seen_at, reviewed_at, closed_at
FROM report WHERE report_id = $1;

-- name: services.intake.store.QUEUE
SELECT r.report_id, r.ref, r.priority, r.told->>'request' AS request, r.told->>'channel' AS channel, r.received_at,
       ARRAY(SELECT json_array_elements_text(r.told->'missing')) AS missing, r.told->>'cell' AS cell,
       r.told->>'accuracy' AS accuracy, (r.told->>'exercise')::bool AS exercise,
       ARRAY(SELECT json_array_elements_text(r.told->'languages')) AS languages,
       coalesce(s.name, r.told->>'channel') AS source,
       greatest(extract(epoch FROM app.now() - r.received_at), 0)::int AS age_s
FROM report r LEFT JOIN source s USING (source_id)
WHERE r.state = 'held' ORDER BY r.priority, r.received_at LIMIT $1;

-- name: services.intake.store.QUEUE_LENGTH
SELECT count(*) FROM report WHERE state = 'held';

-- name: services.intake.store.REPORT_FOR_CHANGE
SELECT report_id, source_id, network_id, ref, revision, state, told
FROM report WHERE report_id = $1 FOR NO KEY UPDATE;

-- name: services.intake.store.SAVE_RELEASE
UPDATE report SET revision = $2, event_id = $3, state = 'released', told = convert_from($4, 'UTF8')::json,
    missing = ARRAY(SELECT json_array_elements_text(told->'missing'))
WHERE report_id = $1;

-- name: services.intake.store.STANDINGS
SELECT s.source_id, n.network_id, n.name, n.hotline_phone, n.time_zone, n.languages, n.duty_lead_on_duty,
       n.release_max_age, n.source_open_incidents, app.now() AS now,
       (SELECT count(*) FROM (SELECT FROM incident i WHERE i.source_id = s.source_id AND i.closed_at IS NULL
                              LIMIT n.source_open_incidents) AS open) AS open_incidents
FROM unnest($1::uuid[], $2::text[]) AS s (source_id, network_id)
LEFT JOIN network n ON n.network_id = s.network_id;
