-- A report and its incident change some times in their first hours; swept before a fifth of a year is dead.
-- migrate:up
ALTER TABLE report SET (autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE incident SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE caller_delivery SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
