-- Which incidents dispatch says are held for legal's sake: nothing of their reports ends (rule R117).
-- migrate:up
ALTER TABLE incident
    ADD COLUMN held_at timestamptz,
    ADD COLUMN hold_changed_at timestamptz;
CREATE INDEX incident_held ON incident (incident_id) WHERE held_at IS NOT NULL;
CREATE INDEX report_of_incident ON report (incident_id) WHERE incident_id IS NOT NULL;
