-- Since when a report belongs to its incident: it may be split off into another, and older news of the first come late.
-- migrate:up
ALTER TABLE report ADD COLUMN joined_at timestamptz;
