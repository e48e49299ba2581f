-- When the cause of a page was gone, also of one that somebody had taken: whoever was asked hears so.
-- migrate:up
ALTER TABLE page ADD COLUMN ended_at timestamptz;
CREATE INDEX page_leaderless ON page (taken_at) WHERE reason = 'leaderless';
