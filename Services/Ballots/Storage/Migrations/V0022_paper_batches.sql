-- Who has handed in which file of papers. It counts once two have: each row is one of them.
CREATE TABLE paper_batch (
    assembly   bigint      NOT NULL,
    file       bytea       NOT NULL,
    entered_by text        NOT NULL,
    papers     bigint      NOT NULL,
    entered_at timestamptz NOT NULL,
    CONSTRAINT paper_batch_pkey PRIMARY KEY (assembly, file, entered_by),
    CONSTRAINT paper_batch_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT paper_batch_file_check CHECK (octet_length(file) = 32)
);

CREATE TRIGGER paper_batch_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON paper_batch
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
