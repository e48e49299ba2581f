-- Who spoke with a caller that cried for help, and the answer that waits for it: until then no text about the end of their
-- report goes to them. `report.cried_at` is since when that waits, whatever of it was read.
-- migrate:up
CREATE TABLE caller_spoken (
    spoken_id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    actor text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL,
    told boolean NOT NULL,  -- by voice, how it ended: no text says it
    note bytea              -- class `words`, purpose `report.spoken`, record = spoken id
);
CREATE INDEX caller_spoken_report ON caller_spoken (report_id, at);

CREATE TABLE held_answer (
    report_id uuid PRIMARY KEY REFERENCES report,
    event_id uuid NOT NULL,    -- what says it
    type text NOT NULL,
    data json NOT NULL,        -- as it came: what no topic may show is sealed in it
    incident_id uuid,
    answered_at timestamptz NOT NULL
);
