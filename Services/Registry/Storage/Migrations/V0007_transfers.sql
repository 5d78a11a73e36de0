ALTER TABLE ownership_transfer
    -- The last day to tell committee and company of the transfer (R-G-03), as the rules were when it was recorded; NULL where
    -- they did not say, or the year's holidays were not announced.
    ADD COLUMN notice_by date,
    -- The district's day when it was recorded; NULL where that was before it was noted.
    ADD COLUMN told_on   date;
