-- Who saw what was found, what it was in a reviewer's own words, and why it could not be told. The release before this
-- one writes none of it: what it finds counts as seen by its submitter alone.
-- migrate:up
ALTER TABLE finding ADD COLUMN seen_by text[] NOT NULL DEFAULT '{}';  -- call signs of those at the scene
ALTER TABLE incident ADD COLUMN agency_words bytea;  -- sealed: words, incident.agency_words, record incident_id
