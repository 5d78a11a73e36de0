-- A unit that has left the roll keeps its last owners: what it paid is still theirs to look at (R-F-08).
ALTER TABLE unit ADD COLUMN is_gone boolean NOT NULL DEFAULT false;
