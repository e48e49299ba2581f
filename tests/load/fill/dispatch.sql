-- A year of dispatch: 200 incidents open and all others closed, a few people asked for each, the busiest of them often.
INSERT INTO network (network_id, revision, file, territory, changed_at)
SELECT id, 1, '{{}}', ARRAY(SELECT cell FROM pg_temp.cell), now() FROM unnest(ARRAY['la', 'oc']) AS id
ON CONFLICT DO NOTHING;

INSERT INTO code_counter (network_id, places, position, half_started_at)
SELECT id, 3, {incidents} % 15000, now() FROM unnest(ARRAY['la', 'oc']) AS id ON CONFLICT DO NOTHING;

INSERT INTO brake (network_id) VALUES ('la'), ('oc') ON CONFLICT DO NOTHING;

-- The first is the busiest; the first six lead.
INSERT INTO volunteer (volunteer_id, network_id, callsign, roles, level, languages, home, radius_km, no_residences,
                       on_call, last_offered_at, unreachable)
SELECT pg_temp.id('volunteer', n), CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, 'FILL-' || n,
       CASE WHEN n <= 6 THEN ARRAY['duty_lead', 'observer'] ELSE ARRAY['observer'] END, n % 4,
       CASE WHEN n % 3 = 0 THEN ARRAY['es', 'en'] ELSE ARRAY['en'] END, c.cell, 10, n % 7 = 0, n % 5 = 1,
       now() - n * interval '1 min', NULL
FROM generate_series(1, {volunteers}) AS n JOIN pg_temp.cell c ON c.place = n % {cells};

INSERT INTO reach (person_id, revision) SELECT pg_temp.id('volunteer', n), 1 FROM generate_series(1, {volunteers}) AS n;

INSERT INTO on_call_trait (network_id, trait, home, volunteer_id)
SELECT network_id, trait, home, volunteer_id
FROM volunteer, unnest(languages || CASE WHEN level >= 2 THEN '{{verified}}'::text[] ELSE '{{}}' END) AS trait
WHERE on_call;

INSERT INTO duty (volunteer_id, network_id, position, since)
SELECT pg_temp.id('volunteer', n), 'la', CASE WHEN n < 3 THEN 'lead' ELSE 'backup' END, now() FROM generate_series(1, 6) AS n;

INSERT INTO addressee (person_id, texted_at) SELECT pg_temp.id('volunteer', n), now() FROM generate_series(1, 6) AS n;

INSERT INTO incident (incident_id, network_id, code, state, exercise, zone, area, place_of, place, intersection,
                      is_residence, observers, level, languages, policy, correlation_id, opened_at, seen_from,
                      seen_until, epoch, hold_epoch, wave, went, outcome, reviewed_at, reviewed_by, closed_at, source_id)
SELECT pg_temp.id('incident', n), CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, pg_temp.code(n),
       CASE WHEN open THEN (ARRAY['dispatching', 'unfilled', 'team_ready', 'on_scene', 'assessing'])[n % 5 + 1] ELSE 'closed' END,
       false, 'Zone ' || n % 40, CASE WHEN open THEN c.cell END, pg_temp.id('report', n), pg_temp.sealed(n, 180),
       true, false, 2, 'verified', '{{en}}', '{{"wave_seconds": 180, "observers": 2}}', pg_temp.id('report', n), at, at,
       at, 1, 1, 1, n % 3 = 0, CASE WHEN n % 3 = 0 AND NOT open THEN 'nothing_found' END,
       CASE WHEN n % 3 = 0 AND NOT open THEN at END, CASE WHEN n % 3 = 0 AND NOT open THEN 'FILL-1' END,
       CASE WHEN NOT open THEN at + interval '10 min' END, pg_temp.id('source', n % 5)
FROM generate_series(1, {incidents}) AS n
CROSS JOIN LATERAL (SELECT n = 1 OR n > {incidents} - 199 AS open, pg_temp.moment(n, {incidents}) AS at) AS told
JOIN pg_temp.cell c ON c.place = n % {cells};

