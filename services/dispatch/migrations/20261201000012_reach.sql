-- Whether notify can reach each person, as it last said: apart from the roster, since either may be heard of first.
-- migrate:up
CREATE TABLE reach (
    person_id uuid PRIMARY KEY,
    revision bigint NOT NULL,  -- notify's own: the highest wins
    text_reason text,          -- why they cannot be texted; null: they can be
    mail_reason text
);
-- `reach.text_reason` once more, so that a search for people walks past nobody who cannot be asked.
ALTER TABLE volunteer ADD COLUMN unreachable text DEFAULT 'no_contact';
CREATE INDEX volunteer_reachable ON volunteer (network_id, home, last_offered_at NULLS FIRST)
    WHERE on_call AND unreachable IS NULL;
