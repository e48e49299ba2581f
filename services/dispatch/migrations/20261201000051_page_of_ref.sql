-- The page about a caller who cried, by the report that an ACK names: its text says "ACK 482193 takes it".
-- migrate:up
CREATE INDEX page_of_ref ON page (network_id, about) WHERE reason = 'caller_cries';
