-- Whoever waits at the meeting point hears of a partner who is on the way: when last, and which minutes.
-- migrate:up
ALTER TABLE assignment ADD COLUMN word_at timestamptz, ADD COLUMN word_minutes smallint;
