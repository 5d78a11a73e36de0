-- Owner-units that have gone and for which nobody acts, wherever their units now are and under whichever id they are known now. Of
-- what several communities have on record of one, the statement that was recorded last holds.
CREATE OR REPLACE VIEW unrepresented AS
SELECT known.owner
FROM (
    SELECT DISTINCT ON (coalesce(united_owner.kept, last.owner))
        coalesce(united_owner.kept, last.owner) AS owner, last.represented_by
    FROM (
        SELECT DISTINCT ON (community) community, owner, represented_by, recorded_at
        FROM owner_unit_end
        ORDER BY community, number DESC
    ) AS last
    JOIN community ON community.code = last.community
    LEFT JOIN united_owner ON united_owner.owner = last.owner
    WHERE last.owner IS NOT NULL AND community.owner_unit_defunct
    ORDER BY coalesce(united_owner.kept, last.owner), last.recorded_at DESC
) AS known
WHERE known.represented_by IS NULL;

-- What was recorded or united before: whoever signed in for one of them is nobody on the roll.
CREATE TEMPORARY TABLE ended ON COMMIT DROP AS
    SELECT owner FROM unrepresented
    UNION
    SELECT united_owner.owner FROM united_owner JOIN unrepresented ON unrepresented.owner = united_owner.kept;
UPDATE activation_code SET cancelled_at = clock_timestamp()
WHERE owner IN (SELECT owner FROM ended) AND used_at IS NULL AND cancelled_at IS NULL;
UPDATE session SET owner = NULL WHERE owner IN (SELECT owner FROM ended) AND ended_at IS NULL;
DELETE FROM account_owner WHERE owner IN (SELECT owner FROM ended);
