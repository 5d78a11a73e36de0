-- Of somebody who owns nothing any more: the mark of who they were, by which they are known when their reference comes again. Without
-- it, or under another, it is somebody else's now.
ALTER TABLE account_owner ADD COLUMN mark bytea;
