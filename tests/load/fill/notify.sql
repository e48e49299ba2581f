-- A year of notify: every message delivered but those of this hour, everybody reachable, one in fifty opted out.
INSERT INTO network (network_id, revision, name, hotline_phone, languages)
SELECT id, 1, 'Fill', '213-555-0142', '{{en,es}}' FROM unnest(ARRAY['la', 'oc']) AS id ON CONFLICT DO NOTHING;

INSERT INTO contact (person_id, network_id, callsign, language, consent, sealed_phone, phone_index, optout_index, updated_at)
SELECT pg_temp.id('volunteer', n), CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, 'FILL-' || n, 'en', 'opted_in',
       pg_temp.sealed(n, 70), pg_temp.number('contact', n), pg_temp.number('optout', n), now()
FROM generate_series(1, {volunteers}) AS n;

INSERT INTO reach (person_id, revision, announced_at)
SELECT pg_temp.id('volunteer', n), 1, now() FROM generate_series(1, {volunteers} - 20) AS n;

INSERT INTO suppression (optout_index, since, evidence)
SELECT pg_temp.number('optout', n), now(), 'fill' FROM generate_series(50, {volunteers}, 50) AS n;

INSERT INTO undelivered_number (optout_index, misses, last_missed_at, takes_no_texts)
SELECT pg_temp.number('optout', n), 1, now(), n % 4 = 0 FROM generate_series(70, {volunteers}, 200) AS n;

INSERT INTO consent_ledger (person_id, optout_index, act, how, language, at)
SELECT pg_temp.id('volunteer', n), pg_temp.number('optout', n), (ARRAY['invited', 'opted_in'])[k], 'fill', 'en', now()
FROM generate_series(1, {volunteers}) AS n, generate_series(1, 2) AS k;

-- Two in three to volunteers, the busiest of whom had 2,500; the others to callers.
INSERT INTO message (message_id, asked_by, network_id, subject_id, person_id, template, urgency, params, sealed_params,
                     sealed_contact, caller_index, language, not_after, exercise, requested_at, correlation_id, finished,
                     finished_at)
SELECT pg_temp.id('message', n), CASE WHEN caller THEN 'intake' ELSE 'dispatch' END,
       CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, CASE WHEN caller THEN pg_temp.id('report', n / 3) ELSE pg_temp.id('incident', n / 3) END,
       CASE WHEN NOT caller THEN pg_temp.id('volunteer', CASE WHEN n % ({messages} / 2500) = 0 THEN 1 ELSE n * 7 % {volunteers} + 1 END) END,
       CASE WHEN caller THEN 'C1' ELSE 'V1' END, n % 5, '{{"code": "' || pg_temp.code(n / 3) || '", "minutes": 3}}', pg_temp.sealed(n, 80),
       CASE WHEN caller THEN pg_temp.sealed(n, 70) END, CASE WHEN caller THEN pg_temp.number('optout', n % 90000) END, 'es',
       at + interval '1 hour', false, at, pg_temp.id('report', n / 3), CASE WHEN n <= {messages} - 1000 THEN 'delivered' END,
       CASE WHEN n <= {messages} - 1000 THEN at END
FROM generate_series(1, {messages}) AS n
CROSS JOIN LATERAL (SELECT n % 3 = 0 AS caller, pg_temp.moment(n, {messages}) AS at) AS told;

INSERT INTO delivery (message_id, channel, round, urgency, state, due_at, not_after, optout_index, tries, claimed_at,
                      provider_sid, created_at, handed_off_at, ended_at)
SELECT pg_temp.id('message', n), 'sms', 0, n % 5, CASE WHEN n <= {messages} - 1000 THEN 'delivered' WHEN n % 2 = 0 THEN 'queued' ELSE 'sent' END,
       CASE WHEN n > {messages} - 1000 THEN now() + (n % 60 - 30) * interval '1 min' ELSE at END, at + interval '1 hour',
       pg_temp.number('optout', n * 7 % {volunteers} + 1), 1, at,
       CASE WHEN n <= {messages} - 1000 OR n % 2 = 1 THEN 'SM' || md5(n::text) END, at, at, CASE WHEN n <= {messages} - 1000 THEN at END
FROM generate_series(1, {messages}) AS n CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {messages}) AS at) AS told;

INSERT INTO inbound_text (sid, inbound_id, person_id, optout_index, fate, sealed_text, at)
SELECT 'SI' || md5(n::text), pg_temp.id('inbound', n), pg_temp.id('volunteer', n % {volunteers} + 1),
       pg_temp.number('optout', n % {volunteers} + 1), 'reply', pg_temp.sealed(n, 100), pg_temp.moment(n, {inbox})
FROM generate_series(1, {incidents} / 2) AS n;

INSERT INTO caller_texts (minute, backend, texts)
SELECT date_trunc('minute', now()) - n * interval '1 min', 1, 3 FROM generate_series(0, 1500) AS n;
