-- What is held for legal's sake does not end (rule R117). On the incident: whoever ends it looks at its latest row.
-- migrate:up
ALTER TABLE incident
    ADD COLUMN held_at timestamptz,
    ADD COLUMN held_by text,
    ADD COLUMN held_why text;
CREATE INDEX incident_held ON incident (held_at) WHERE held_at IS NOT NULL;
