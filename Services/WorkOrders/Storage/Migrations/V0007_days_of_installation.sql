-- Since when a lift is there, where the registry says it: one that is to be added and has no such day is not in use before its works
-- are done.
ALTER TABLE lift ADD COLUMN installed_on date;
-- Of those that are known already nobody was asked: they stay what they were, until they are recorded again.
UPDATE lift SET installed_on = '-infinity';
