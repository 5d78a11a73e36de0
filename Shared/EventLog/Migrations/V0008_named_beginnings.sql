-- The beginnings that `attempts` counts, each by a name that nothing else has: one whose note is written again, because the
-- answer was lost with its connection, counts once, and is taken back once. Those of a process of an older version, which
-- may still run, have none.
ALTER TABLE inbox_attempt ADD COLUMN beginnings uuid[] NOT NULL DEFAULT '{}';
