-- When a roll was changed last, and when a merger was told, by the registry's clock. It tells after the area has the part's units, and one
-- log is read in its order: what had left an area's roll is a unit of the part only once something newer of that roll is known.
-- Null: from before, and taken as before.
ALTER TABLE community ADD COLUMN changed_at timestamptz;
ALTER TABLE merger ADD COLUMN told_at timestamptz;
