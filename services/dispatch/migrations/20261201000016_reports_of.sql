-- What a review needs of each report of an incident: when it came and what moment it tells of, where, and whether its
-- caller was answered. The release before writes none of it, so each column has a default or may be empty.
-- migrate:up
ALTER TABLE report
    ADD COLUMN ref text NOT NULL DEFAULT '',
    ADD COLUMN channel text NOT NULL DEFAULT 'phone',
    ADD COLUMN received_at timestamptz,
    ADD COLUMN seen_at timestamptz,
    ADD COLUMN is_residence boolean,      -- NULL: nobody said, so it may be a home
    ADD COLUMN languages text[] NOT NULL DEFAULT '{}',
    ADD COLUMN intersection boolean NOT NULL DEFAULT false,
    ADD COLUMN place bytea,               -- sealed: case, report.place, record report_id
    ADD COLUMN priority smallint,         -- of a held one: 1 and 2 are urgent
    ADD COLUMN left_out_at timestamptz,   -- a reviewer said that no finding of this incident answers it
    ADD COLUMN answered_at timestamptz,
    ADD COLUMN answered_by uuid REFERENCES finding;
-- The table is not rewritten for these: only what comes from now on takes them.
ALTER TABLE report
    ALTER COLUMN received_at SET DEFAULT app.now(),
    ALTER COLUMN seen_at SET DEFAULT app.now();
UPDATE report SET received_at = noted_at, seen_at = noted_at WHERE received_at IS NULL;
UPDATE report SET answered_at = incident.reviewed_at
FROM incident WHERE incident.incident_id = report.incident_id AND incident.reviewed_at IS NOT NULL;
CREATE INDEX report_urgent ON report (network_id) WHERE state = 'held' AND priority <= 2;
