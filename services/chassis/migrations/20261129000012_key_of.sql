-- Under which key a sealed value lies (services/chassis/sealing.py): version, length of the key id, key id.
-- migrate:up
CREATE FUNCTION app.key_of(sealed bytea) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT CASE WHEN length(sealed) > 2 THEN convert_from(substr(sealed, 3, get_byte(sealed, 1)), 'LATIN1') END $$;
