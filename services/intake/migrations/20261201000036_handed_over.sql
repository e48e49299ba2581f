-- Who gave a held report to which network, because its place lies in that one's territory; for both of them to see.
-- migrate:up
CREATE TABLE handed_over (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    report_id uuid NOT NULL,
    from_network text NOT NULL,
    to_network text NOT NULL,
    actor text NOT NULL,
    role text NOT NULL,
    at timestamptz NOT NULL
);
CREATE INDEX handed_over_report ON handed_over (report_id);