INSERT INTO report (report_id, revision, network_id, source_id, state, incident_id, exercise, noted_at, received_at,
                    seen_at, ref, languages, place, priority, request, answered_at)
SELECT pg_temp.id('report', n), 1, CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END, pg_temp.id('source', n % 5), 'linked',
       pg_temp.id('incident', n), false, at, at, at, lpad(n::text, 6, '0'), '{{en}}', pg_temp.sealed(n, 180), 3, 'observe',
       CASE WHEN n <= {incidents} - 199 THEN at END
FROM generate_series(1, {incidents}) AS n CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at) AS told;

INSERT INTO report (report_id, revision, network_id, source_id, state, exercise, noted_at, received_at, seen_at, ref,
                    languages, place, priority, request)
SELECT pg_temp.id('held', n), 1, 'la', pg_temp.id('source', n % 5), 'held', false, now(), now(), now(),
       lpad(n::text, 6, '0'), '{{en}}', pg_temp.sealed(n, 180), n % 4 + 1, 'observe'
FROM generate_series(1, 300) AS n;

INSERT INTO offer (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons,
                   message_id, not_after, offered_at, answered_at)
SELECT pg_temp.id('offer', n * 2 + k), pg_temp.id('incident', n), pg_temp.asked(n, k), 'FILL-2', 'verified', '{{en}}', 1, 1,
       CASE WHEN n > {incidents} - 199 AND k = 1 THEN 'open' WHEN k = 0 THEN 'accepted' ELSE 'declined' END,
       '{{near}}', pg_temp.id('message', n * 2 + k), at + interval '3 min', at, at + interval '1 min'
FROM generate_series(1, {incidents}) AS n, generate_series(0, 1) AS k,
     LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at) AS told;

INSERT INTO offer (offer_id, incident_id, volunteer_id, callsign, level, languages, wave, asked, state, reasons,
                   message_id, not_after, offered_at)
SELECT pg_temp.id('busy', n), i.incident_id, pg_temp.id('volunteer', 1), 'FILL-1', 'verified', '{{en}}', 1, 1,
       CASE WHEN n = 2500 THEN 'open' WHEN n % 5 = 0 THEN 'accepted' WHEN n % 2 = 0 THEN 'declined' ELSE 'expired' END,
       '{{near}}', pg_temp.id('busy', n), i.opened_at, i.opened_at
FROM generate_series(1, 2500) AS n
JOIN incident i ON i.incident_id = pg_temp.id('incident', {incidents} - (2500 - n) * ({incidents} / 2600));

INSERT INTO assignment (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, held_at,
                        confirmed_at, en_route_at, on_scene_at, out_at, released_at, release_reason)
SELECT pg_temp.id('assignment', n * 2 + k), pg_temp.id('incident', n), pg_temp.asked(n, k), 'FILL-2', 'verified', '{{en}}',
       CASE WHEN open THEN 'on_scene' ELSE 'released' END, at, at, at, at, CASE WHEN NOT open THEN at END,
       CASE WHEN NOT open THEN at + interval '1 hour' END, CASE WHEN NOT open THEN 'over' END
FROM generate_series(3, {incidents}, 3) AS n, generate_series(0, 1) AS k,
     LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at, n > {incidents} - 199 AS open) AS told;

INSERT INTO assignment (assignment_id, incident_id, volunteer_id, callsign, level, languages, state, held_at,
                        confirmed_at, en_route_at, on_scene_at, out_at, released_at, release_reason)
SELECT pg_temp.id('seat', row_number() OVER ()), incident_id, volunteer_id, callsign, level, languages, 'released',
       offered_at, offered_at, offered_at, offered_at, offered_at, offered_at, 'over'
FROM offer WHERE volunteer_id = pg_temp.id('volunteer', 1) AND state = 'accepted';

INSERT INTO finding (finding_id, incident_id, outcome, people, words, submitted_by, submitted_at, decision, reviewed_by,
                     reviewed_at, seen_by)
SELECT pg_temp.id('finding', n), pg_temp.id('incident', n), 'nothing_found', 0, pg_temp.sealed(n, 120), 'FILL-2', at, 'accept',
       'FILL-1', at, '{{FILL-2}}'
