-- The account behind `entered_by`, which is the id of an owner where its person is one, and another in each community. It is compared
-- and never given out. Rows from before have none, and go by `entered_by`.
ALTER TABLE paper_batch ADD COLUMN person text;
