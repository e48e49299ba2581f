-- Cries for help as things of their own, texts that wait for a person settled, and readings of sealed words noted.
-- migrate:up
-- Open until a duty lead has spoken with the person: neither a text nor the end of a mission closes it.
CREATE TABLE sos_call (
    call_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    code text NOT NULL,                   -- the mission's, or one of its own
    volunteer_id uuid NOT NULL,
    callsign text NOT NULL,
    incident_id uuid REFERENCES incident, -- null: on no mission
    zone text NOT NULL,
    exercise boolean NOT NULL,
    raised_at timestamptz NOT NULL,
    repeated_at timestamptz,              -- their latest cry, after the first
    cries integer NOT NULL CHECK (cries >= 1),
    acknowledged_by text,
    acknowledged_at timestamptz,
    cleared_by text,
    cleared_at timestamptz,
    CHECK ((acknowledged_by IS NULL) = (acknowledged_at IS NULL)),
    CHECK ((cleared_by IS NULL) = (cleared_at IS NULL))
);
CREATE UNIQUE INDEX one_open_sos_per_volunteer ON sos_call (volunteer_id) WHERE cleared_at IS NULL;
CREATE INDEX sos_call_open ON sos_call (network_id, raised_at) WHERE cleared_at IS NULL;
CREATE INDEX sos_call_raised ON sos_call (raised_at DESC);
CREATE INDEX sos_call_incident ON sos_call (incident_id) WHERE cleared_at IS NULL;
CREATE INDEX sos_call_code ON sos_call (code, raised_at DESC);
CREATE INDEX page_of_sos ON page (about_id, raised_at) WHERE reason = 'sos';

-- What they texted while it was open, and what was done about it.
CREATE TABLE sos_entry (
    entry_id uuid PRIMARY KEY,            -- of a text: its reply
    call_id uuid NOT NULL REFERENCES sos_call,
    kind text NOT NULL CHECK (kind IN ('text', 'note')),
    author text NOT NULL,
    at timestamptz NOT NULL,
    words bytea NOT NULL                  -- sealed: words, reply.text or sos.note, record entry_id
);
CREATE INDEX sos_entry_call ON sos_entry (call_id, at);

-- Missions on which somebody's SOS was open when this came.
INSERT INTO sos_call (call_id, network_id, code, volunteer_id, callsign, incident_id, zone, exercise, raised_at, cries)
SELECT gen_random_uuid(), i.network_id, i.code, a.volunteer_id, a.callsign, i.incident_id, i.zone, i.exercise,
       coalesce(a.sos_at, a.held_at), 1
FROM assignment a JOIN incident i USING (incident_id)
WHERE a.state = 'sos';

ALTER TABLE unread_text
    ADD COLUMN kind text NOT NULL DEFAULT 'unread', -- or talk, not_ok: what was understood and still needs a person
    ADD COLUMN incident_id uuid,
    ADD COLUMN settled_as text CHECK (settled_as IN ('answered', 'closed')),
    ADD COLUMN settled_by text,
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN note bytea,                -- sealed: words, unread.note, record reply_id: what it was, or the answer
    ADD CHECK ((settled_as IS NULL) = (settled_at IS NULL) AND (settled_by IS NULL) = (settled_at IS NULL));
CREATE INDEX unread_text_open ON unread_text (received_at DESC) WHERE settled_at IS NULL;
CREATE INDEX unread_text_of ON unread_text (person_id, received_at DESC);

-- Each reading of sealed words by a person, written before the bytes leave.
CREATE TABLE content_read (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    what text NOT NULL,                   -- unread_text, finding, sos_call
    record uuid NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL
);
