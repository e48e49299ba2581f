-- Pages that storm nobody: whom to page, found without reading the roster; when each was told last; when a page is due.
-- migrate:up
CREATE INDEX volunteer_staff ON volunteer (network_id) WHERE roles && ARRAY['duty_lead', 'coordinator'];

CREATE TABLE addressee (
    person_id uuid PRIMARY KEY,
    texted_at timestamptz,          -- the last page: one text a minute, about everything that is open
    mailed_at timestamptz,
    missed integer NOT NULL DEFAULT 0,
    resting_until timestamptz       -- their phone failed: others are asked meanwhile
);

-- What the release before raises is due when it is raised.
ALTER TABLE page ADD COLUMN due_at timestamptz DEFAULT app.now();
ALTER TABLE page ADD COLUMN correlation_id uuid;
CREATE INDEX page_unanswered ON page (network_id, due_at) WHERE open AND due_at IS NOT NULL;
