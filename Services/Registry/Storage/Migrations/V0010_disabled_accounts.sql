-- Accounts that are shut: whoever has one cannot sign in until it is opened again.
ALTER TABLE account ADD COLUMN disabled_at timestamptz;
ALTER TABLE account ADD COLUMN disabled_by text;
ALTER TABLE account ADD CONSTRAINT account_disabled_check CHECK ((disabled_at IS NULL) = (disabled_by IS NULL));

-- The access tokens of these are refused until they expire.
CREATE INDEX session_ended_at_idx ON session (ended_at) WHERE ended_at IS NOT NULL;
