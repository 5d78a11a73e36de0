-- How an application ended that led to no body: refused by the street, or withdrawn by those who had applied.
ALTER TABLE body_application ADD COLUMN ended_how text;
ALTER TABLE body_application ADD COLUMN ended_on date;
ALTER TABLE body_application ADD COLUMN end_reason text;
ALTER TABLE body_application ADD COLUMN ended_by text;
ALTER TABLE body_application ADD CONSTRAINT body_application_end_check CHECK (
    num_nonnulls(ended_how, ended_on, end_reason, ended_by) IN (0, 4) AND (body IS NULL OR ended_how IS NULL)
    AND ended_on >= applied_on AND ended_how IN ('refused', 'withdrawn'));
