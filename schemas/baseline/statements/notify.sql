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

-- name: services.notify.store.contacts.DELETE
DELETE FROM contact WHERE person_id = $1 RETURNING optout_index;

-- name: services.notify.store.contacts.EXISTING
SELECT person_id, network_id, language, consent, phone_index, optout_index
FROM contact WHERE person_id = ANY($1::uuid[]) OR phone_index = ANY($2::bytea[])
ORDER BY person_id FOR UPDATE;

-- name: services.notify.store.contacts.FIND
SELECT person_id, network_id, language, consent, phone_index, optout_index
FROM contact WHERE phone_index = $1;

-- name: services.notify.store.contacts.LIFT
UPDATE suppression SET lifted_at = $2, evidence = $3 WHERE optout_index = $1 AND lifted_at IS NULL RETURNING true;

-- name: services.notify.store.contacts.NOTE_CONSENT
INSERT INTO consent_ledger (person_id, optout_index, act, how, wording_sha256, language, evidence, stated_at, at)
SELECT e.*, $9 FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::text[],
                           $8::timestamptz[]) AS e;

-- name: services.notify.store.contacts.PEOPLE
SELECT person_id, network_id, language, consent, phone_index, optout_index
FROM contact WHERE person_id = ANY($1::uuid[]);

-- name: services.notify.store.contacts.SAVE
INSERT INTO contact AS c (person_id, network_id, callsign, org, language, consent, sealed_phone, sealed_email,
                          phone_index, optout_index, updated_at)
SELECT p.*, $11 FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bytea[],
                            $8::bytea[], $9::bytea[], $10::bytea[]) AS p
ORDER BY 1
ON CONFLICT (person_id) DO UPDATE SET network_id = excluded.network_id, callsign = excluded.callsign,
    org = excluded.org, consent = excluded.consent,
    language = CASE WHEN c.language_asked_at IS NULL THEN excluded.language ELSE c.language END,
    sealed_phone = excluded.sealed_phone, sealed_email = excluded.sealed_email,
    phone_index = excluded.phone_index, optout_index = excluded.optout_index, updated_at = excluded.updated_at;

-- name: services.notify.store.contacts.SET_CONSENT
UPDATE contact SET consent = $2, updated_at = $3 WHERE optout_index = $1 AND consent <> $2
RETURNING person_id;

-- name: services.notify.store.contacts.SET_LANGUAGES
UPDATE contact c SET language = n.language, language_asked_at = n.asked_at, updated_at = $4
FROM (SELECT person_id, l.language, l.asked_at
      FROM contact JOIN unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS l (person_id, language, asked_at)
        USING (person_id) ORDER BY person_id FOR UPDATE OF contact) AS n
WHERE c.person_id = n.person_id AND (c.language_asked_at IS NULL OR c.language_asked_at < n.asked_at);

-- name: services.notify.store.contacts.SUPPRESS
INSERT INTO suppression AS s (optout_index, since, evidence) VALUES ($1, $2, $3)
ON CONFLICT (optout_index) DO UPDATE SET since = excluded.since, lifted_at = NULL, evidence = excluded.evidence
WHERE s.lifted_at IS NOT NULL
RETURNING true;

-- name: services.notify.store.contacts.SUPPRESSED
SELECT optout_index FROM suppression WHERE optout_index = ANY($1::bytea[]) AND lifted_at IS NULL;

-- name: services.notify.store.deliveries.ADD_ROUND
INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, created_at)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::smallint[], $5::text[], $6::timestamptz[],
                     $7::timestamptz[], $8::bytea[], $9::timestamptz[])
ON CONFLICT (message_id, channel, round) DO NOTHING;

