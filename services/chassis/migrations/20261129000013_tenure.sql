-- Who saved how far a partition was read: one that was given to another consumer since is not moved by the first.
-- migrate:up
ALTER TABLE consumer_progress ADD COLUMN tenure uuid;
