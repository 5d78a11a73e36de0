-- From where on the process that sends the shard shall send again; left by another process that was asked.
ALTER TABLE relay_cursor ADD COLUMN resend_from bigint;

-- Runs of events whose handling was begun and may have ended the process: the last one of each source and shard. Written
-- for the first run after a start, and while a run that was begun before is not past.
CREATE TABLE inbox_attempt (
    source    text        NOT NULL,
    shard     smallint    NOT NULL,
    first_pos bigint      NOT NULL,
    last_pos  bigint      NOT NULL,
    attempts  integer     NOT NULL,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_attempt_pkey PRIMARY KEY (source, shard),
    CONSTRAINT inbox_attempt_range_check CHECK (last_pos >= first_pos AND first_pos > 0)
);
