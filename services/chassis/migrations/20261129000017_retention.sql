-- What retention ends (services/chassis/retention.py) is found by when it began; and what each class's last run ended.
-- migrate:up
CREATE TABLE retention_run (
    class text PRIMARY KEY,
    ran_at timestamptz NOT NULL,
    ended bigint NOT NULL,          -- by the last run that found something
    ended_in_all bigint NOT NULL
);
-- In order, so that a batch reads its own rows and no more; the ranges of a BRIN never shrink where rows go.
CREATE INDEX inbox_by_age ON inbox (at);
DROP INDEX inbox_at;
CREATE INDEX timer_fired ON timer (fired_at) WHERE fired_at IS NOT NULL;
CREATE INDEX dead_letter_by_age ON dead_letter (at);
CREATE INDEX parked_by_age ON parked (at);
CREATE INDEX discarded_by_age ON discarded (at);
CREATE INDEX nonce_by_age ON nonce (expires_at);
