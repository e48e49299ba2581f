-- A round of pages moves due_at of every open page: in an index, that wrote a new entry into each index of the table.
-- What is open is found by page_open_network. And what changes often is swept before a fifth of a year is dead.
-- migrate:up
DROP INDEX page_unanswered;
ALTER TABLE page SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE incident SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
ALTER TABLE assignment SET (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE offer SET (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02);
ALTER TABLE report SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02);
