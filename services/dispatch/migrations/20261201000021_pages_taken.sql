-- Who took a page and when, for whoever would take it after them; pages of one code, open or not.
-- migrate:up
ALTER TABLE page ADD COLUMN taken_by text;
ALTER TABLE page ADD COLUMN taken_at timestamptz;
CREATE INDEX page_code ON page (network_id, code);
