-- When a row of the outbox became due to be published, where that is later than its event: it was published before and
-- nobody noted it. And what is overdue is found by the service that owes a receipt: one that is down hides no other.
-- migrate:up
ALTER TABLE outbox ADD COLUMN due_at timestamptz;
CREATE INDEX awaiting_service_next ON awaiting (acknowledger, next_at);
DROP INDEX awaiting_next;
