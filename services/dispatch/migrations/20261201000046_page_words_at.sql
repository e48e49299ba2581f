-- When somebody whose SOS is open cried once more: whoever is paged is to read the new words.
-- migrate:up
ALTER TABLE page ADD COLUMN words_at timestamptz;
