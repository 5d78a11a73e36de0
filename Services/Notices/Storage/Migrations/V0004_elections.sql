-- Who stands in an election and who was elected, by the codes on the ballots: names are on the assembly's own page, as long as those
-- who stand agree to it. Null for other items, and for elections that were announced before.
ALTER TABLE assembly_item
    ADD COLUMN seats      bigint,
    ADD COLUMN candidates text[],
    ADD COLUMN elected    text[],
    ADD COLUMN alternates text[];
