-- Of a petition that runs the board tells only how many have signed (docs/decisions/0044). Of items from before nobody knows their form.
ALTER TABLE assembly_item ADD COLUMN is_petition boolean NOT NULL DEFAULT false;
