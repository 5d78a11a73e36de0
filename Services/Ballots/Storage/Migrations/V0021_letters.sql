-- SHA-256 of the letter that came with the ballot: what its owner was told, with what silence means (R-S-05).
ALTER TABLE delivery
    ADD COLUMN letter bytea,
    ADD CONSTRAINT delivery_letter_check CHECK (octet_length(letter) = 32);

-- Views keep the columns that their tables had.
CREATE OR REPLACE VIEW standing_delivery AS
    SELECT DISTINCT ON (assembly, unit) *
    FROM delivery
    ORDER BY assembly, unit, number DESC;
