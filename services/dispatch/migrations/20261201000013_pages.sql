-- Whom to page, found without reading the roster.
-- migrate:up
CREATE INDEX volunteer_staff ON volunteer (network_id) WHERE roles && ARRAY['duty_lead', 'coordinator'];
