-- Of an open letter to somebody who owns nothing any more: the mark of who they were, as in account_owner (V0017). It
-- ends when their reference comes again without it, or under another.
ALTER TABLE activation_code ADD COLUMN mark bytea;
