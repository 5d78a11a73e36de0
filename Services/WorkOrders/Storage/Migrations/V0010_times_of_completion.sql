-- When an order was completed, by this database's clock: a lift that was recorded before the last works of its building were over has a
-- part in them, however late that is heard. Null: not completed, or not kept.
ALTER TABLE work_order ADD COLUMN completed_at timestamptz;
