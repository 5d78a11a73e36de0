-- What owners allow to be spent may name the campaign whose money it is.
ALTER TABLE spend_mandate ADD COLUMN campaign text;

-- When what waits for the roll had passed. Null: it waits since before this was kept.
ALTER TABLE awaited_opening ADD COLUMN passed_at timestamptz;
