-- Sessions that were over are forgotten, with their tokens.
CREATE INDEX session_expires_at_idx ON session (expires_at);
CREATE INDEX refresh_token_session_idx ON refresh_token (session);
-- A token that goes is looked for among the successors of others.
CREATE INDEX refresh_token_successor_idx ON refresh_token (successor) WHERE successor IS NOT NULL;
