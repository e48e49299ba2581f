-- Texts to callers' numbers by the minute, each connection in a row of its own so that none waits for another: what all
-- replicas together may send them (rule R27).
-- migrate:up
CREATE TABLE caller_texts (
    minute timestamptz NOT NULL,
    backend integer NOT NULL,
    texts integer NOT NULL,
    PRIMARY KEY (minute, backend)
);
