-- What callers text after their report: words that wait for a person, beside the report that they are about.
-- migrate:up
CREATE TABLE caller_text (
    text_id uuid PRIMARY KEY,
    report_id uuid NOT NULL REFERENCES report,
    received_at timestamptz NOT NULL,
    words bytea NOT NULL  -- class `words`, purpose `report.text`, record = text id
);
CREATE INDEX caller_text_report ON caller_text (report_id, received_at);
ALTER TABLE report ADD COLUMN texts_waiting integer NOT NULL DEFAULT 0;  -- that nobody has read yet
CREATE INDEX report_texts_waiting ON report (received_at) WHERE texts_waiting > 0;
