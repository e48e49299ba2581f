-- Tags of languages in one form, and people on call found by language and script: who speaks es-MX is found for es.
-- migrate:up
CREATE FUNCTION pg_temp.in_one_form(tag text) RETURNS text LANGUAGE sql AS $$
    SELECT coalesce((SELECT name FROM (VALUES ('tl', 'fil'), ('iw', 'he'), ('in', 'id'), ('cmn', 'zh'), ('spa', 'es'),
                                              ('eng', 'en')) AS known (also, name)
                     WHERE also = lower(parts[1])), lower(parts[1]))
        || CASE WHEN lower(parts[2]) ~ '^[a-z]{4}$' THEN '-' || initcap(parts[2])
                WHEN lower(parts[1]) = 'zh' AND upper(parts[2]) IN ('TW', 'HK', 'MO') THEN '-Hant-' || upper(parts[2])
                WHEN lower(parts[1]) = 'zh' AND upper(parts[2]) IN ('CN', 'SG', 'MY') THEN '-Hans-' || upper(parts[2])
                WHEN lower(parts[2]) ~ '^([a-z]{2}|[0-9]{3})$' THEN '-' || upper(parts[2])
                ELSE coalesce('-' || lower(parts[2]), '') END
        || CASE WHEN parts[3] IS NULL THEN ''
                WHEN lower(parts[3]) ~ '^([a-z]{2}|[0-9]{3})$' THEN '-' || upper(parts[3])
                ELSE '-' || array_to_string(parts[3:], '-') END
    FROM regexp_split_to_array(tag, '-') AS parts
$$;
UPDATE volunteer SET languages = ARRAY(
    SELECT pg_temp.in_one_form(tag) FROM unnest(languages) WITH ORDINALITY AS said (tag, place)
    GROUP BY pg_temp.in_one_form(tag) ORDER BY min(place)
) WHERE EXISTS (SELECT FROM unnest(languages) AS tag WHERE tag <> pg_temp.in_one_form(tag));

INSERT INTO on_call_trait (network_id, trait, home, volunteer_id)
SELECT v.network_id, has.trait, v.home, v.volunteer_id
FROM volunteer v
CROSS JOIN LATERAL (
    SELECT split_part(tag, '-', 1) AS trait FROM unnest(v.languages) AS tag
    UNION
    SELECT split_part(tag, '-', 1) || '-' || coalesce(substring(tag FROM '^[a-z]+-([A-Z][a-z]{3})(?:-|$)'), '*')
    FROM unnest(v.languages) AS tag
) AS has
WHERE v.on_call AND v.home IS NOT NULL
ON CONFLICT DO NOTHING;
