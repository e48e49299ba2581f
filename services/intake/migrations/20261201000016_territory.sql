-- What the territory of a network spans (south, west, north, east), so that a place that looks mistyped waits for a person.
-- migrate:up
ALTER TABLE network ADD COLUMN territory_box double precision[];
