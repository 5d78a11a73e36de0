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
