-- Who is to be erased, and who was (rule R116). A call sign stands here only until they are.
-- migrate:up
CREATE TABLE erasure (
    person_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    callsign text,
    asked_at timestamptz NOT NULL,
    asked_by text NOT NULL,        -- the call sign of the staff who asked, or `by text`
    erased_at timestamptz,
    CHECK ((callsign IS NULL) = (erased_at IS NOT NULL))
);
CREATE INDEX erasure_waiting ON erasure (network_id, asked_at) WHERE erased_at IS NULL;
CREATE INDEX erasure_by_age ON erasure (erased_at) WHERE erased_at IS NOT NULL;
CREATE INDEX page_about ON page (about_id) WHERE about_id IS NOT NULL;
CREATE INDEX sos_call_volunteer ON sos_call (volunteer_id);
-- With what somebody who asked by text says it again; good for minutes.
CREATE TABLE erasure_code (
    person_id uuid PRIMARY KEY,
    code text NOT NULL,
    sent_at timestamptz NOT NULL
);
CREATE INDEX erasure_code_by_age ON erasure_code (sent_at);
