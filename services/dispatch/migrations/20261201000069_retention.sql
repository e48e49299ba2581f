-- What retention ends (services/dispatch/store/retention.py) is found by when it ended; and what hangs on an incident, by it.
-- migrate:up
ALTER TABLE incident ADD COLUMN unlinked_at timestamptz;  -- since when nothing of it names a person
CREATE INDEX incident_linked ON incident (closed_at) WHERE closed_at IS NOT NULL AND unlinked_at IS NULL;
CREATE INDEX report_without_incident ON report (noted_at) WHERE incident_id IS NULL;
CREATE INDEX report_answered_by ON report (answered_by) WHERE answered_by IS NOT NULL;
CREATE INDEX page_by_age ON page (raised_at) WHERE NOT open;
CREATE INDEX page_incident ON page (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX sos_call_of ON sos_call (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX sos_call_over ON sos_call (cleared_at) WHERE cleared_at IS NOT NULL;
CREATE INDEX unread_text_settled ON unread_text (settled_at) WHERE settled_at IS NOT NULL;
CREATE INDEX content_read_by_age ON content_read (at);
