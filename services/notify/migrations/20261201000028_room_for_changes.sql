-- A message is written once more, when it has ended: there is room for that in its block, and no index hears of it.
-- migrate:up
ALTER TABLE message SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
