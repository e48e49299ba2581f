-- To whom a text named this page; of a digest that says "+6" the rest is not named. A bare ACK takes only what was named.
-- migrate:up
ALTER TABLE page ADD COLUMN named uuid[] NOT NULL DEFAULT '{}';