-- name: services.notify.store.deliveries.CLAIM
WITH clock AS MATERIALIZED (SELECT app.now() AS now), due AS (
    SELECT d.message_id, d.round, (SELECT now FROM clock) AS now
    FROM delivery d
    WHERE d.state = 'queued' AND d.channel = $1 AND d.due_at <= (SELECT now FROM clock)
    ORDER BY d.urgency, d.created_at LIMIT $2 FOR UPDATE SKIP LOCKED
), checked AS (
    SELECT due.*, CASE
        WHEN d.not_after <= due.now THEN 'expired'
        WHEN EXISTS (SELECT FROM suppression s WHERE s.optout_index = d.optout_index AND s.lifted_at IS NULL)
            THEN 'opted_out'
        WHEN m.person_id IS NOT NULL AND c.person_id IS NULL THEN 'no_contact' END AS unfit
    FROM due JOIN delivery d ON d.message_id = due.message_id AND d.channel = $1 AND d.round = due.round
    JOIN message m ON m.message_id = due.message_id
    LEFT JOIN contact c ON c.person_id = m.person_id
)
UPDATE delivery d SET
    state = CASE WHEN unfit IS NULL THEN 'sending' ELSE 'queued' END,
    tries = d.tries + CASE WHEN unfit IS NULL THEN 1 ELSE 0 END,
    claimed_at = checked.now,
    due_at = checked.now + CASE WHEN d.urgency = 0 THEN $3::int ELSE $4::int END * interval '1 s'
FROM checked JOIN message m ON m.message_id = checked.message_id
LEFT JOIN contact c ON c.person_id = m.person_id
LEFT JOIN network n ON n.network_id = m.network_id
WHERE d.message_id = checked.message_id AND d.channel = $1 AND d.round = checked.round
RETURNING d.message_id, d.channel, d.round, d.tries, d.urgency, d.not_after, d.optout_index, d.claimed_at,
          d.created_at, checked.unfit, m.network_id, m.subject_id, m.person_id, m.template, m.params,
          m.sealed_params, m.exercise, m.language AS caller_language, m.sealed_contact, c.language,
          CASE WHEN $1 = 'sms' THEN c.sealed_phone ELSE c.sealed_email END AS sealed_address,
          n.name, n.hotline_phone, n.languages;

-- name: services.notify.store.deliveries.DUE
SELECT message_id, channel, round, tries, state, provider_sid FROM delivery
WHERE state IN ('sending', 'unknown', 'accepted', 'sent') AND due_at <= app.now()
ORDER BY due_at LIMIT $1;

-- name: services.notify.store.deliveries.FINISH
UPDATE message m SET finished = u.finished, finished_reason = u.reason, finished_at = $4
FROM unnest($1::uuid[], $2::text[], $3::text[]) AS u (message_id, finished, reason)
WHERE m.message_id = u.message_id AND m.finished IS NULL;

-- name: services.notify.store.deliveries.KNOWN_SIDS
SELECT provider_sid FROM delivery WHERE provider_sid = ANY($1::text[]);

-- name: services.notify.store.deliveries.LATE_IN_QUEUE
SELECT message_id, channel, round, tries, state, provider_sid FROM delivery
WHERE state = 'queued' AND not_after <= app.now() AND due_at <= app.now() LIMIT $1;

-- name: services.notify.store.deliveries.LOAD
SELECT m.message_id, m.asked_by, m.subject_id, m.person_id, m.template, m.urgency, m.not_after, m.requested_at,
       m.correlation_id, m.finished, c.sealed_email IS NOT NULL AS has_email,
       d.channel, d.round, d.state, d.due_at, d.tries, d.requeued, d.claimed_at, d.provider_sid, d.reason,
       d.handed_off_at, d.ended_at, d.optout_index
FROM message m JOIN delivery d USING (message_id) LEFT JOIN contact c ON c.person_id = m.person_id
WHERE m.message_id = ANY($1::uuid[])
ORDER BY m.message_id, d.channel, d.round FOR UPDATE OF m, d;

-- name: services.notify.store.deliveries.PARTS
SELECT d.message_id, d.channel, d.round, d.tries, d.urgency, d.not_after, d.optout_index, d.claimed_at,
       d.created_at, NULL AS unfit, m.network_id, m.subject_id, m.person_id, m.template, m.params,
       m.sealed_params, m.exercise, m.language AS caller_language, m.sealed_contact, c.language,
       c.sealed_phone AS sealed_address, n.name, n.hotline_phone, n.languages
FROM delivery d JOIN message m USING (message_id) LEFT JOIN contact c ON c.person_id = m.person_id
LEFT JOIN network n ON n.network_id = m.network_id
WHERE d.message_id = $1 AND d.channel = $2 AND d.round = $3;

-- name: services.notify.store.deliveries.SAVE
UPDATE delivery d SET state = u.state, due_at = u.due_at, requeued = u.requeued, provider_sid = u.provider_sid,
    reason = u.reason, handed_off_at = u.handed_off_at, ended_at = u.ended_at
