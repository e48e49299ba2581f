-- Since when no text reaches somebody who was sent, so that whoever was told so hears when they do again.
-- migrate:up
ALTER TABLE assignment ADD COLUMN unreached_at timestamptz;
