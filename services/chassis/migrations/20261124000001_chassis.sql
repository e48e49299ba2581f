-- What the chassis keeps in every service's database: the clock, the outbox, the inbox, dead letters and timers.
-- migrate:up
CREATE SCHEMA IF NOT EXISTS app;

-- The only clock of decisions. Tests move time by replacing this function (DESIGN §3.6).
CREATE OR REPLACE FUNCTION app.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE AS 'SELECT clock_timestamp()';

-- A row that is there is unpublished (DELIVERY §1.2). The relay moves it to `awaiting`, or deletes it.
CREATE TABLE outbox (
    seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id uuid NOT NULL UNIQUE,
    lane smallint NOT NULL,
    topic text NOT NULL,
    key bytea,
    type text NOT NULL,
    subject text NOT NULL,
    acknowledger text,
    payload bytea NOT NULL,
    attempts integer NOT NULL DEFAULT 0,  -- how often it was published and not noted
    created_at timestamptz NOT NULL DEFAULT app.now()
);
CREATE INDEX outbox_lane_seq ON outbox (lane, seq);

-- Published, not yet noted by `acknowledger`; published again when it takes too long (docs/adr/0002).
CREATE TABLE awaiting (
    event_id uuid PRIMARY KEY,
    lane smallint NOT NULL,
    topic text NOT NULL,
    key bytea,
    type text NOT NULL,
    subject text NOT NULL,
    acknowledger text NOT NULL,
    payload bytea NOT NULL,
    attempts integer NOT NULL,
    created_at timestamptz NOT NULL,
    published_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL
);
CREATE INDEX awaiting_next ON awaiting (next_at);

CREATE TABLE inbox (
    event_id uuid PRIMARY KEY,
    status smallint NOT NULL DEFAULT 0 CHECK (status IN (0, 1, 2)),  -- 0 handled, 1 parked, 2 dead
    at timestamptz NOT NULL
);
CREATE INDEX inbox_at ON inbox USING brin (at);

CREATE TABLE consumer_progress (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    next_offset bigint NOT NULL,
    gaps bigint NOT NULL DEFAULT 0,
    steps_back bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (consumer_group, topic, partition)
);

CREATE TABLE dead_letter (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    event_id uuid,
    subject text,
    reason text NOT NULL,
    value bytea,
    at timestamptz NOT NULL,
    replayed_at timestamptz,
    UNIQUE (consumer_group, topic, partition, record_offset, event_id)
);

-- Records of a subject whose earlier record could not be handled wait here, in order.
CREATE TABLE parked (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer_group text NOT NULL,
    topic text NOT NULL,
    subject text NOT NULL,
    event_id uuid NOT NULL UNIQUE,
    reason text NOT NULL,
    value bytea NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX parked_subject ON parked (subject);

CREATE TABLE timer (
    id uuid PRIMARY KEY,
    subject_id uuid NOT NULL,
    kind text NOT NULL,
    epoch integer NOT NULL DEFAULT 0,
    due_at timestamptz NOT NULL,
    fired_at timestamptz,
    attempts integer NOT NULL DEFAULT 0
);
CREATE INDEX timer_due ON timer (due_at) WHERE fired_at IS NULL;

-- One-time ids of signed requests (Standard Webhooks): a replay within the window is refused.
CREATE TABLE nonce (
    key_id text NOT NULL,
    webhook_id text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (key_id, webhook_id)
);
