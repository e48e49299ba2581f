-- Every SOS that is open or was cleared lately is read before anybody is asked to go somewhere, and what waits for one.
-- migrate:up
CREATE INDEX sos_call_cleared ON sos_call (cleared_at);
CREATE INDEX incident_near_sos ON incident (near_sos_at) WHERE near_sos_at IS NOT NULL;
