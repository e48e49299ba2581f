-- Missions that were under way before signs were waited for: each is looked at once, and from then on as any other.
-- migrate:up
INSERT INTO timer (id, subject_id, kind, epoch, due_at)
SELECT gen_random_uuid(), incident_id, 'sign', 0, app.now() + interval '1 minute' FROM incident
WHERE state <> 'closed'
  AND EXISTS (SELECT FROM assignment a WHERE a.incident_id = incident.incident_id AND a.state <> 'released');
