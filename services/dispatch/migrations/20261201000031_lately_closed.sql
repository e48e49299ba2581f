-- Scenes that closed a moment ago, which keep a report about them from joining another: found without reading them all.
-- migrate:up
CREATE INDEX incident_closed_at ON incident (closed_at) WHERE closed_at IS NOT NULL;
