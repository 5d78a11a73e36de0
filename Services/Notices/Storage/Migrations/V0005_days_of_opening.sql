-- The district's day on which a campaign opened and an order was planned, so that the digest of an earlier day leaves them out. Null:
-- before every day that is told from now on.
ALTER TABLE campaign ADD COLUMN opened_on date;
ALTER TABLE work_order ADD COLUMN planned_on date;

-- Where a scenario is played the clock says nothing of its days.
UPDATE campaign
SET opened_on = (opened_at AT TIME ZONE 'Asia/Shanghai')::date
FROM community
WHERE community.community = campaign.community AND community.day IS NULL;

UPDATE work_order
SET planned_on = (planned_at AT TIME ZONE 'Asia/Shanghai')::date
FROM community
WHERE community.community = work_order.community AND community.day IS NULL;
