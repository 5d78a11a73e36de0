-- The account behind `entered_by`, which is the id of an owner where its person is one, and another in each community. It is compared
-- and never given out. Rows from before have none, and go by `entered_by`.
ALTER TABLE paper_batch ADD COLUMN person text;

-- What one scrutineer has recorded of a written authority; it stands once a second one has recorded the same (decision 50).
CREATE TABLE proxy_entry (
    number     bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    assembly   bigint      NOT NULL,
    unit       text        NOT NULL,
    head       uuid        NOT NULL,
    holder     uuid        NOT NULL,
    authority  bytea       NOT NULL,
    written_on date        NOT NULL,
    entered_by text        NOT NULL,
    person     text        NOT NULL,
    entered_at timestamptz NOT NULL,
    CONSTRAINT proxy_entry_pkey PRIMARY KEY (number),
    CONSTRAINT proxy_entry_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT proxy_entry_authority_check CHECK (octet_length(authority) = 32)
);

CREATE INDEX proxy_entry_idx ON proxy_entry (assembly, head);

CREATE TRIGGER proxy_entry_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON proxy_entry
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Those that still wait: what was recorded before a head's proxy stood is settled by it, also once that is revoked.
CREATE VIEW waiting_proxy AS
    SELECT *
    FROM proxy_entry AS entry
    WHERE NOT EXISTS (
        SELECT
        FROM proxy
        LEFT JOIN proxy_revocation AS revocation ON revocation.proxy = proxy.number
        WHERE proxy.assembly = entry.assembly
            AND proxy.head = entry.head
            AND coalesce(revocation.revoked_at, 'infinity') >= entry.entered_at
    );
