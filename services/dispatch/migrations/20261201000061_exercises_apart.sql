-- Offers of exercises are counted apart: a drill uses up nobody's offers of the day (rule R96).
-- migrate:up
ALTER TABLE volunteer
    ADD COLUMN open_exercises integer NOT NULL DEFAULT 0 CHECK (open_exercises >= 0),
    ADD COLUMN exercises_in_day integer NOT NULL DEFAULT 0,
    ADD COLUMN exercise_day_from timestamptz;
