-- How many papers were handed out for an item and how many came back, whatever became of them (R-E-09), as they were at the count; null
-- for counts from before, for items without ballots, and `papers_issued` where there was no register.
ALTER TABLE item_result
    ADD COLUMN papers_issued   bigint,
    ADD COLUMN papers_returned bigint;
