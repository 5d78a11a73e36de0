-- The checks by row cost an import of 200,000 units three times what storing it costs; the one transaction that writes the
-- roll, under the lock of the community's shard, is what keeps these tables true to one another (docs/decisions/0026).
ALTER TABLE owner DROP CONSTRAINT owner_community_fkey;
ALTER TABLE person DROP CONSTRAINT person_owner_fkey;
ALTER TABLE unit
    DROP CONSTRAINT unit_community_fkey,
    DROP CONSTRAINT unit_voter_fkey,
    ADD COLUMN area_source  text,
    -- All owners in the order of their ids, the voter among them.
    ADD COLUMN owners       uuid[],
    -- Whether the co-owners chose the voter by a command, which a file then does not undo (R-C-07).
    ADD COLUMN voter_chosen boolean NOT NULL DEFAULT false,
    -- The day from which the row holds; NULL where the roll is older than its history.
    ADD COLUMN since        date,
    -- The position of the RollRecorded that the row came with; 0 where the roll is older than its history.
    ADD COLUMN position     bigint  NOT NULL DEFAULT 0,
    ADD CONSTRAINT unit_area_source_check CHECK (area_source IN ('register', 'survey', 'contract'));

UPDATE unit SET owners = ARRAY(
    SELECT owner FROM unit_owner
    WHERE unit_owner.community = unit.community AND unit_owner.unit = unit.code
    ORDER BY owner);

ALTER TABLE unit ALTER COLUMN owners SET NOT NULL;

-- The owners of a unit who do not vote for it.
CREATE TABLE co_owner (
    owner     uuid NOT NULL,
    community text NOT NULL,
    unit      text NOT NULL,
    CONSTRAINT co_owner_pkey PRIMARY KEY (community, unit, owner)
);

INSERT INTO co_owner (owner, community, unit)
SELECT unit_owner.owner, unit_owner.community, unit_owner.unit
FROM unit_owner
JOIN unit ON unit.community = unit_owner.community AND unit.code = unit_owner.unit
WHERE unit_owner.owner <> unit.voter;

DROP TABLE unit_owner;

CREATE INDEX co_owner_owner_idx ON co_owner (owner);
CREATE INDEX unit_voter_idx ON unit (voter);

CREATE VIEW unit_owner AS
SELECT community, code AS unit, voter AS owner FROM unit
UNION ALL
SELECT community, unit, owner FROM co_owner;

-- What units were before they changed or left the roll. Append-only.
CREATE TABLE unit_past (
    community         text        NOT NULL,
    code              text        NOT NULL,
    floor             text        NOT NULL,
    area              bigint      NOT NULL,
    area_source       text,
    use               text        NOT NULL,
    owner_kind        text        NOT NULL,
    voter             uuid        NOT NULL,
    owners            uuid[]      NOT NULL,
    since             date,
    -- The first day on which it did not hold any more.
    until             date        NOT NULL,
    position          bigint      NOT NULL,
    replaced_position bigint      NOT NULL,
    replaced_at       timestamptz NOT NULL,
    CONSTRAINT unit_past_pkey PRIMARY KEY (community, code, replaced_position)
);

-- Each state of a roll that was published: the position of its RollRecorded, totals and hash. Append-only.
CREATE TABLE roll_snapshot (
    community   text        NOT NULL,
    position    bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    day         date        NOT NULL,
    units       bigint      NOT NULL,
    area        bigint      NOT NULL,
    heads       bigint      NOT NULL,
    hash        bytea       NOT NULL,
    cause       text        NOT NULL,
    CONSTRAINT roll_snapshot_pkey PRIMARY KEY (community, position),
    CONSTRAINT roll_snapshot_cause_check CHECK (cause IN ('import', 'transfer', 'voter', 'parking', 'merger'))
);

-- What the areas of a building add up to, as the books of the last import declare it.
CREATE TABLE building_total (
    community text   NOT NULL,
    building  text   NOT NULL,
    area      bigint NOT NULL,
    CONSTRAINT building_total_pkey PRIMARY KEY (community, building)
);

-- Units that changed hands, in the order in which the registry was told. Append-only.
CREATE TABLE ownership_transfer (
    community   text        NOT NULL,
    unit        text        NOT NULL,
    position    bigint      NOT NULL,
    day         date        NOT NULL,
    seller      uuid[]      NOT NULL,
    buyer       uuid[]      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT ownership_transfer_pkey PRIMARY KEY (community, unit, position)
);

ALTER TABLE community
    ADD COLUMN street              text,
    ADD COLUMN owner_unit          text,
    ADD COLUMN owner_unit_defunct  boolean NOT NULL DEFAULT false,
    ADD COLUMN owner_unit_ended_on date,
    -- The management area that the community has become part of: its own roll is closed then.
    ADD COLUMN merged_into         text,
    ADD COLUMN merged_on           date,
    ADD CONSTRAINT community_merged_check CHECK ((merged_into IS NULL) = (merged_on IS NULL));

-- Who managed a community from when on (R-G-08). Append-only.
CREATE TABLE management_mode (
    community   text        NOT NULL,
    since       date        NOT NULL,
    mode        text        NOT NULL,
    manager     text,
    until       date,
    basis       text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT management_mode_pkey PRIMARY KEY (community, since),
    CONSTRAINT management_mode_mode_check
        CHECK (mode IN ('none', 'company', 'committee', 'pmc', 'entrusted', 'emergency'))
);
