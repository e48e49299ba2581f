-- What every service's database holds beside its own: events handled, deadlines, and queues in the middle of a day.
INSERT INTO inbox (event_id, at)
SELECT pg_temp.id('event', n), pg_temp.moment(n, {inbox}) FROM generate_series(1, {inbox}) AS n;

INSERT INTO timer (id, subject_id, kind, epoch, due_at, fired_at)
SELECT pg_temp.id('timer', n), pg_temp.id('incident', n % {incidents} + 1),
       (ARRAY['wave', 'page', 'sign', 'news'])[n % 4 + 1], 1,
       CASE WHEN n > {timers} - 500 THEN now() + (n - {timers} + 480) * interval '1 min'
            ELSE pg_temp.moment(n, {timers}) END,
       CASE WHEN n <= {timers} - 500 THEN pg_temp.moment(n, {timers}) END
FROM generate_series(1, {timers}) AS n;

INSERT INTO outbox (event_id, lane, topic, key, type, subject, acknowledger, payload, created_at)
SELECT pg_temp.id('outbox', n), n % 2, 'fill', 'key', 'fill', 'subject-' || n, 'notify', '{{"data":{{}}}}', now()
FROM generate_series(1, 400) AS n;

INSERT INTO awaiting (event_id, lane, topic, key, type, subject, acknowledger, payload, attempts, created_at,
                      published_at, next_at)
SELECT pg_temp.id('awaiting', n), n % 2, 'fill', 'key', 'fill', 'subject-' || n, 'notify', '{{"data":{{}}}}', 1, now(), now(),
       now() + (n - 10) * interval '1 s'
FROM generate_series(1, 400) AS n;

INSERT INTO consumer_progress (consumer_group, topic, partition, next_offset)
SELECT 'fill', 'fill-' || topic, partition, 1000 FROM generate_series(1, 8) AS topic, generate_series(0, 11) AS partition;
