-- Networks, their volunteers, who is on call and who is on duty.
-- migrate:up
CREATE TABLE network (
    network_id text PRIMARY KEY,
    revision bigint NOT NULL,  -- rises with what is applied and with every change of duty
    file jsonb NOT NULL,  -- the network file as applied; the same again changes nothing
    territory bigint[] NOT NULL,  -- its compacted H3 cells, none finer than 7
    changed_at timestamptz NOT NULL
);

-- Incident codes are a permuted counter per network (codes.py).
CREATE TABLE code_counter (
    network_id text PRIMARY KEY,
    places smallint NOT NULL,
    position bigint NOT NULL,
    half_started_at timestamptz NOT NULL
);

-- Phone, mail and name are notify's or nobody's. The home is an H3 cell of resolution 7, never the place itself.
CREATE TABLE volunteer (
    volunteer_id uuid PRIMARY KEY,
    network_id text NOT NULL REFERENCES network,
    callsign text NOT NULL,
    roles text[] NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 0 AND 3),  -- schemas.values.LEVEL_RANK
    languages text[] NOT NULL,
    home bigint,
    radius_km real NOT NULL,
    no_residences boolean NOT NULL,
    on_call boolean NOT NULL DEFAULT false,
    on_until timestamptz CHECK (on_call OR on_until IS NULL),  -- null while on call: until switched off by hand
    last_offered_at timestamptz,
    offers_in_day integer NOT NULL DEFAULT 0,
    day_from timestamptz,  -- the first of those offers; the count ends 24 hours later
    open_offers integer NOT NULL DEFAULT 0 CHECK (open_offers >= 0),
    assigned boolean NOT NULL DEFAULT false,
    cool_until timestamptz,
    UNIQUE (network_id, callsign)
) WITH (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.1);
-- Only who is on call is in it: what a match reads must not grow with the country's roster. A cell's people come out
-- in the order in which they are asked, so that a crowded cell costs no more than its first few.
CREATE INDEX volunteer_on_call ON volunteer (network_id, home, last_offered_at NULLS FIRST) WHERE on_call;
CREATE INDEX volunteer_until ON volunteer (on_until) WHERE on_until IS NOT NULL;

-- What a mission may need beyond nearness: each language that a person on call speaks, `verified`, `lead`.
-- The nearest who has it is found without reading those who have not.
CREATE TABLE on_call_trait (
    network_id text NOT NULL,
    trait text NOT NULL,
    home bigint NOT NULL,
    volunteer_id uuid NOT NULL REFERENCES volunteer,
    PRIMARY KEY (network_id, trait, home, volunteer_id)
);
CREATE INDEX on_call_trait_volunteer ON on_call_trait (volunteer_id);

CREATE TABLE duty (
    volunteer_id uuid PRIMARY KEY REFERENCES volunteer,
    network_id text NOT NULL REFERENCES network,
    position text NOT NULL CHECK (position IN ('lead', 'backup')),
    on_until timestamptz,  -- null: until they go off by hand
    since timestamptz NOT NULL
);
CREATE INDEX duty_network ON duty (network_id);
CREATE INDEX duty_until ON duty (on_until) WHERE on_until IS NOT NULL;
