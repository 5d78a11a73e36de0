-- A decision that an authority or a court took away stands on the board as just that.
ALTER TABLE assembly_item ADD COLUMN set_aside_by text;
ALTER TABLE assembly_item ADD COLUMN set_aside_on date;
ALTER TABLE assembly_item ADD CONSTRAINT assembly_item_set_aside_check
    CHECK ((set_aside_by IS NULL) = (set_aside_on IS NULL));
