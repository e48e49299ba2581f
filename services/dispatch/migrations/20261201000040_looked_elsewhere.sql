-- A finding answers a report of another corner only if the team was told to look there before it was made. The release
-- before writes neither: what it linked was looked at where the incident is.
-- migrate:up
ALTER TABLE report
    ADD COLUMN elsewhere boolean NOT NULL DEFAULT false,  -- farther from the incident's place than one look reaches
    ADD COLUMN look_told_at timestamptz;                  -- when its team was asked to look for it
