-- Incidents that a person named by their code, found without reading them all.
-- migrate:up
CREATE INDEX incident_code ON incident (code);
