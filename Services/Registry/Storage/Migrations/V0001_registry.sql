-- Management areas.
CREATE TABLE community (
    code           text        NOT NULL CONSTRAINT community_pkey PRIMARY KEY,
    name           text        NOT NULL,
    jurisdiction   text        NOT NULL,
    fund_status    text        NOT NULL,
    parking_counts boolean     NOT NULL,
    registered_at  timestamptz NOT NULL,
    -- The last day of a scenario that the community's shard was told of.
    day            date,
    CONSTRAINT community_fund_status_check CHECK (fund_status IN ('none', 'insufficient', 'sufficient'))
);

-- The opaque id of whoever a community's books call by a reference; kept for good, so that it stays the same.
CREATE TABLE owner (
    community text NOT NULL,
    ref       text NOT NULL,
    id        uuid NOT NULL,
    CONSTRAINT owner_pkey PRIMARY KEY (community, ref),
    CONSTRAINT owner_id_key UNIQUE (id),
    CONSTRAINT owner_community_fkey FOREIGN KEY (community) REFERENCES community (code)
);

-- Personal data, here and nowhere else; gone when the owner leaves the roll (R-P-05).
CREATE TABLE person (
    owner uuid NOT NULL,
    name  text NOT NULL,
    kind  text NOT NULL,
    phone text NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (owner),
    CONSTRAINT person_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id),
    CONSTRAINT person_kind_check CHECK (kind IN ('person', 'company', 'developer'))
);

CREATE TABLE unit (
    community  text   NOT NULL,
    code       text   NOT NULL,
    floor      text   NOT NULL,
    area       bigint NOT NULL,
    use        text   NOT NULL,
    owner_kind text   NOT NULL,
    voter      uuid   NOT NULL,
    CONSTRAINT unit_pkey PRIMARY KEY (community, code),
    CONSTRAINT unit_community_fkey FOREIGN KEY (community) REFERENCES community (code),
    CONSTRAINT unit_voter_fkey FOREIGN KEY (voter) REFERENCES owner (id),
    CONSTRAINT unit_area_check CHECK (area > 0),
    CONSTRAINT unit_use_check CHECK (use IN ('dwelling', 'shop', 'parking', 'storage', 'other')),
    CONSTRAINT unit_owner_kind_check CHECK (owner_kind IN ('person', 'company', 'developer'))
);

CREATE TABLE unit_owner (
    community text NOT NULL,
    unit      text NOT NULL,
    owner     uuid NOT NULL,
    CONSTRAINT unit_owner_pkey PRIMARY KEY (community, unit, owner),
    CONSTRAINT unit_owner_unit_fkey FOREIGN KEY (community, unit) REFERENCES unit (community, code) ON DELETE CASCADE,
    CONSTRAINT unit_owner_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id)
);

CREATE INDEX unit_owner_owner_idx ON unit_owner (owner);

-- The totals of the roll as it was last recorded.
CREATE TABLE roll (
    community   text        NOT NULL,
    units       bigint      NOT NULL,
    area        bigint      NOT NULL,
    heads       bigint      NOT NULL,
    hash        bytea       NOT NULL,
    buildings   jsonb       NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT roll_pkey PRIMARY KEY (community),
    CONSTRAINT roll_community_fkey FOREIGN KEY (community) REFERENCES community (code)
);

-- Who took a copy of a roll with its names, and when (R-P-09). Append-only.
CREATE TABLE roll_export (
    community   text        NOT NULL,
    subject     text        NOT NULL,
    exported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT roll_export_community_fkey FOREIGN KEY (community) REFERENCES community (code)
);

CREATE TABLE lift (
    community          text NOT NULL,
    code               text NOT NULL,
    registration_code  text NOT NULL,
    rescue_code        text NOT NULL,
    first_floor        text NOT NULL,
    last_floor         text NOT NULL,
    -- Floor labels joined by '+'.
    skips              text NOT NULL,
    installed_on       date,
    next_inspection_on date,
    maintainer         text,
    maintainer_phone   text,
    CONSTRAINT lift_pkey PRIMARY KEY (community, code),
    CONSTRAINT lift_community_fkey FOREIGN KEY (community) REFERENCES community (code),
    -- Checked at the end of a statement, so that one file can exchange the codes of two lifts.
    CONSTRAINT lift_registration_code_key UNIQUE (community, registration_code) DEFERRABLE INITIALLY IMMEDIATE
);

-- The rule packs of each community in the order of their adoption; the last one is in force. Append-only.
CREATE TABLE rule_pack (
    community  text        NOT NULL,
    adoption   integer     NOT NULL,
    hash       bytea       NOT NULL,
    pack       bytea       NOT NULL,
    adopted_at timestamptz NOT NULL,
    CONSTRAINT rule_pack_pkey PRIMARY KEY (community, adoption),
    CONSTRAINT rule_pack_community_fkey FOREIGN KEY (community) REFERENCES community (code)
);

-- The day of a district that plays a scenario; one row at most.
CREATE TABLE district_day (
    one boolean NOT NULL DEFAULT true CONSTRAINT district_day_pkey PRIMARY KEY,
    day date    NOT NULL,
    CONSTRAINT district_day_one_check CHECK (one)
);
