-- What a source has open, counted where its next report is stored: exercises apart, and what dispatch has not answered yet
-- or cannot serve as well as what became an incident. `rule R96`, `docs/adr/0024-quotas-where-it-is-stored.md`.
-- migrate:up
ALTER TABLE report ADD COLUMN exercise boolean NOT NULL DEFAULT false;
ALTER TABLE incident ADD COLUMN exercise boolean NOT NULL DEFAULT false;
CREATE INDEX report_open_by_source ON report (source_id, exercise, received_at) WHERE state IN ('released', 'unserved');
CREATE INDEX incident_open_by_source_and_kind ON incident (source_id, exercise) WHERE closed_at IS NULL;
DROP INDEX incident_open_by_source;

-- Up to `most`. A report that dispatch answered with an incident counts as that; one that it never answered counts for two
-- hours, as does one that lies in no territory, which pages a lead all the same.
CREATE FUNCTION app.open_of_source(source uuid, of_exercises boolean, most integer) RETURNS integer LANGUAGE sql STABLE AS
$$
    SELECT least(most, count(*)::int) FROM (
        (SELECT FROM incident i WHERE i.source_id = source AND i.exercise = of_exercises AND i.closed_at IS NULL
         LIMIT most)
        UNION ALL
        (SELECT FROM report r WHERE r.source_id = source AND r.exercise = of_exercises
           AND r.state IN ('released', 'unserved') AND r.received_at > (SELECT app.now() - interval '2 hours')
         LIMIT most)
    ) AS open
$$;

-- How many more may be released, known for certain until the transaction ends: whoever else stores for this source waits.
-- A statement's own snapshot is older than the lock that it takes; a volatile function looks anew after it.
CREATE FUNCTION app.claim_room(source uuid, of_exercises boolean, most integer) RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('quota'), hashtext(source::text || of_exercises::text));
    RETURN most - app.open_of_source(source, of_exercises, most);
END
$$;
