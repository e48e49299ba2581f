"""What of notify's is sealed and still needed: messages that are not at their end."""

from typing import Final

from services.chassis.keys_in_use import keys_of

KEYS_IN_USE: Final = keys_of("""
    SELECT unnest(ARRAY[sealed_params, sealed_contact]) FROM message
    WHERE message_id IN (
        SELECT message_id FROM delivery WHERE state = 'queued'
        UNION ALL SELECT message_id FROM delivery WHERE state IN ('sending', 'unknown', 'accepted', 'sent')
    )
""")
