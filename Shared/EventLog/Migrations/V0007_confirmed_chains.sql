-- The chain after the event that a consumer has confirmed, so that each process of this service, and each new start,
-- can tell whether it is the event recorded here. It has a position of its own: a process of an older version, which
-- may still run, moves `pos` alone.
ALTER TABLE consumer_confirm ADD COLUMN chain_pos bigint, ADD COLUMN chain bytea;
