-- When a text named this page last: what does not fit into a digest is named in its turn.
-- migrate:up
ALTER TABLE page ADD COLUMN named_at timestamptz;
