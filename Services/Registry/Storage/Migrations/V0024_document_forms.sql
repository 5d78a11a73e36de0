-- In which way `match` was made of the number (DocumentNumber.form). A program that knows a later way makes it anew when it starts, from
-- the sealed number; one that knows no ways has made it in the first.
ALTER TABLE person_document ADD COLUMN form smallint NOT NULL DEFAULT 0;
