-- Callers hear within a bounded time that nobody could check it so far: when those of this report did.
-- migrate:up
ALTER TABLE report ADD COLUMN delay_told_at timestamptz;
