-- The territory of a network as it was drawn, so that a report belongs to the network whose place it is about.
-- migrate:up
ALTER TABLE network ADD COLUMN territory_drawn json;
