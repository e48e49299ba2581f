-- Since when nobody is asked because somebody's SOS is open near, and when a person last sent it on all the same.
-- migrate:up
ALTER TABLE incident ADD COLUMN near_sos_at timestamptz, ADD COLUMN sent_on_at timestamptz;
