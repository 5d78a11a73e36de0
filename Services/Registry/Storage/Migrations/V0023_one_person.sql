-- Accounts that were one person's when what shows it went: a document goes with its owner, and a reference may be somebody else's next.
-- Of several accounts each is named with the next one. Opaque ids alone, kept for good. No foreign keys: accounts are never deleted, and
-- an import would wait for whoever is shutting one, who may be waiting for letters that the import holds.
CREATE TABLE one_person (
    account uuid NOT NULL,
    other   uuid NOT NULL,
    CONSTRAINT one_person_pkey PRIMARY KEY (account, other),
    CONSTRAINT one_person_check CHECK (account < other)
);

CREATE INDEX one_person_other_idx ON one_person (other);

CREATE TRIGGER one_person_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON one_person
    FOR EACH STATEMENT EXECUTE FUNCTION people_only_grow();

-- All accounts and owners that are one person with an account or an owner. STRICT keeps it from being inlined: the planner then goes by
-- ROWS, and not by an estimate of the recursion for which it would rather read all accounts or owners.
CREATE FUNCTION ids_of(known uuid) RETURNS TABLE (id uuid, is_account boolean)
    LANGUAGE sql STABLE STRICT PARALLEL SAFE ROWS 4 AS $$
    WITH RECURSIVE person AS (
        SELECT known AS id, EXISTS (SELECT FROM account WHERE account.id = known) AS is_account
        UNION
        SELECT next.id, next.is_account
        FROM person
        CROSS JOIN LATERAL (
            SELECT account_owner.owner AS id, false AS is_account FROM account_owner WHERE account_owner.account = person.id
            UNION ALL
            SELECT account_owner.account, true FROM account_owner WHERE account_owner.owner = person.id
            UNION ALL
            SELECT other.owner, false
            FROM person_document AS mine
            JOIN person_document AS other ON other.match = mine.match
            WHERE mine.owner = person.id
            UNION ALL
            SELECT united_owner.kept, false FROM united_owner WHERE united_owner.owner = person.id
            UNION ALL
            SELECT united_owner.owner, false FROM united_owner WHERE united_owner.kept = person.id
            UNION ALL
            SELECT one_person.other, true FROM one_person WHERE one_person.account = person.id
            UNION ALL
            SELECT one_person.account, true FROM one_person WHERE one_person.other = person.id
        ) AS next
    )
    SELECT person.id, person.is_account FROM person
$$;

-- As before, but two accounts are one person's where any owner of the one is any owner of the other by a document, or was. Until now each
-- knew the other by those owners alone who had shown it: whoever spoke as another owner of that account was somebody else to them.
CREATE OR REPLACE FUNCTION owners_of(bearer uuid) RETURNS TABLE (owner uuid, acts boolean)
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
    SELECT person.id, false
    FROM ids_of(bearer) AS person
    WHERE NOT person.is_account AND person.id NOT IN (SELECT own.owner FROM own)
$$;
