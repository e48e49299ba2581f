-- Reports, the sources that post them, and intake's copy of what other services say about them.
-- migrate:up
CREATE TABLE source (
    source_id uuid PRIMARY KEY,
    name text NOT NULL,
    network_id text NOT NULL,
    trust text NOT NULL CHECK (trust IN ('operator', 'partner', 'public', 'test')),
    rate_per_minute integer NOT NULL CHECK (rate_per_minute > 0),
    burst integer NOT NULL CHECK (burst > 0),
    created_at timestamptz NOT NULL,
    CONSTRAINT one_source_per_name UNIQUE (network_id, name)
);

-- Two keys of a source may be live at once, for rotation; `retires_at` ends one.
CREATE TABLE source_key (
    key_id text PRIMARY KEY,
    source_id uuid NOT NULL REFERENCES source,
    sha256 text NOT NULL,
    sealed_secret bytea NOT NULL,  -- under the source's own key, `person/<source_id>.key` of the keyring
    created_at timestamptz NOT NULL,
    retires_at timestamptz
);
CREATE INDEX source_key_source ON source_key (source_id);

CREATE TABLE network (
    network_id text PRIMARY KEY,
    revision integer NOT NULL,
    name text NOT NULL,
    hotline_phone text NOT NULL,
    time_zone text NOT NULL,
    languages text[] NOT NULL,
    duty_lead_on_duty boolean NOT NULL,
    release_max_age interval NOT NULL,
    source_open_incidents integer NOT NULL
);

CREATE TABLE ref_counter (
    network_id text NOT NULL,
    day date NOT NULL,
    next_number bigint NOT NULL,
    PRIMARY KEY (network_id, day)
);

-- No foreign key to `source`: sources are never deleted, and its check would cost each insert more than the insert.
CREATE TABLE report (
    report_id uuid PRIMARY KEY,
    source_id uuid NOT NULL,
    idempotency_key text NOT NULL,
    body_mac bytea NOT NULL,  -- of the body, under a key that is destroyed with the contact's
    network_id text NOT NULL,
    ref text NOT NULL,
    revision integer NOT NULL DEFAULT 1 CHECK (revision > 0),
    event_id uuid NOT NULL,  -- of the event that told this revision
    state text NOT NULL CHECK (state IN ('held', 'released', 'joined', 'unserved')),
    missing text[],  -- what it lacked, once a person released it; a held report's `told` says so itself
    priority smallint NOT NULL CHECK (priority BETWEEN 1 AND 4),
    received_at timestamptz NOT NULL,
    told json NOT NULL,  -- what the event of this revision says; place and words are sealed in it
    caller_language text,
    safe_to_text boolean NOT NULL,
    sealed_contact bytea,
    -- What dispatch said since.
    incident_id uuid,
    incident_code text,
    outcome text,
    agency text,
    went boolean,
    seen_at timestamptz,
    reviewed_at timestamptz,
    closed_at timestamptz,
    CONSTRAINT one_report_per_key UNIQUE (source_id, idempotency_key),
    CONSTRAINT texts_need_a_number CHECK (sealed_contact IS NOT NULL OR NOT safe_to_text)
) WITH (fillfactor = 85);
CREATE INDEX report_ref ON report (ref);
CREATE INDEX report_queue ON report (priority, received_at) WHERE state = 'held';

CREATE TABLE incident (
    incident_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    code text NOT NULL,
    source_id uuid,  -- whose report opened it; it counts against that source's quota while open
    zone text,
    opened_at timestamptz,
    closed_at timestamptz
);
CREATE INDEX incident_open_by_source ON incident (source_id) WHERE closed_at IS NULL;

CREATE TABLE caller_delivery (
    message_id uuid PRIMARY KEY,
    report_id uuid NOT NULL,
    template text NOT NULL,
    state text NOT NULL,
    reason text,
    changed_at timestamptz NOT NULL
);

-- Each reading of a report's content by a person, written before the bytes leave.
CREATE TABLE content_read (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id uuid NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL
);
