-- A record that nobody can read has no event id, and NULLs are never equal: after a restart it was kept again. Its value
-- is part of what makes it the same, because a broker that lost its data counts offsets from 0 again.
-- migrate:up
DELETE FROM dead_letter a USING dead_letter b
WHERE a.event_id IS NULL AND b.event_id IS NULL AND a.id > b.id AND a.consumer_group = b.consumer_group
  AND a.topic = b.topic AND a.partition = b.partition AND a.record_offset = b.record_offset
  AND a.value IS NOT DISTINCT FROM b.value;
CREATE UNIQUE INDEX unreadable_once ON dead_letter
    (consumer_group, topic, partition, record_offset, (coalesce(md5(value), '')))
    WHERE event_id IS NULL;
