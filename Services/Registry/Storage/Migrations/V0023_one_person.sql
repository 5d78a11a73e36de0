-- Two accounts are one person's where any owner of the one has shown the document of any owner of the other. Until now each knew the
-- other by those owners alone who had shown it: whoever spoke as another owner of that account was somebody else to them (decision 59).
CREATE OR REPLACE FUNCTION owners_of(bearer uuid) RETURNS TABLE (owner uuid, acts boolean)
    LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH RECURSIVE kept AS (
        SELECT DISTINCT coalesce(united_owner.kept, account_owner.owner) AS owner
        FROM account_owner
        LEFT JOIN united_owner ON united_owner.owner = account_owner.owner
        WHERE account_owner.account = bearer
    ), own AS MATERIALIZED (
        SELECT kept.owner FROM kept
        UNION
        SELECT united_owner.owner FROM united_owner JOIN kept ON kept.owner = united_owner.kept
    ), person AS (
        SELECT own.owner FROM own
        UNION
        SELECT next.owner
        FROM person
        CROSS JOIN LATERAL (
            SELECT other.owner
            FROM person_document AS mine
            JOIN person_document AS other ON other.match = mine.match
            WHERE mine.owner = person.owner
            UNION ALL
            SELECT other.owner
            FROM account_owner AS mine
            JOIN account_owner AS other ON other.account = mine.account
            WHERE mine.owner = person.owner
            UNION ALL
            SELECT united_owner.kept FROM united_owner WHERE united_owner.owner = person.owner
            UNION ALL
            SELECT united_owner.owner FROM united_owner WHERE united_owner.kept = person.owner
        ) AS next
    )
    SELECT own.owner, true FROM own
    UNION ALL
    SELECT person.owner, false FROM person WHERE person.owner NOT IN (SELECT own.owner FROM own)
$$;
