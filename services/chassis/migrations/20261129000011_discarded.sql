-- What a person discarded of what was set aside: who, why and when stay. What it said is gone with its row.
-- migrate:up
CREATE TABLE discarded (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('parked', 'dead')),
    consumer_group text NOT NULL,
    topic text NOT NULL,
    subject text,
    event_id uuid,
    reason text NOT NULL,  -- why it had been set aside
    set_aside_at timestamptz NOT NULL,
    discarded_by text NOT NULL,
    why text NOT NULL,
    at timestamptz NOT NULL
);
