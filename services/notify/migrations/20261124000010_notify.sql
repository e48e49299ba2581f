-- What notify keeps: networks as texts sign them, contacts and their consent, messages, deliveries, texts that came in.
-- migrate:up

-- As dispatch last announced it; the highest revision wins.
CREATE TABLE network (
    network_id text PRIMARY KEY,
    revision integer NOT NULL,
    name text NOT NULL,
    hotline_phone text NOT NULL,
    languages text[] NOT NULL
);

-- Number and address are sealed under the person's own key, which is destroyed when they leave (DESIGN §6).
CREATE TABLE contact (
    person_id uuid PRIMARY KEY,
    network_id text NOT NULL,
    callsign text NOT NULL,
    org text,
    language text NOT NULL CHECK (language IN ('en', 'es')),
    consent text NOT NULL CHECK (consent IN ('invited', 'opted_in', 'opted_out')),
    sealed_phone bytea,
    sealed_email bytea,
    phone_index bytea,  -- blind index `contact`: finds whose text came in
    optout_index bytea,  -- blind index `optout`: finds whether STOP was texted from the number
    updated_at timestamptz NOT NULL,
    CHECK ((sealed_phone IS NULL) = (phone_index IS NULL) AND (sealed_phone IS NULL) = (optout_index IS NULL))
);
-- A number is one person's, or a reply could be anybody's.
CREATE UNIQUE INDEX one_person_per_number ON contact (phone_index);
CREATE INDEX contact_optout ON contact (optout_index);

-- Numbers from which STOP was texted, whoever owns them; for ever. START lifts it, the row stays.
CREATE TABLE suppression (
    optout_index bytea PRIMARY KEY,
    since timestamptz NOT NULL,
    lifted_at timestamptz,
    evidence text NOT NULL
);

-- Append-only: who agreed to or refused texts, by which words, when, and by which text or import that is proven.
CREATE TABLE consent_ledger (
    entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid,  -- NULL: a caller
    optout_index bytea NOT NULL,
    act text NOT NULL CHECK (act IN ('invited', 'opted_in', 'opted_out', 'erased')),
    how text NOT NULL,
    wording_sha256 bytea,  -- of the text that asked, or that came
    language text,
    evidence text,
    stated_at timestamptz,  -- when the person said so, as an import tells
    at timestamptz NOT NULL
);
CREATE FUNCTION app.refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'consent_ledger is append-only'; END $$;
CREATE TRIGGER consent_ledger_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consent_ledger
    FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_change();

-- One message to one person. The words are put together when it is sent and never stored.
CREATE TABLE message (
    message_id uuid PRIMARY KEY,
    asked_by text NOT NULL CHECK (asked_by IN ('dispatch', 'intake', 'notify')),
    network_id text NOT NULL,
    subject_id uuid NOT NULL,
    person_id uuid,  -- NULL: a caller
    template text NOT NULL,
    urgency smallint NOT NULL CHECK (urgency BETWEEN 0 AND 4),
    params text NOT NULL,  -- JSON, nothing personal
    sealed_params bytea,
    sealed_contact bytea,
    caller_index bytea,  -- blind index `optout` of a caller's number
    language text,
    not_after timestamptz,
    exercise boolean NOT NULL,
    requested_at timestamptz NOT NULL,
    correlation_id uuid,
    finished text CHECK (finished IN ('delivered', 'unconfirmed', 'suppressed', 'failed', 'expired')),
    finished_reason text,
    finished_at timestamptz
);
CREATE INDEX message_subject ON message (subject_id);
CREATE INDEX message_caller ON message (caller_index, requested_at) WHERE caller_index IS NOT NULL;

-- The law "never twice": one delivery per message and channel; only a safety text may have a second round.
CREATE TABLE delivery (
    message_id uuid NOT NULL REFERENCES message,
    channel text NOT NULL CHECK (channel IN ('sms', 'email')),
    round smallint NOT NULL DEFAULT 0,
    urgency smallint NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'sending', 'unknown', 'accepted', 'sent', 'unconfirmed', 'failed',
                                         'undelivered', 'delivered', 'expired', 'suppressed')),
    due_at timestamptz NOT NULL,  -- when somebody must look at it again
    not_after timestamptz,
    optout_index bytea,  -- checked against `suppression` in the statement that claims it
    tries smallint NOT NULL DEFAULT 0,  -- POSTs begun
    requeued boolean NOT NULL DEFAULT false,
    claimed_at timestamptz,
    provider_sid text,
    reason text,
    created_at timestamptz NOT NULL,
    handed_off_at timestamptz,
    ended_at timestamptz,
    PRIMARY KEY (message_id, channel, round),
    CHECK (round = 0 OR (round = 1 AND urgency = 0))
);
-- The queue in the order of the lanes, and what somebody must look at again: both hold live rows only.
CREATE INDEX delivery_queue ON delivery (channel, urgency, created_at) WHERE state = 'queued';
CREATE INDEX delivery_watch ON delivery (due_at) WHERE state IN ('sending', 'unknown', 'accepted', 'sent');
CREATE INDEX delivery_sid ON delivery (provider_sid) WHERE provider_sid IS NOT NULL;

-- Every text that came in, once per provider id: a replay finds its row and changes nothing.
CREATE TABLE inbound_text (
    sid text PRIMARY KEY,
    inbound_id uuid NOT NULL,
    person_id uuid,  -- NULL: nobody we know
    optout_index bytea NOT NULL,
    consent_word text,
    fate text NOT NULL CHECK (fate IN ('reply', 'report', 'consent', 'silent')),
    sealed_text bytea NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX inbound_text_number ON inbound_text (optout_index, at);
