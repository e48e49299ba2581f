-- Flood mode of a network, and who began and ended it: each act is a row (rule R122).
-- migrate:up
CREATE TABLE flood (
    flood_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    network_id text NOT NULL,
    began_at timestamptz NOT NULL,
    until timestamptz NOT NULL CHECK (until > began_at),
    begun_by text NOT NULL,
    ended_at timestamptz,
    ended_by text
);
CREATE UNIQUE INDEX flood_not_ended ON flood (network_id) WHERE ended_at IS NULL;
CREATE INDEX flood_by_age ON flood (until);
CREATE INDEX flood_latest ON flood (began_at);
