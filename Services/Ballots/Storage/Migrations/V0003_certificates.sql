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
