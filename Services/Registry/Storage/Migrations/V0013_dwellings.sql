-- How many dwellings a roll has, which rules on bodies ask for: a public page must not count them every time.
ALTER TABLE roll ADD COLUMN dwellings bigint NOT NULL DEFAULT 0;

UPDATE roll SET dwellings = (
    SELECT count(*) FROM unit WHERE unit.community = roll.community AND unit.use = 'dwelling');

ALTER TABLE roll ALTER COLUMN dwellings DROP DEFAULT;
