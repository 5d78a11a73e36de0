-- The owners that a unit's record names, of co-owners each. The encoding of a database never changes, nor does what a record says.
CREATE FUNCTION record_owners(record bytea) RETURNS uuid[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN ARRAY(
    SELECT owner::uuid
    FROM jsonb_array_elements_text(convert_from(record, 'UTF8')::jsonb -> 'owners') AS owner);

-- Rolls change seldom and are asked under the shard's lock: nothing may wait in a list of what is still to be indexed.
CREATE INDEX roll_unit_owner_idx ON roll_unit USING gin (record_owners(record)) WITH (fastupdate = off);

-- SHA-256 of the declaration by which a nominee withdraws on paper; what nominees do for themselves has none.
ALTER TABLE nomination_withdrawal
    ADD COLUMN declaration bytea,
    ADD CONSTRAINT nomination_withdrawal_declaration_check CHECK (octet_length(declaration) = 32);
