"""What of dispatch's is sealed and still needed: open incidents, whoever waits for a person, open cries and pages."""

from typing import Final

from services.chassis.keys_in_use import keys_of

KEYS_IN_USE: Final = keys_of("""
    WITH needed AS (
        SELECT incident_id FROM incident WHERE state <> 'closed'
        UNION SELECT incident_id FROM incident WHERE held_at IS NOT NULL
        UNION SELECT incident_id FROM page WHERE open AND incident_id IS NOT NULL
        UNION SELECT incident_id FROM sos_call WHERE cleared_at IS NULL AND incident_id IS NOT NULL
        UNION SELECT incident_id FROM unread_text WHERE settled_at IS NULL AND incident_id IS NOT NULL
    )
    SELECT unnest(ARRAY[place, meeting, look_at, agency_words]) FROM incident JOIN needed USING (incident_id)
    UNION ALL SELECT place FROM report JOIN needed USING (incident_id)
    UNION ALL SELECT place FROM report WHERE state = 'held' AND priority IS NOT NULL
    UNION ALL SELECT unnest(ARRAY[words, note]) FROM finding JOIN needed USING (incident_id)
    UNION ALL SELECT words FROM unread_text WHERE settled_at IS NULL
    UNION ALL SELECT words FROM sos_entry JOIN sos_call USING (call_id) WHERE cleared_at IS NULL
    UNION ALL
    SELECT unnest(ARRAY[words, note]) FROM unread_text JOIN incident USING (incident_id) WHERE held_at IS NOT NULL
    UNION ALL
    SELECT words FROM sos_entry JOIN sos_call USING (call_id) JOIN incident USING (incident_id)
    WHERE held_at IS NOT NULL
""")
