-- Pages about a caller who cried, found by their report: they end once somebody has spoken with the caller.
-- migrate:up
CREATE INDEX page_of_caller ON page (about_id) WHERE reason = 'caller_cries' AND ended_at IS NULL;
