-- What a ballot says in the agenda's own words and order; null for what the item does not offer. Casting, proxies, papers and
-- platforms all ask it.
--
-- Planners inline this function and the next one, so that they cost what their text costs where they stand. Whatever keeps them from
-- it, a subquery or a volatile call, would slow the statement that casts votes.
CREATE FUNCTION offered(choice text, item agenda_item, allows_follow boolean) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN choice = ANY ((item).choices) THEN CASE WHEN choice <> 'follow' OR allows_follow THEN choice END
    WHEN (item).seats IS NOT NULL THEN ticked(choice, (item).candidates, (item).seats)
END;

-- Whether an electronic ballot is taken that was seen at `seen_at` by the database's clock under the shard's lock (reliability D.8).
CREATE FUNCTION takes_electronic(assembly assembly, seen_at timestamptz) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (assembly).state = 'open' AND seen_at < (assembly).closes_at
    AND coalesce((assembly).form, 'mixed') IN ('electronic', 'mixed');
