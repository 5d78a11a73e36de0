-- How often a source's shard was let go on by somebody who dealt with its parked events: by that a process that stopped
-- it learns of what was said to another one. Read only where a shard is about to stop, or has.
CREATE TABLE inbox_resumption (
    source text        NOT NULL,
    shard  smallint    NOT NULL,
    number bigint      NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_resumption_pkey PRIMARY KEY (source, shard)
);
