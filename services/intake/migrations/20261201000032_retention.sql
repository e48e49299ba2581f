-- What retention ends (services/intake/store/retention.py) is found by when it began.
-- migrate:up
CREATE INDEX report_by_age ON report (received_at);
CREATE INDEX report_contact_by_age ON report (received_at) WHERE sealed_contact IS NOT NULL;
CREATE INDEX caller_text_by_age ON caller_text (received_at);
CREATE INDEX content_read_by_age ON content_read (at);
CREATE INDEX incident_closed_at ON incident (closed_at) WHERE closed_at IS NOT NULL;
-- Not `changed_at`, which moves with each of a text's states. The release before leaves it out.
ALTER TABLE caller_delivery ADD COLUMN noted_at timestamptz NOT NULL DEFAULT now();
ALTER TABLE caller_delivery ALTER COLUMN noted_at SET DEFAULT app.now();
CREATE INDEX caller_delivery_by_age ON caller_delivery (noted_at);
