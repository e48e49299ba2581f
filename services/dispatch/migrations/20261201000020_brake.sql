-- No more people are asked while texts do not get through.
-- migrate:up
CREATE TABLE brake (
    network_id text PRIMARY KEY,
    counted_from timestamptz,
    misses integer NOT NULL DEFAULT 0,
    braked_at timestamptz,
    probe_at timestamptz,
    probes integer NOT NULL DEFAULT 0,
    released_at timestamptz
);
ALTER TABLE incident ADD COLUMN braked_at timestamptz;
ALTER TABLE incident ADD COLUMN probe_at timestamptz;
ALTER TABLE incident ADD COLUMN probes integer NOT NULL DEFAULT 0;
CREATE INDEX incident_braked ON incident (network_id) WHERE braked_at IS NOT NULL;
