-- How much of the forged records of a topic's hour was kept, and how many were counted alone (services/chassis/forged.py).
-- migrate:up
CREATE TABLE forged_kept (
    consumer_group text NOT NULL,
    topic text NOT NULL,
    hour timestamptz NOT NULL,
    records integer NOT NULL,
    bytes bigint NOT NULL,
    dropped bigint NOT NULL,        -- in all, not of the hour
    PRIMARY KEY (consumer_group, topic)
) WITH (fillfactor = 50);
-- A flood of them does not stand before what may be run again.
CREATE INDEX dead_letter_to_run ON dead_letter ((reason LIKE 'unauthentic:%'), id)
    WHERE replayed_at IS NULL AND value IS NOT NULL;
