-- Reports noted, incidents, whom we asked, who went, what they found, and whom we paged about it.
-- migrate:up
CREATE TABLE incident (
    incident_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    code text NOT NULL,
    state text NOT NULL CHECK (state IN ('assessing', 'dispatching', 'unfilled', 'team_ready', 'en_route', 'on_scene',
                                         'finding_submitted', 'finding_reviewed', 'stood_down', 'closed')),
    exercise boolean NOT NULL,
    zone text NOT NULL,
    area bigint,                          -- H3, resolution 8, to find what is near; forgotten when the incident closes
    place_of uuid NOT NULL,               -- the report whose place this is
    place bytea NOT NULL,                 -- sealed: case, report.place, record place_of
    intersection boolean NOT NULL,        -- its words name no house, so a caller may be told them
    is_residence boolean NOT NULL,
    observers smallint NOT NULL CHECK (observers >= 2),  -- nobody goes alone (PRACTICE 0.1 rule 9)
    level text NOT NULL,
    languages text[] NOT NULL,
    policy jsonb NOT NULL,                -- as it was when the incident opened
    correlation_id uuid NOT NULL,
    opened_at timestamptz NOT NULL,
    seen_from timestamptz NOT NULL,
    seen_until timestamptz NOT NULL,
    epoch integer NOT NULL,               -- outdates the wave, duty and seek timers set before
    hold_epoch integer NOT NULL,
    wave integer NOT NULL,
    wave_not_after timestamptz,
    meeting bytea,                        -- sealed: case, incident.meeting, record incident_id
    went boolean NOT NULL DEFAULT false,  -- somebody was at the scene
    stand_down text,
    outcome text,                         -- reviewed
    agency text,
    reviewed_at timestamptz,
    reviewed_by text,
    closed_at timestamptz
);
CREATE UNIQUE INDEX incident_open_code ON incident (network_id, code) WHERE state <> 'closed';
CREATE INDEX incident_area ON incident (area) WHERE area IS NOT NULL;
CREATE INDEX incident_open_since ON incident (network_id, opened_at) WHERE state <> 'closed';
CREATE INDEX incident_opened ON incident (opened_at DESC);

CREATE TABLE report (
    report_id uuid PRIMARY KEY,           -- noted once, whatever is published again
    revision integer NOT NULL,
    network_id text NOT NULL,
    source_id uuid NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'linked', 'unserved')),
    incident_id uuid REFERENCES incident,
    exercise boolean NOT NULL,
    noted_at timestamptz NOT NULL,
    CHECK ((state = 'linked') = (incident_id IS NOT NULL))
);
CREATE INDEX report_incident ON report (incident_id) WHERE incident_id IS NOT NULL;

CREATE TABLE offer (
    offer_id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incident,
    volunteer_id uuid NOT NULL,
    callsign text NOT NULL,
    level text NOT NULL,
    languages text[] NOT NULL,
    wave integer NOT NULL,
    asked integer NOT NULL,               -- how often: a stand-by is called on again
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'standby', 'declined', 'expired', 'withdrawn',
                                         'undeliverable')),
    reasons text[] NOT NULL,
    message_id uuid NOT NULL,             -- of the latest asking
    not_after timestamptz NOT NULL,
    offered_at timestamptz NOT NULL,
    answered_at timestamptz,
    delivered_at timestamptz,
    eta_minutes integer,
    asked_again boolean NOT NULL DEFAULT false,  -- V18 went out for it
    CONSTRAINT one_offer_per_volunteer UNIQUE (incident_id, volunteer_id)
);
CREATE INDEX offer_volunteer ON offer (volunteer_id, offered_at DESC);

CREATE TABLE assignment (
    assignment_id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incident,
    volunteer_id uuid NOT NULL,
    callsign text NOT NULL,
    level text NOT NULL,
    languages text[] NOT NULL,
    state text NOT NULL CHECK (state IN ('held', 'confirmed', 'en_route', 'on_scene', 'sos', 'released')),
    eta_minutes integer,
    held_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    en_route_at timestamptz,
    on_scene_at timestamptz,
    sos_at timestamptz,
    sos_cleared_by text,                  -- a duty lead who spoke with them; a text never clears an SOS
    out_at timestamptz,                   -- they texted OUT, or a lead wrote why they are out
    released_at timestamptz,
    release_reason text,
    asked_release boolean NOT NULL DEFAULT false
);
CREATE UNIQUE INDEX one_active_assignment_per_volunteer ON assignment (volunteer_id) WHERE state <> 'released';
CREATE INDEX assignment_incident ON assignment (incident_id);

CREATE TABLE finding (
    finding_id uuid PRIMARY KEY,
    incident_id uuid NOT NULL REFERENCES incident,
    outcome text NOT NULL,
    people integer,
    vehicles integer,
    words bytea,                          -- sealed: words, finding.words, record finding_id
    submitted_by text NOT NULL,
    submitted_at timestamptz NOT NULL,
    decision text CHECK (decision IN ('accept', 'correct', 'reject')),
    reviewed_by text,
    reviewed_at timestamptz,
    note bytea,                           -- sealed: words, finding.note, record finding_id
    CHECK (reviewed_by <> submitted_by)   -- the same person never decides on their own finding (PRACTICE 0.1 rule 5)
);
CREATE INDEX finding_incident ON finding (incident_id);

-- A duty lead is asked by text until one answers ACK.
CREATE TABLE page (
    page_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    incident_id uuid REFERENCES incident,
    code text NOT NULL,                   -- the incident's, or one of its own
    reason text NOT NULL,
    about_id uuid,
    about text,
    detail text,
    zone text NOT NULL,
    exercise boolean NOT NULL,
    open boolean NOT NULL,
    attempt integer NOT NULL,
    paged uuid[] NOT NULL,                -- everyone who was asked: they may answer ACK
    message_ids uuid[] NOT NULL,          -- of the latest attempt
    raised_at timestamptz NOT NULL
);
CREATE INDEX page_open_incident ON page (incident_id) WHERE open;
CREATE INDEX page_open_network ON page (network_id) WHERE open;

CREATE TABLE timeline (
    position bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    incident_id uuid NOT NULL,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    params jsonb NOT NULL
);
CREATE INDEX timeline_incident ON timeline (incident_id, position);

-- "Not understood" (V11) goes to a person at most once in ten minutes.
CREATE TABLE not_understood (
    person_id uuid PRIMARY KEY,
    at timestamptz NOT NULL
);

-- Texts that nobody but a person can understand: kept sealed until one has read them (PRACTICE R10, [10]).
CREATE TABLE unread_text (
    reply_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    network_id text NOT NULL,
    callsign text NOT NULL,
    code text NOT NULL,
    guess text,
    words bytea NOT NULL,                 -- sealed: words, reply.text, record reply_id
    received_at timestamptz NOT NULL
);
CREATE INDEX unread_text_network ON unread_text (network_id, received_at DESC);
