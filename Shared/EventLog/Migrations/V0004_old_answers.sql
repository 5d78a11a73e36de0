-- Answers are forgotten after 30 days: the oldest are found without reading the others.
CREATE INDEX http_idempotency_at_idx ON http_idempotency (at);
