-- What one statement takes of many reports at once, ADD_REPORTS: rows instead of an array a column, which names each
-- column once here and halves what sending them costs. A type that a release uses never changes; another column is a
-- `_v2` beside it. The release before this one does not know them.
-- migrate:up
CREATE TYPE report_row_v1 AS (
    report_id text,
    source_id text,
    idempotency_key text,
    body_mac bytea,
    network_id text,
    ref text,
    priority smallint,
    kind smallint,  -- of its event: 1 held, 2 released (services/intake/model/prepared.py)
    told bytea,
    payload bytea,
    caller_language text,
    safe_to_text boolean,
    sealed_contact bytea
);
CREATE TYPE receipt_row_v1 AS (
    report_id text,
    event_id text,
    payload bytea
);
