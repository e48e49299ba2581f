-- What a source has open in a network, counted again where incidents are opened: rule R119, docs/adr/0033-quotas-are-counted-twice.md.
-- migrate:up
ALTER TABLE incident ADD COLUMN source_id uuid;  -- of the report that opened it; NULL: the release before did
UPDATE incident i SET source_id = r.source_id FROM report r WHERE r.report_id = i.place_of AND i.state <> 'closed';
CREATE INDEX incident_open_of_source ON incident (source_id, network_id, exercise) WHERE state <> 'closed';
CREATE INDEX report_unserved_of_source ON report (source_id, network_id, exercise, noted_at) WHERE state = 'unserved';
CREATE INDEX page_taken_lately ON page (network_id, reason, taken_at)
    WHERE incident_id IS NULL AND reason IN ('quota', 'unserved') AND taken_at IS NOT NULL;

-- How many more may be opened, known for certain until the transaction ends: whoever else opens for this source waits.
-- A statement's own snapshot is older than the lock that it takes; a volatile function looks anew after it.
CREATE FUNCTION app.claim_places(source uuid, network text, of_exercises boolean, most integer)
RETURNS integer LANGUAGE plpgsql VOLATILE AS
$$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('quota'), hashtext(source::text || network || of_exercises::text));
    RETURN most - (
        SELECT count(*)::int FROM (
            (SELECT FROM incident i
             WHERE i.source_id = source AND i.network_id = network AND i.exercise = of_exercises AND i.state <> 'closed'
             LIMIT most)
            UNION ALL
            (SELECT FROM report r
             WHERE r.source_id = source AND r.network_id = network AND r.exercise = of_exercises
               AND r.state = 'unserved' AND r.noted_at > (SELECT app.now() - interval '2 hours')
             LIMIT most)
        ) AS open
    );
END
$$;
