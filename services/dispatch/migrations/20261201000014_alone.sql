-- Where a duty lead tells a team to look, and by when each of them is to give a sign.
-- migrate:up
ALTER TABLE incident ADD COLUMN look_at bytea;  -- sealed: case, incident.look_at, record incident_id
-- HERE while they are on their way, OUT once they are to leave; null: no sign is waited for.
ALTER TABLE assignment ADD COLUMN sign_due_at timestamptz;
ALTER TABLE assignment ADD COLUMN signs_asked smallint NOT NULL DEFAULT 0;  -- how often, since their last sign
