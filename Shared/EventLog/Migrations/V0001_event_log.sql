-- Who this log belongs to; one row for the life of the database.
CREATE TABLE service_identity (
    one    boolean  NOT NULL DEFAULT true CONSTRAINT service_identity_pkey PRIMARY KEY,
    source text     NOT NULL,
    epoch  integer  NOT NULL,
    shards smallint NOT NULL,
    CONSTRAINT service_identity_one_check CHECK (one)
);

-- Facts in the order of their commits: dense positions per shard, each chained to the one before. Append-only.
CREATE TABLE outbox (
    shard       smallint    NOT NULL,
    pos         bigint      NOT NULL,
    id          uuid        NOT NULL,
    epoch       integer     NOT NULL,
    community   text        NOT NULL,
    subject     text        NOT NULL,
    type        text        NOT NULL,
    payload     bytea       NOT NULL,
    after       text        NOT NULL,
    traceparent text,
    recorded_at timestamptz NOT NULL,
    prev_chain  bytea       NOT NULL,
    chain       bytea       NOT NULL,
    CONSTRAINT outbox_pkey PRIMARY KEY (shard, pos),
    CONSTRAINT outbox_pos_check CHECK (pos > 0)
);

-- How far the relay has come, persisted rarely: what is sent twice is dropped by position.
CREATE TABLE relay_cursor (
    shard        smallint    NOT NULL CONSTRAINT relay_cursor_pkey PRIMARY KEY,
    pos          bigint      NOT NULL,
    cluster_id   text,
    kafka_offset bigint,
    at           timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- How far each consumer says it has come; where the relay rewinds to when the broker lost what it had.
CREATE TABLE consumer_confirm (
    consumer text        NOT NULL,
    shard    smallint    NOT NULL,
    pos      bigint      NOT NULL,
    at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT consumer_confirm_pkey PRIMARY KEY (consumer, shard)
);

-- One row per applied batch. Its key is what stops a second applier of the same events. Append-only.
CREATE TABLE inbox_log (
    source       text        NOT NULL,
    shard        smallint    NOT NULL,
    first_pos    bigint      NOT NULL,
    last_pos     bigint      NOT NULL,
    epoch        integer     NOT NULL,
    chain_last   bytea       NOT NULL,
    kafka_offset bigint      NOT NULL,
    applied_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_log_pkey PRIMARY KEY (source, shard, first_pos),
    CONSTRAINT inbox_log_range_check CHECK (last_pos >= first_pos AND first_pos > 0)
);

-- Events that could not be applied, and the later ones of the same subject, in order. Append-only.
CREATE TABLE inbox_parked (
    source      text        NOT NULL,
    shard       smallint    NOT NULL,
    pos         bigint      NOT NULL,
    id          uuid        NOT NULL,
    community   text        NOT NULL,
    subject     text        NOT NULL,
    type        text        NOT NULL,
    payload     bytea       NOT NULL,
    recorded_at timestamptz NOT NULL,
    reason      text        NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_parked_pkey PRIMARY KEY (source, shard, pos)
);

-- What became of a parked event: applied after all, or discarded by somebody for a reason. Append-only.
CREATE TABLE inbox_resolution (
    source      text        NOT NULL,
    shard       smallint    NOT NULL,
    pos         bigint      NOT NULL,
    resolution  text        NOT NULL,
    reason      text        NOT NULL,
    resolved_by text        NOT NULL,
    resolved_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT inbox_resolution_pkey PRIMARY KEY (source, shard, pos),
    CONSTRAINT inbox_resolution_parked_fkey FOREIGN KEY (source, shard, pos) REFERENCES inbox_parked (source, shard, pos),
    CONSTRAINT inbox_resolution_check CHECK (resolution IN ('applied', 'discarded'))
);

-- Answers to commands that carried an Idempotency-Key, so that a repetition gets the same one.
CREATE TABLE http_idempotency (
    principal    text        NOT NULL,
    route        text        NOT NULL,
    key          text        NOT NULL,
    request_hash bytea       NOT NULL,
    answer       bytea       NOT NULL,
    at           timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT http_idempotency_pkey PRIMARY KEY (principal, route, key)
);
