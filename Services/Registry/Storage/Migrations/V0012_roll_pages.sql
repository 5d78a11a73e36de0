-- A roll is read page by page in the order of its codes' bytes: the indexes that it has stand in that order now, instead of
-- in that of the database's language, which costs an import less and needs no further index.
DROP VIEW unit_owner;

ALTER TABLE unit ALTER COLUMN code TYPE text COLLATE "C";
ALTER TABLE unit_past ALTER COLUMN code TYPE text COLLATE "C";
ALTER TABLE co_owner ALTER COLUMN unit TYPE text COLLATE "C";

CREATE VIEW unit_owner AS
SELECT community, code AS unit, voter AS owner FROM unit
UNION ALL
SELECT community, unit, owner FROM co_owner;
