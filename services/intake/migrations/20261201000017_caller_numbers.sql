-- By which number each report came, as a blind index: what its caller texts within a day joins it, also where no text may
-- go back to them. And since when a cry of a caller waits for a person, who is shown it before everything else.
-- migrate:up
CREATE TABLE caller_number (
    report_id uuid PRIMARY KEY,
    number_index bytea NOT NULL,  -- under `index/caller` of the keyring; never the number
    received_at timestamptz NOT NULL
);
CREATE INDEX caller_number_index ON caller_number (number_index, received_at);
CREATE INDEX caller_number_received ON caller_number (received_at);

ALTER TABLE report ADD COLUMN cried_at timestamptz;
CREATE INDEX report_cries ON report (cried_at) WHERE cried_at IS NOT NULL;
