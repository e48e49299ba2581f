-- How many saw what was found: a team hears at the end what callers are told of it.
-- migrate:up
ALTER TABLE incident ADD COLUMN seen_by smallint;
