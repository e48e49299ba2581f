-- When a person asked for the language they are texted in: the latest wish counts, whatever order the requests arrive in.
-- migrate:up
ALTER TABLE contact ADD COLUMN language_asked_at timestamptz;
