-- The signed result of each closed assembly. It is made after the closing, from rows that no longer change.
CREATE TABLE certificate (
    assembly     bigint      NOT NULL,
    certificate  bytea       NOT NULL,
    key          bytea       NOT NULL,
    signature    text        NOT NULL,
    certified_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT certificate_pkey PRIMARY KEY (assembly),
    CONSTRAINT certificate_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number)
);

CREATE INDEX assembly_closed_idx ON assembly (number) WHERE state = 'closed';

CREATE TRIGGER certificate_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON certificate
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Receipts are made in the order of time and so are the rows: looking one up reads a few pages, and a vote pays nothing for it.
CREATE INDEX vote_receipt_idx ON vote USING brin (receipt) WITH (pages_per_range = 32, autosummarize = on);
