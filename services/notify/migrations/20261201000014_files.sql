-- A number belongs to one person in a network, and may belong to another in another network.
-- migrate:up
DROP INDEX one_person_per_number;
CREATE UNIQUE INDEX one_person_per_number_and_network ON contact (network_id, phone_index);
CREATE INDEX contact_number ON contact (phone_index);
-- To whom of those who share a number the last text went: a reply is theirs.
CREATE INDEX message_person ON message (person_id, requested_at) WHERE person_id IS NOT NULL;
