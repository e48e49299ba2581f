-- Numbers to which texts do not get, and what was last announced of each person's reach.
-- migrate:up

-- A receipt, or a text from the number, takes its row away.
CREATE TABLE undelivered_number (
    optout_index bytea PRIMARY KEY,
    misses smallint NOT NULL,        -- texts in a row that its phone did not get
    last_missed_at timestamptz NOT NULL,
    takes_no_texts boolean NOT NULL  -- the provider says so of the number
);
CREATE INDEX undelivered_number_age ON undelivered_number (last_missed_at);

-- It stays when the contact is forgotten: what is announced later must not be overtaken by what was announced before.
CREATE TABLE reach (
    person_id uuid PRIMARY KEY,
    revision bigint NOT NULL,
    text_reason text,                -- why no text gets to them; null: texts do
    mail_reason text,
    announced_at timestamptz NOT NULL
);
