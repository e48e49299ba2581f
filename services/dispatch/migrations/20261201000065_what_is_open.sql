-- What is open or was lately, found without reading what was before: a list and a reply cost the same after years.
-- Made while writers wait: at 300,000 incidents about two seconds in all (docs/adr/0027-every-statement-has-a-budget.md).
-- migrate:up
CREATE INDEX incident_open_at ON incident (opened_at) WHERE state <> 'closed';
CREATE INDEX incident_long_open ON incident (closed_at) WHERE closed_at - opened_at > interval '13 days';
CREATE INDEX incident_network ON incident (network_id, opened_at DESC);
CREATE INDEX assignment_released ON assignment (volunteer_id, released_at) WHERE released_at IS NOT NULL;
