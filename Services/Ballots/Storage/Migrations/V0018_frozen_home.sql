-- Where a head belongs when an item is told by building: the building of the first of its units that count. So everybody is told of in one
-- building, and what the whole has more than the buildings that are shown is what the others have (docs/decisions/0044).
CREATE VIEW frozen_home AS
SELECT DISTINCT ON (assembly, head) assembly, head, unit, split_part(unit, '-', 1) AS building
FROM frozen_unit
WHERE counts
ORDER BY assembly, head, unit COLLATE "C";
