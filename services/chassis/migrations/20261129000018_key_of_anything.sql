-- A sealed value that somebody spoilt names no key; it stops nobody who asks for the keys of all the others.
-- migrate:up
CREATE OR REPLACE FUNCTION app.key_of(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN length(sealed) > 2 THEN encode(substr(sealed, 3, get_byte(sealed, 1)), 'escape') END $$;
