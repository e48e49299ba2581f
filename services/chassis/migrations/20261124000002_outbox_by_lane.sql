-- One index in a lane's order. With a second one in the order of `seq` alone, and only held rows waiting, PostgreSQL
-- read the main lane by that one: through the whole flood at each commit, and past the held rows to find nothing.
-- migrate:up
ALTER TABLE outbox DROP CONSTRAINT outbox_pkey;
DROP INDEX outbox_lane_seq;
ALTER TABLE outbox ADD PRIMARY KEY (lane, seq);
