-- How somebody is said to have agreed is what an admin wrote, names and numbers included: sealed under the person's own
-- key. `how` is 'stated' then. Entries of the release before stay as they are: the ledger is append-only.
-- migrate:up
ALTER TABLE consent_ledger ADD COLUMN sealed_how bytea;
