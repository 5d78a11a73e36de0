-- How an assembly is held, and what becomes of its result. Of assemblies from before: nobody said how they were held, papers
-- were entered until the voting ended, the notice was the convening, the result was posted when it was counted.
ALTER TABLE assembly
    ADD COLUMN form         text,
    ADD COLUMN convener     text,
    ADD COLUMN scope        bytea,
    ADD COLUMN papers_until timestamptz,
    ADD COLUMN notice_on    date,
    ADD COLUMN is_interim   boolean NOT NULL DEFAULT false,
    ADD COLUMN revote_of    text,
    ADD COLUMN documents    bytea,
    ADD COLUMN counted_on   date,
    ADD COLUMN posted_until date,
    ADD COLUMN effective_on date;

UPDATE assembly
SET papers_until = closes_at, notice_on = (convened_at AT TIME ZONE 'Asia/Shanghai')::date,
    counted_on = (closed_at AT TIME ZONE 'Asia/Shanghai')::date;

ALTER TABLE assembly
    ALTER COLUMN papers_until SET NOT NULL,
    ALTER COLUMN notice_on SET NOT NULL,
    ADD CONSTRAINT assembly_form_check CHECK (form IN ('meeting', 'written', 'electronic', 'mixed')),
    ADD CONSTRAINT assembly_papers_check CHECK (papers_until >= closes_at),
    ADD CONSTRAINT assembly_counted_check CHECK ((state = 'closed') = (counted_on IS NOT NULL)),
    ADD CONSTRAINT assembly_posted_check CHECK (posted_until >= counted_on AND effective_on > posted_until);

-- It is counted when no paper can come any more.
DROP INDEX assembly_due_idx;
CREATE INDEX assembly_due_idx ON assembly (papers_until) WHERE state = 'open';
CREATE INDEX assembly_posted_idx ON assembly (number) WHERE state = 'closed' AND effective_on IS NULL;
CREATE INDEX assembly_revote_idx ON assembly (community, revote_of) WHERE revote_of IS NOT NULL;

-- Each announced extension (R-M-13).
CREATE TABLE assembly_extension (
    assembly     bigint      NOT NULL,
    extension    bigint      NOT NULL,
    closed_before timestamptz NOT NULL,
    closes_at    timestamptz NOT NULL,
    papers_until timestamptz NOT NULL,
    reason       text        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT assembly_extension_pkey PRIMARY KEY (assembly, extension),
    CONSTRAINT assembly_extension_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT assembly_extension_check CHECK (closes_at > closed_before AND papers_until >= closes_at)
);

-- Objections to a posted result. What somebody wrote is theirs: only its hash is here, as of a paper, and who keeps the letter shows it.
CREATE TABLE objection (
    assembly  bigint      NOT NULL,
    objection uuid        NOT NULL,
    category  text        NOT NULL,
    item      smallint,
    unit      text        NOT NULL,
    owner     uuid        NOT NULL,
    document  bytea       NOT NULL,
    filed_on  date        NOT NULL,
    filed_at  timestamptz NOT NULL,
    CONSTRAINT objection_pkey PRIMARY KEY (assembly, objection),
    CONSTRAINT objection_document_key UNIQUE (assembly, owner, document),
    CONSTRAINT objection_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT objection_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT objection_document_check CHECK (octet_length(document) = 32)
);

CREATE TABLE objection_answer (
    assembly    bigint      NOT NULL,
    objection   uuid        NOT NULL,
    verdict     text        NOT NULL,
    document    bytea       NOT NULL,
    answered_on date        NOT NULL,
    answered_by text        NOT NULL,
    answered_at timestamptz NOT NULL,
    CONSTRAINT objection_answer_pkey PRIMARY KEY (assembly, objection),
    CONSTRAINT objection_answer_objection_fkey FOREIGN KEY (assembly, objection) REFERENCES objection (assembly, objection),
    CONSTRAINT objection_answer_verdict_check CHECK (verdict IN ('dismissed', 'upheld')),
    CONSTRAINT objection_answer_document_check CHECK (octet_length(document) = 32)
);

-- Decisions that an authority annulled or a court revoked (R-M-44, R-V-21); without an item the whole assembly.
CREATE TABLE set_aside (
    assembly     bigint      NOT NULL,
    item         smallint,
    authority    text        NOT NULL,
    document     bytea       NOT NULL,
    set_aside_on date        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT set_aside_item_key UNIQUE NULLS NOT DISTINCT (assembly, item),
    CONSTRAINT set_aside_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT set_aside_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT set_aside_authority_check CHECK (authority IN ('authority', 'court')),
    CONSTRAINT set_aside_document_check CHECK (octet_length(document) = 32)
);

CREATE TRIGGER assembly_extension_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON assembly_extension
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objection_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON objection
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER objection_answer_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON objection_answer
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER set_aside_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON set_aside
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