FROM generate_series(3, {incidents} - 200, 3) AS n CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {incidents}) AS at) AS told;

INSERT INTO page (page_id, network_id, incident_id, code, reason, about_id, about, zone, exercise, open, attempt, paged,
                  message_ids, raised_at, due_at, taken_by, taken_at, ended_at)
SELECT pg_temp.id('page', n), 'la', CASE WHEN kind < 7 THEN pg_temp.id('incident', n * 3) END, pg_temp.code(n * 3),
       CASE WHEN kind = 9 THEN 'leaderless' WHEN kind = 8 THEN 'sos' WHEN kind = 7 THEN 'caller_cries' ELSE 'unfilled' END,
       CASE WHEN kind IN (7, 8) THEN pg_temp.id('volunteer', n % 500) END, lpad(n::text, 6, '0'), 'Zone 1', false, open, 1,
       ARRAY[pg_temp.id('volunteer', 1), pg_temp.id('volunteer', 2)], ARRAY[pg_temp.id('paging', n)], at,
       CASE WHEN open THEN now() END, CASE WHEN NOT open THEN 'FILL-1' END, CASE WHEN NOT open THEN at END,
       CASE WHEN NOT open THEN at END
FROM generate_series(1, {incidents} / 3) AS n
CROSS JOIN LATERAL (SELECT n % 10 AS kind, n > {incidents} / 3 - 40 AS open, pg_temp.moment(n, {incidents} / 3) AS at) AS told;

INSERT INTO sos_call (call_id, network_id, code, volunteer_id, callsign, incident_id, zone, exercise, raised_at, cries,
                      cleared_by, cleared_at)
SELECT pg_temp.id('sos', n), 'la', pg_temp.code(n * 3), pg_temp.id('volunteer', n + 10), 'FILL-' || n + 10,
       pg_temp.id('incident', n * 3), 'Zone 1', false, at, 1, CASE WHEN n <= {cries} - 3 THEN 'FILL-1' END,
       CASE WHEN n <= {cries} - 3 THEN at END
FROM generate_series(1, {cries}) AS n CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {cries}) AS at) AS told;

INSERT INTO sos_entry (entry_id, call_id, kind, author, at, words)
SELECT pg_temp.id('entry', n * 4 + k), pg_temp.id('sos', n), CASE WHEN k = 3 THEN 'note' ELSE 'text' END, 'FILL-1', now(),
       pg_temp.sealed(n, 120)
FROM generate_series(1, {cries}) AS n, generate_series(0, 3) AS k;

INSERT INTO timeline (incident_id, at, kind, params)
SELECT pg_temp.id('incident', n), pg_temp.moment(n, {incidents}), (ARRAY['opened', 'wave', 'closed'])[k], '{{"wave": 1, "asked": 5}}'
FROM generate_series(1, {incidents}) AS n, generate_series(1, 3) AS k;

INSERT INTO unread_text (reply_id, person_id, network_id, callsign, code, words, received_at, kind, settled_as,
                         settled_by, settled_at)
SELECT pg_temp.id('unread', n), pg_temp.id('volunteer', n % 2000 + 1), CASE WHEN n % 10 = 0 THEN 'oc' ELSE 'la' END,
       'FILL-' || n % 2000 + 1, pg_temp.code(n), pg_temp.sealed(n, 120), at, 'unread', CASE WHEN settled THEN 'answered' END,
       CASE WHEN settled THEN 'FILL-1' END, CASE WHEN settled THEN at END
FROM generate_series(1, {unread}) AS n
CROSS JOIN LATERAL (SELECT pg_temp.moment(n, {unread}) AS at, n <= {unread} - 40 AS settled) AS told;

INSERT INTO not_understood (person_id, at) SELECT pg_temp.id('volunteer', n), now() FROM generate_series(1, 1000) AS n;

INSERT INTO content_read (what, record, actor, role, at)
SELECT 'finding', pg_temp.id('finding', n), 'FILL-1', 'duty_lead', now() FROM generate_series(1, {unread}) AS n;
