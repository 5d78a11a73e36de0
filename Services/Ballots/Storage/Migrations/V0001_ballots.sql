-- What the registry said: this service's own copy of communities, rules and rolls.

CREATE TABLE community (
    code           text    NOT NULL,
    name           text    NOT NULL,
    jurisdiction   text    NOT NULL,
    parking_counts boolean NOT NULL,
    CONSTRAINT community_pkey PRIMARY KEY (code)
);

-- Packs are stored under their hash and never change, so that an assembly freezes one by naming it.
CREATE TABLE rule_pack (
    hash bytea NOT NULL,
    pack bytea NOT NULL,
    CONSTRAINT rule_pack_pkey PRIMARY KEY (hash),
    CONSTRAINT rule_pack_hash_is_of_pack CHECK (hash = sha256(pack))
);

CREATE TABLE adopted_rules (
    community text  NOT NULL,
    rules     bytea NOT NULL,
    CONSTRAINT adopted_rules_pkey PRIMARY KEY (community),
    CONSTRAINT adopted_rules_rules_fkey FOREIGN KEY (rules) REFERENCES rule_pack (hash)
);

CREATE TABLE roll (
    community    text    NOT NULL,
    is_complete  boolean NOT NULL,
    units        bigint  NOT NULL,
    counted_area bigint  NOT NULL,
    heads        bigint  NOT NULL,
    hash         bytea   NOT NULL,
    position     bigint  NOT NULL,
    CONSTRAINT roll_pkey PRIMARY KEY (community)
);

-- `record` is the unit's canonical JSON: the roll's hash is that of these, in the order of their codes.
CREATE TABLE roll_unit (
    community  text    NOT NULL,
    unit       text    NOT NULL,
    head       uuid    NOT NULL,
    voter      uuid    NOT NULL,
    area       bigint  NOT NULL,
    is_parking boolean NOT NULL,
    record     bytea   NOT NULL,
    CONSTRAINT roll_unit_pkey PRIMARY KEY (community, unit),
    CONSTRAINT roll_unit_area_check CHECK (area >= 0)
);

-- Assemblies. `number` is the short key of the rows below.

CREATE TABLE assembly (
    number          bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    community       text        NOT NULL,
    code            text        NOT NULL,
    title           text        NOT NULL,
    closes_at       timestamptz NOT NULL,
    state           text        NOT NULL,
    convened_at     timestamptz NOT NULL,
    opened_at       timestamptz,
    closed_at       timestamptz,
    electorate_area bigint,
    electorate_heads bigint,
    roll_hash       bytea,
    roll_position   bigint,
    rules           bytea,
    CONSTRAINT assembly_pkey PRIMARY KEY (number),
    CONSTRAINT assembly_community_code_key UNIQUE (community, code),
    CONSTRAINT assembly_rules_fkey FOREIGN KEY (rules) REFERENCES rule_pack (hash),
    CONSTRAINT assembly_state_check CHECK (state IN ('convened', 'open', 'closed')),
    CONSTRAINT assembly_is_frozen_check CHECK (
        state = 'convened'
        OR num_nulls(opened_at, electorate_area, electorate_heads, roll_hash, roll_position, rules) = 0),
    CONSTRAINT assembly_closed_check CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE INDEX assembly_due_idx ON assembly (closes_at) WHERE state = 'open';

CREATE TABLE agenda_item (
    assembly bigint   NOT NULL,
    item     smallint NOT NULL,
    code     text     NOT NULL,
    title    text     NOT NULL,
    kind     text     NOT NULL,
    mandate  bytea,
    CONSTRAINT agenda_item_pkey PRIMARY KEY (assembly, item),
    CONSTRAINT agenda_item_code_key UNIQUE (assembly, code),
    CONSTRAINT agenda_item_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number)
);

-- The roll as it was at the opening. `head_area` repeats the head's whole counted area on each of its units, so that
-- casting a vote reads one row.
CREATE TABLE frozen_unit (
    assembly  bigint  NOT NULL,
    unit      text    NOT NULL,
    head      uuid    NOT NULL,
    voter     uuid    NOT NULL,
    head_area bigint  NOT NULL,
    counts    boolean NOT NULL,
    record    bytea   NOT NULL,
    CONSTRAINT frozen_unit_pkey PRIMARY KEY (assembly, unit),
    CONSTRAINT frozen_unit_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number)
);

-- One row for each head and item, for ever. It has no foreign keys: the one statement that inserts takes assembly, item,
-- head and area from the frozen tables above, and a check per row would cost as much as the row.
CREATE TABLE vote (
    assembly    bigint      NOT NULL,
    item        smallint    NOT NULL,
    head        uuid        NOT NULL,
    unit        text        NOT NULL,
    choice      text        NOT NULL,
    area        bigint      NOT NULL,
    channel     text        NOT NULL,
    receipt     uuid        NOT NULL,
    accepted_at timestamptz NOT NULL,
    CONSTRAINT vote_pkey PRIMARY KEY (assembly, item, head),
    CONSTRAINT vote_choice_check CHECK (choice IN ('for', 'against', 'abstain')),
    CONSTRAINT vote_channel_check CHECK (channel IN ('electronic', 'paper')),
    CONSTRAINT vote_area_check CHECK (area >= 0)
);

-- Every paper that was handed in, also one whose head had voted before (R-M-27): that one is kept and not counted.
CREATE TABLE paper (
    assembly    bigint      NOT NULL,
    item        smallint    NOT NULL,
    unit        text        NOT NULL,
    head        uuid        NOT NULL,
    choice      text        NOT NULL,
    signed_on   date        NOT NULL,
    collector   text        NOT NULL,
    witness     text        NOT NULL,
    evidence    bytea       NOT NULL,
    is_counted  boolean     NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT paper_pkey PRIMARY KEY (assembly, item, unit),
    CONSTRAINT paper_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT paper_choice_check CHECK (choice IN ('for', 'against', 'abstain')),
    CONSTRAINT paper_witness_check CHECK (witness <> collector),
    CONSTRAINT paper_evidence_check CHECK (octet_length(evidence) = 32)
);

CREATE TABLE item_result (
    assembly       bigint   NOT NULL,
    item           smallint NOT NULL,
    for_area       bigint   NOT NULL,
    for_heads      bigint   NOT NULL,
    against_area   bigint   NOT NULL,
    against_heads  bigint   NOT NULL,
    abstain_area   bigint   NOT NULL,
    abstain_heads  bigint   NOT NULL,
    outcome        text     NOT NULL,
    CONSTRAINT item_result_pkey PRIMARY KEY (assembly, item),
    CONSTRAINT item_result_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT item_result_outcome_check CHECK (outcome IN ('passed', 'rejected', 'notQuorate'))
);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER vote_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON vote
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER paper_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON paper
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER frozen_unit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_unit
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agenda_item_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON agenda_item
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER item_result_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON item_result
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
