-- What was paid back of an advance, and when last.
ALTER TABLE advance
    ADD COLUMN repaid    bigint NOT NULL DEFAULT 0,
    ADD COLUMN repaid_on date;
