-- Answers of calls that show what is shown this once, for whoever lost one: each is sealed under the call, of which only a hash is
-- here, and goes after ten minutes. That the call was made is known for some weeks more.
CREATE TABLE sealed_answer (
    -- The SHA-256 of who called what under which key.
    call   bytea       NOT NULL,
    at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- What it was about, for whoever comes too late.
    about  text        NOT NULL,
    sealed bytea,
    CONSTRAINT sealed_answer_pkey PRIMARY KEY (call)
);

CREATE INDEX sealed_answer_at_idx ON sealed_answer (at);
