-- How much more widely a page is told than it was asked; when a text to somebody was lost last; how many texts about danger
-- that was new they had within a minute.
-- migrate:up
ALTER TABLE page ADD COLUMN ahead integer NOT NULL DEFAULT 0;
ALTER TABLE addressee
    ADD COLUMN missed_at timestamptz,
    ADD COLUMN alarmed_at timestamptz,
    ADD COLUMN alarms integer NOT NULL DEFAULT 0;
