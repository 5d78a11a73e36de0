-- Since when a lift is there, where the registry says it: one that is to be added and has no such day is not in use before its works
-- are done.
ALTER TABLE lift ADD COLUMN installed_on date;
