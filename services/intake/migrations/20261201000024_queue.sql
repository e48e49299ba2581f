-- What waits for a person, by who sent it: each source's most pressing first, so that none hides another's (rule R96).
-- migrate:up
CREATE INDEX report_waiting ON report (network_id, source_id, priority, received_at, report_id)
    WHERE (state = 'held' OR texts_waiting > 0) AND cried_at IS NULL;
DROP INDEX report_queue;
