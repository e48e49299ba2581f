-- How each report ended for its caller: the answer that they were given last, so that nobody hears it twice and a
-- correction is told as one; how many saw what was found; and what a person chose where nothing was found.
-- migrate:up
CREATE TABLE caller_answer (
    report_id uuid PRIMARY KEY,
    event_id uuid NOT NULL,           -- what said it
    incident_id uuid,                 -- NULL: no incident, nobody could be asked
    answered_at timestamptz NOT NULL, -- when it was said
    template text                     -- NULL: no text went out, by somebody's choice
);
INSERT INTO caller_answer (report_id, event_id, incident_id, answered_at, template)
SELECT report_id, '00000000-0000-0000-0000-000000000000', incident_id, reviewed_at, 'C4' FROM report
WHERE reviewed_at IS NOT NULL AND safe_to_text;

ALTER TABLE report
    ADD COLUMN seen_by smallint,
    ADD COLUMN ending text,           -- what somebody chose that its caller is told
    ADD COLUMN ended_by text;         -- who dismissed it
ALTER TABLE report DROP CONSTRAINT report_state_check;
ALTER TABLE report ADD CONSTRAINT report_state_check
    CHECK (state IN ('held', 'released', 'joined', 'unserved', 'dismissed')) NOT VALID;
