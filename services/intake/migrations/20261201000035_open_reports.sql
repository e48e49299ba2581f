-- What is open, for whoever asks which keys it needs: not found by way of all that is over.
-- migrate:up
CREATE INDEX report_open ON report (report_id) WHERE state IN ('released', 'joined') AND closed_at IS NULL;
