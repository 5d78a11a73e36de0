-- Null: the community has not said yet whether parking spaces owe, though its units are known already. Those that are known now have
-- all said it.
ALTER TABLE community ALTER COLUMN parking_counts DROP NOT NULL, ALTER COLUMN parking_counts DROP DEFAULT;
