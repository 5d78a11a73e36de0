-- The secret that hides the records of an assembly in its public bundle; older certificates have none, and no bundle.
ALTER TABLE certificate
    ADD COLUMN blinding bytea,
    ADD CONSTRAINT certificate_blinding_check CHECK (octet_length(blinding) = 32);
