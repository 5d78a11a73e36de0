-- Whoever lost the answer to a refresh gives the key of that call again and gets another answer; what is kept of the key is its hash.
-- The token of the lost answer, the successor, is used up by that, if it has not been used.
ALTER TABLE refresh_token
    ADD COLUMN repeat_key bytea,
    ADD COLUMN successor bytea;
ALTER TABLE refresh_token ADD CONSTRAINT refresh_token_successor_fkey
    FOREIGN KEY (successor) REFERENCES refresh_token (hash);
ALTER TABLE refresh_token ADD CONSTRAINT refresh_token_repeat_check
    CHECK (num_nonnulls(repeat_key, successor) = 0 OR used_at IS NOT NULL);
