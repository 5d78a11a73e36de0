-- Whoever was nominated on paper may still stand by themselves, in the place of that: else one officer, who records such papers and the
-- declarations that take them back, could keep an owner from standing. Who stands is looked for under the shard's lock, by every id of
-- theirs (decision 59).
ALTER TABLE nomination DROP CONSTRAINT nomination_owner_key;

CREATE INDEX nomination_owner_idx ON nomination (round, owner);