FROM unnest($1::uuid[], $2::text[], $3::smallint[], $4::text[], $5::timestamptz[], $6::boolean[], $7::text[],
            $8::text[], $9::timestamptz[], $10::timestamptz[])
    AS u (message_id, channel, round, state, due_at, requeued, provider_sid, reason, handed_off_at, ended_at)
WHERE d.message_id = u.message_id AND d.channel = u.channel AND d.round = u.round;

-- name: services.notify.store.deliveries.UNKNOWN
SELECT count(*) FROM delivery WHERE state = 'unknown';

-- name: services.notify.store.inbound.ADD
INSERT INTO inbound_text (sid, inbound_id, person_id, optout_index, consent_word, fate, sealed_text, at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (sid) DO NOTHING RETURNING true;

-- name: services.notify.store.inbound.RECENT
SELECT count(*) FROM inbound_text WHERE optout_index = $1 AND at > $2;

-- name: services.notify.store.messages.ADD_MESSAGES
WITH fresh AS (
    INSERT INTO message (message_id, asked_by, network_id, subject_id, person_id, template, urgency, params,
                         sealed_params, sealed_contact, caller_index, language, not_after, exercise, requested_at,
                         correlation_id, finished, finished_reason, finished_at)
    SELECT m.*, CASE WHEN m.finished IS NOT NULL THEN $19::timestamptz END
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::text[], $7::smallint[],
                $8::text[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::timestamptz[],
                $14::boolean[], $15::timestamptz[], $16::uuid[], $17::text[], $18::text[])
        AS m (message_id, asked_by, network_id, subject_id, person_id, template, urgency, params, sealed_params,
              sealed_contact, caller_index, language, not_after, exercise, requested_at, correlation_id, finished,
              finished_reason)
    ON CONFLICT (message_id) DO NOTHING
    RETURNING message_id
), queued AS (
    INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, created_at)
    SELECT d.message_id, d.channel, 0, d.urgency, 'queued', $19, d.not_after, d.optout_index, $19
    FROM unnest($20::uuid[], $21::text[], $22::smallint[], $23::timestamptz[], $24::bytea[])
        AS d (message_id, channel, urgency, not_after, optout_index)
    WHERE d.message_id = ANY (ARRAY(SELECT message_id FROM fresh))
)
SELECT message_id FROM fresh;

-- name: services.notify.store.messages.DELIVERIES_OF
SELECT m.message_id, m.subject_id, m.person_id, m.template, m.asked_by, m.exercise, m.requested_at, m.finished,
       m.finished_reason, d.channel, d.round, d.state, d.reason, d.tries, d.provider_sid, d.claimed_at,
       d.handed_off_at, d.ended_at
FROM message m LEFT JOIN delivery d USING (message_id)
WHERE m.subject_id = $1 ORDER BY m.requested_at, m.message_id, d.channel, d.round LIMIT 1000;

-- name: services.notify.store.messages.LAST_TO_CALLER
SELECT network_id, language FROM message WHERE caller_index = $1 ORDER BY requested_at DESC LIMIT 1;

-- name: services.notify.store.messages.NETWORKS
SELECT network_id, name, hotline_phone, languages FROM network ORDER BY network_id;

-- name: services.notify.store.messages.RECIPIENTS
SELECT c.person_id, c.consent, c.sealed_phone IS NOT NULL AS phone, c.sealed_email IS NOT NULL AS email,
       c.optout_index, s.optout_index IS NOT NULL AS suppressed
FROM contact c LEFT JOIN suppression s ON s.optout_index = c.optout_index AND s.lifted_at IS NULL
WHERE c.person_id = ANY($1::uuid[]);

-- name: services.notify.store.messages.SAVE_NETWORK
INSERT INTO network AS n (network_id, revision, name, hotline_phone, languages) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (network_id) DO UPDATE SET revision = excluded.revision, name = excluded.name,
    hotline_phone = excluded.hotline_phone, languages = excluded.languages
WHERE n.revision < excluded.revision;

-- name: services.notify.store.messages.SUPPRESSED
SELECT optout_index FROM suppression WHERE optout_index = ANY($1::bytea[]) AND lifted_at IS NULL;
