-- References that an older program took are written as files may name them: letters with their marks in one (NFC), so that an exported roll
-- imports again and a transfer finds the owner whom the roll has. Whoever else has the composed reference already keeps it, and of several
-- spellings of one that of somebody on the roll is composed: two ids are two owners until somebody has seen whether they are.
UPDATE owner SET ref = composed.ref
FROM (
    SELECT DISTINCT ON (spelt.community, normalize(spelt.ref, NFC)) spelt.id, normalize(spelt.ref, NFC) AS ref
    FROM owner AS spelt
    LEFT JOIN person ON person.owner = spelt.id
    WHERE spelt.ref IS NOT NFC NORMALIZED
        AND NOT EXISTS (
            SELECT FROM owner AS other
            WHERE other.community = spelt.community AND other.ref = normalize(spelt.ref, NFC))
    ORDER BY spelt.community, normalize(spelt.ref, NFC), person.owner IS NULL, spelt.id
) AS composed
WHERE owner.id = composed.id;
