-- A year of intake: all reports of closed incidents but those of 200, a few hundred that a person has not released.
INSERT INTO network (network_id, revision, name, hotline_phone, time_zone, languages, duty_lead_on_duty, release_max_age,
                     source_open_incidents)
SELECT id, 1, 'Fill', '213-555-0142', 'America/Los_Angeles', '{{en,es}}', true, interval '30 min', 20
FROM unnest(ARRAY['la', 'oc']) AS id ON CONFLICT DO NOTHING;

INSERT INTO source (source_id, name, network_id, trust, rate_per_minute, burst, created_at)
SELECT pg_temp.id('source', n), 'fill-' || n, 'la', 'test', 60, 60, now() FROM generate_series(0, 4) AS n;

INSERT INTO source_key (key_id, source_id, sha256, sealed_secret, created_at)
SELECT 'fill' || n, pg_temp.id('source', n), md5(n::text), pg_temp.sealed(n, 40), now() FROM generate_series(0, 4) AS n;

INSERT INTO ref_counter (network_id, day, next_number)
SELECT 'la', current_date - n, 1000 FROM generate_series(0, 8) AS n ON CONFLICT DO NOTHING;

INSERT INTO report (report_id, source_id, idempotency_key, body_mac, network_id, ref, event_id, state, priority,
                    received_at, told, caller_language, safe_to_text, sealed_contact, incident_id, incident_code, outcome,
                    went, reviewed_at, closed_at, joined_at, exercise)
SELECT pg_temp.id('report', n), pg_temp.id('source', n % 5), 'h1:' || md5(n::text), decode(md5(n::text), 'hex'),
       CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, lpad((n % 1000000)::text, 6, '0'), pg_temp.id('report', n),
       CASE WHEN n > {incidents} - 20 THEN 'released' ELSE 'joined' END, 3, at, pg_temp.told(n), 'es', n % 4 <> 0,
       CASE WHEN n % 4 <> 0 THEN pg_temp.sealed(n, 70) END, pg_temp.id('incident', n), pg_temp.code(n),
       CASE WHEN n % 3 = 0 AND closed THEN 'nothing_found' END, n % 3 = 0, CASE WHEN n % 3 = 0 AND closed THEN at END,
       CASE WHEN closed THEN at END, at, false
FROM generate_series(1, {incidents}) AS n
CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at, n > 1 AND n <= {incidents} - 199 AS closed) AS told;

INSERT INTO report (report_id, source_id, idempotency_key, body_mac, network_id, ref, event_id, state, priority,
                    received_at, told, safe_to_text, cried_at, texts_waiting)
SELECT pg_temp.id('held', n), pg_temp.id('source', n % 5), 'h1:held' || n, '\x00', 'la', lpad(n::text, 6, '0'),
       pg_temp.id('held', n), 'held', n % 4 + 1, now() - n * interval '1 min', pg_temp.told(n), false,
       CASE WHEN n % 50 = 0 THEN now() END, n % 2
FROM generate_series(1, 400) AS n;

INSERT INTO incident (incident_id, network_id, code, source_id, zone, opened_at, closed_at)
SELECT pg_temp.id('incident', n), 'la', pg_temp.code(n), pg_temp.id('source', n % 5), 'Zone 1', at,
       CASE WHEN n > 1 AND n <= {incidents} - 199 THEN at END
FROM generate_series(1, {incidents}) AS n CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at) AS told;

INSERT INTO caller_delivery (message_id, report_id, template, state, changed_at)
SELECT pg_temp.id('message', n), pg_temp.id('report', n), 'C1', 'delivered', pg_temp.moment(n, {incidents})
FROM generate_series(1, {incidents}) AS n;

INSERT INTO caller_answer (report_id, event_id, incident_id, answered_at, template)
SELECT pg_temp.id('report', n), pg_temp.id('event', n), pg_temp.id('incident', n), pg_temp.moment(n, {incidents}), 'C4'
FROM generate_series(1, {incidents} / 3) AS n;

INSERT INTO caller_number (report_id, number_index, received_at)
SELECT pg_temp.id('report', n), decode(md5((n % 900)::text), 'hex'), pg_temp.moment(n, {incidents})
FROM generate_series({incidents} * 9 / 10, {incidents}) AS n;

INSERT INTO caller_text (text_id, report_id, received_at, words)
SELECT pg_temp.id('text', n), pg_temp.id('report', n), now(), pg_temp.sealed(n, 120) FROM generate_series(1, {unread}) AS n;

INSERT INTO caller_spoken (spoken_id, report_id, actor, role, at, told)
SELECT pg_temp.id('spoken', n), pg_temp.id('report', n), 'FILL-1', 'duty_lead', now(), true FROM generate_series(1, {cries}) AS n;

INSERT INTO held_answer (report_id, event_id, type, data, incident_id, answered_at)
SELECT pg_temp.id('held', n), pg_temp.id('held', n), 'fill', '{{}}', NULL, now() FROM generate_series(1, 20) AS n;

INSERT INTO content_read (report_id, actor, role, at)
SELECT pg_temp.id('report', n), 'FILL-1', 'duty_lead', now() FROM generate_series(1, {unread}) AS n;

INSERT INTO nonce (key_id, webhook_id, expires_at)
SELECT 'fill1', 'fill' || n, now() + interval '5 min' FROM generate_series(1, 500) AS n;
