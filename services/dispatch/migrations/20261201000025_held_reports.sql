-- What the caller of a held report asks for; and whether one of a kind still waits, found without reading the queue.
-- migrate:up
ALTER TABLE report ADD COLUMN request text;
CREATE INDEX report_waiting ON report (network_id, exercise, priority, request, received_at)
    WHERE state = 'held' AND priority IS NOT NULL;
DROP INDEX report_urgent;
