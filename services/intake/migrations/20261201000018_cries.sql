-- That a caller cried for help, also once somebody has read it: whoever calls them may see their number. And what of a
-- report was read: its content, or its caller's number.
-- migrate:up
ALTER TABLE report ADD COLUMN last_cried_at timestamptz;
UPDATE report SET last_cried_at = cried_at WHERE cried_at IS NOT NULL;
ALTER TABLE content_read ADD COLUMN what text NOT NULL DEFAULT 'content';
