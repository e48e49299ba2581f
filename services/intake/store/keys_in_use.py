"""What of intake's is sealed and still needed: reports that wait, are looked at, held, or whose caller waits for us."""

from typing import Final

from services.chassis.keys_in_use import keys_of

KEYS_IN_USE: Final = keys_of("""
    WITH needed AS MATERIALIZED (
        SELECT report_id FROM report WHERE (state = 'held' OR texts_waiting > 0) AND cried_at IS NULL
        UNION ALL SELECT report_id FROM report WHERE cried_at IS NOT NULL
        UNION ALL SELECT report_id FROM report WHERE state IN ('released', 'joined') AND closed_at IS NULL
        UNION ALL SELECT report_id FROM held_answer
        UNION ALL SELECT report_id FROM incident JOIN report USING (incident_id) WHERE held_at IS NOT NULL
    )
    SELECT found.sealed FROM needed JOIN report USING (report_id) CROSS JOIN LATERAL (
        SELECT sealed_contact AS sealed
        UNION ALL SELECT decode(value, 'base64') FROM json_each_text(told) WHERE key LIKE 'sealed_%'
    ) AS found
    UNION ALL SELECT words FROM caller_text JOIN needed USING (report_id)
    UNION ALL SELECT note FROM caller_spoken JOIN needed USING (report_id)
    UNION ALL
    SELECT decode(field.value, 'base64') FROM held_answer, json_each_text(data) AS field WHERE field.key LIKE 'sealed_%'
""")
