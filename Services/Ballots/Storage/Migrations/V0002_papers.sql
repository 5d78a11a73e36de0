-- A second paper of a unit on an item is another document, told by its scan, and is kept like any other that came too late
-- (R-M-27); the same scan is the same paper.
ALTER TABLE paper DROP CONSTRAINT paper_pkey;
ALTER TABLE paper ADD CONSTRAINT paper_pkey PRIMARY KEY (assembly, item, unit, evidence);
