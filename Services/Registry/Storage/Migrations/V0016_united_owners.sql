-- Owners who turned out to be one person when their communities became one area: `kept` is the id that goes on, `owner` the other,
-- by which open assemblies and older books still know them. `kept` is never an `owner`.
CREATE TABLE united_owner (
    owner uuid NOT NULL,
    kept  uuid NOT NULL,
    CONSTRAINT united_owner_pkey PRIMARY KEY (owner),
    CONSTRAINT united_owner_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id),
    CONSTRAINT united_owner_kept_fkey FOREIGN KEY (kept) REFERENCES owner (id),
    CONSTRAINT united_owner_check CHECK (owner <> kept)
);

CREATE INDEX united_owner_kept_idx ON united_owner (kept);

-- Whom the person of an account is: the owners whom they act for, under each id of theirs, and those who have shown the same
-- document, with whom they are only compared (decision 59).
CREATE FUNCTION owners_of(bearer uuid) RETURNS TABLE (owner uuid, acts boolean)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH kept AS (
        SELECT DISTINCT coalesce(united_owner.kept, account_owner.owner) AS owner
        FROM account_owner
        LEFT JOIN united_owner ON united_owner.owner = account_owner.owner
        WHERE account_owner.account = bearer
    ), own AS MATERIALIZED (
        SELECT kept.owner FROM kept
        UNION
        SELECT united_owner.owner FROM united_owner JOIN kept ON kept.owner = united_owner.kept
    )
    SELECT own.owner, true FROM own
    UNION ALL
    SELECT DISTINCT other.owner, false
    FROM own
    JOIN person_document AS mine ON mine.owner = own.owner
    JOIN person_document AS other ON other.match = mine.match
    WHERE other.owner NOT IN (SELECT own.owner FROM own)
$$;
