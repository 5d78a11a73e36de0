-- A result to which an objection was upheld does not take effect: how many were, and of each item what the first was about.
ALTER TABLE assembly ADD COLUMN upheld_objections bigint NOT NULL DEFAULT 0;
ALTER TABLE assembly_item ADD COLUMN upheld_category text;
ALTER TABLE assembly_item ADD COLUMN upheld_on date;
ALTER TABLE assembly_item ADD CONSTRAINT assembly_item_upheld_check
    CHECK ((upheld_category IS NULL) = (upheld_on IS NULL));
