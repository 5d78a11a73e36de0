-- How the ballots got to the units, and who hands them in for whom.

-- Issue and delivery (R-M-20, R-M-24). A correction is a further row; of a unit's rows the last one stands.
CREATE TABLE delivery (
    number       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    assembly     bigint      NOT NULL,
    unit         text        NOT NULL,
    papers       bigint      NOT NULL,
    method       text        NOT NULL,
    delivered_on date,
    evidence     bytea,
    warned       boolean     NOT NULL,
    collector    text        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT delivery_pkey PRIMARY KEY (number),
    CONSTRAINT delivery_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT delivery_papers_check CHECK (papers >= 0),
    CONSTRAINT delivery_method_check CHECK (method IN ('inPerson', 'post', 'electronic', 'announcement')),
    CONSTRAINT delivery_evidence_check CHECK (octet_length(evidence) = 32)
);

CREATE INDEX delivery_unit_idx ON delivery (assembly, unit, number DESC);

CREATE VIEW standing_delivery AS
    SELECT DISTINCT ON (assembly, unit) *
    FROM delivery
    ORDER BY assembly, unit, number DESC;

-- Each unit that counts with the last word about it, and how it stands: `back` once a vote of its head or a paper of its own has come.
CREATE VIEW delivery_register AS
    SELECT voter.assembly, voter.unit, split_part(voter.unit, '-', 1) AS building, delivery.papers, delivery.method,
        delivery.delivered_on, delivery.evidence, delivery.warned, delivery.collector, delivery.recorded_at,
        CASE
            WHEN EXISTS (
                SELECT FROM agenda_item AS item
                JOIN vote ON vote.assembly = item.assembly AND vote.item = item.item AND vote.head = voter.head
                WHERE item.assembly = voter.assembly)
                OR EXISTS (
                    SELECT FROM agenda_item AS item
                    JOIN paper ON paper.assembly = item.assembly AND paper.item = item.item AND paper.unit = voter.unit
                    WHERE item.assembly = voter.assembly)
                THEN 'back'
            WHEN delivery.method = 'announcement' THEN 'announced'
            WHEN delivery.delivered_on IS NOT NULL THEN 'out'
            ELSE 'notReached'
        END AS standing
    FROM frozen_unit AS voter
    LEFT JOIN LATERAL (
        SELECT *
        FROM delivery AS entry
        WHERE entry.assembly = voter.assembly
            AND entry.unit = voter.unit
        ORDER BY entry.number DESC
        LIMIT 1
    ) AS delivery ON true
    WHERE voter.counts;

-- Written authorities (R-M-22). A revocation is a row of its own; a head has one proxy at a time.
CREATE TABLE proxy (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    assembly    bigint      NOT NULL,
    unit        text        NOT NULL,
    head        uuid        NOT NULL,
    holder      uuid        NOT NULL,
    authority   bytea       NOT NULL,
    written_on  date        NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT proxy_pkey PRIMARY KEY (number),
    CONSTRAINT proxy_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT proxy_authority_check CHECK (octet_length(authority) = 32)
);

CREATE INDEX proxy_head_idx ON proxy (assembly, head);
CREATE INDEX proxy_holder_idx ON proxy (assembly, holder);

CREATE TABLE proxy_revocation (
    proxy      bigint      NOT NULL,
    revoked_by text        NOT NULL,
    revoked_at timestamptz NOT NULL,
    CONSTRAINT proxy_revocation_pkey PRIMARY KEY (proxy),
    CONSTRAINT proxy_revocation_proxy_fkey FOREIGN KEY (proxy) REFERENCES proxy (number)
);

CREATE VIEW standing_proxy AS
    SELECT *
    FROM proxy
    WHERE NOT EXISTS (SELECT FROM proxy_revocation WHERE proxy_revocation.proxy = proxy.number);

-- The votes that were cast by proxy, on paper or not, beside `vote`, so that all others pay nothing for it.
CREATE TABLE vote_proxy (
    assembly bigint   NOT NULL,
    item     smallint NOT NULL,
    head     uuid     NOT NULL,
    proxy    bigint   NOT NULL,
    CONSTRAINT vote_proxy_pkey PRIMARY KEY (assembly, item, head),
    CONSTRAINT vote_proxy_proxy_fkey FOREIGN KEY (proxy) REFERENCES proxy (number)
);

CREATE INDEX vote_proxy_idx ON vote_proxy (proxy);

ALTER TABLE paper
    ADD COLUMN proxy bigint,
    ADD CONSTRAINT paper_proxy_fkey FOREIGN KEY (proxy) REFERENCES proxy (number);

CREATE INDEX paper_proxy_idx ON paper (proxy) WHERE proxy IS NOT NULL;

-- Results of official platforms (R-M-09). `imported_at` names the import in the votes that came with it.
CREATE TABLE official_import (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    assembly    bigint      NOT NULL,
    platform    text        NOT NULL,
    basis       text        NOT NULL,
    evidence    bytea       NOT NULL,
    recorded_by text        NOT NULL,
    imported_at timestamptz NOT NULL,
    CONSTRAINT official_import_pkey PRIMARY KEY (number),
    CONSTRAINT official_import_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT official_import_evidence_key UNIQUE (assembly, evidence),
    CONSTRAINT official_import_time_key UNIQUE (assembly, imported_at),
    CONSTRAINT official_import_evidence_check CHECK (octet_length(evidence) = 32)
);

-- Every row of theirs, also one whose head had voted before (R-M-27) or votes for another flat as well (R-C-11).
CREATE TABLE imported_vote (
    import     bigint      NOT NULL,
    assembly   bigint      NOT NULL,
    item       smallint    NOT NULL,
    unit       text        NOT NULL,
    head       uuid        NOT NULL,
    choice     text        NOT NULL,
    voted_at   timestamptz NOT NULL,
    is_counted boolean     NOT NULL,
    CONSTRAINT imported_vote_pkey PRIMARY KEY (import, item, unit),
    CONSTRAINT imported_vote_import_fkey FOREIGN KEY (import) REFERENCES official_import (number),
    CONSTRAINT imported_vote_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item)
);

CREATE TRIGGER delivery_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON delivery
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proxy_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON proxy
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER proxy_revocation_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON proxy_revocation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER vote_proxy_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON vote_proxy
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER official_import_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON official_import
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER imported_vote_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON imported_vote
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
