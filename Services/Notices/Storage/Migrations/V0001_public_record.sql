-- One row for each community: its name, and what counts up or moves on for the whole of it.
CREATE TABLE community (
    community   text   NOT NULL CONSTRAINT community_pkey PRIMARY KEY,
    name        text   NOT NULL,
    fund_status text   NOT NULL,
    units       bigint NOT NULL DEFAULT 0,
    area        bigint NOT NULL DEFAULT 0,
    heads       bigint NOT NULL DEFAULT 0,
    -- The day of a district that plays a scenario; the clock's where there is none.
    day         date,
    -- The last day whose digests are published.
    digested_on date,
    last_notice bigint NOT NULL DEFAULT 0,
    -- Grows with every change that a page shows, so that live pages know when to look.
    revision    bigint NOT NULL DEFAULT 0
);

CREATE TABLE unit (
    community text NOT NULL,
    unit      text NOT NULL,
    building  text NOT NULL,
    CONSTRAINT unit_pkey PRIMARY KEY (community, unit)
);

CREATE TABLE lift (
    community          text   NOT NULL,
    lift               text   NOT NULL,
    building           text   NOT NULL,
    registration_code  text   NOT NULL,
    rescue_code        text   NOT NULL,
    next_inspection_on date,
    maintainer         text,
    CONSTRAINT lift_pkey PRIMARY KEY (community, lift)
);

-- Works on a lift, with the day of each step that was taken.
CREATE TABLE work_order (
    community    text        NOT NULL,
    work_order   text        NOT NULL,
    campaign     text        NOT NULL,
    lift         text        NOT NULL,
    building     text        NOT NULL,
    work         text        NOT NULL,
    planned_at   timestamptz NOT NULL,
    cause        text,
    released_on  date,
    started_on   date,
    inspected_on date,
    inspection   text,
    returned_on  date,
    completed_on date,
    cost         bigint,
    CONSTRAINT work_order_pkey PRIMARY KEY (community, work_order)
);

CREATE INDEX work_order_lift_idx ON work_order (community, lift, planned_at);

CREATE TABLE assembly (
    community        text        NOT NULL,
    assembly         text        NOT NULL,
    title            text        NOT NULL,
    closes_at        timestamptz NOT NULL,
    state            text        NOT NULL,
    convened_at      timestamptz NOT NULL,
    electorate_area  bigint,
    electorate_heads bigint,
    CONSTRAINT assembly_pkey PRIMARY KEY (community, assembly),
    CONSTRAINT assembly_state_check CHECK (state IN ('convened', 'open', 'closed'))
);

-- Who took part is counted while votes are open; how they chose only after the close.
CREATE TABLE assembly_item (
    community       text   NOT NULL,
    assembly        text   NOT NULL,
    item            text   NOT NULL,
    position        bigint NOT NULL,
    title           text   NOT NULL,
    kind            text   NOT NULL,
    voted_area      bigint NOT NULL DEFAULT 0,
    voted_heads     bigint NOT NULL DEFAULT 0,
    outcome         text,
    favour_area     bigint,
    favour_heads    bigint,
    against_area    bigint,
    against_heads   bigint,
    abstained_area  bigint,
    abstained_heads bigint,
    CONSTRAINT assembly_item_pkey PRIMARY KEY (community, assembly, item)
);

CREATE TABLE campaign (
    community  text        NOT NULL,
    campaign   text        NOT NULL,
    assembly   text        NOT NULL,
    item       text        NOT NULL,
    title      text        NOT NULL,
    rate       bigint      NOT NULL,
    threshold  text        NOT NULL,
    basis      text        NOT NULL,
    work       text        NOT NULL,
    due        bigint      NOT NULL,
    households bigint      NOT NULL,
    opened_at  timestamptz NOT NULL,
    CONSTRAINT campaign_pkey PRIMARY KEY (community, campaign)
);

CREATE TABLE campaign_building (
    community  text   NOT NULL,
    campaign   text   NOT NULL,
    building   text   NOT NULL,
    units      bigint NOT NULL,
    due        bigint NOT NULL,
    received   bigint NOT NULL DEFAULT 0,
    counted    bigint NOT NULL DEFAULT 0,
    paid_units bigint NOT NULL DEFAULT 0,
    funded_on  date,
    CONSTRAINT campaign_building_pkey PRIMARY KEY (community, campaign, building)
);

-- Payments by the day they were made on, never by unit.
CREATE TABLE collection_day (
    community  text   NOT NULL,
    campaign   text   NOT NULL,
    building   text   NOT NULL,
    day        date   NOT NULL,
    received   bigint NOT NULL,
    payments   bigint NOT NULL,
    paid_units bigint NOT NULL,
    CONSTRAINT collection_day_pkey PRIMARY KEY (community, campaign, building, day)
);

CREATE TABLE advance (
    community text   NOT NULL,
    campaign  text   NOT NULL,
    advance   text   NOT NULL,
    lender    text   NOT NULL,
    amount    bigint NOT NULL,
    agreed_on date   NOT NULL,
    lifts     text[] NOT NULL,
    CONSTRAINT advance_pkey PRIMARY KEY (community, campaign, advance)
);

-- The public record. Append-only; one fact posts at most one notice, and a notice keeps the words it was posted with.
CREATE TABLE notice (
    community   text        NOT NULL,
    number      bigint      NOT NULL,
    event       uuid        NOT NULL,
    building    text,
    kind        text        NOT NULL,
    posted_on   date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    title_zh    text        NOT NULL,
    title_en    text        NOT NULL,
    text_zh     text        NOT NULL,
    text_en     text        NOT NULL,
    CONSTRAINT notice_pkey PRIMARY KEY (community, number),
    CONSTRAINT notice_event_key UNIQUE (event)
);

-- What was published of a building on a day. Append-only.
CREATE TABLE digest (
    community         text        NOT NULL,
    building          text        NOT NULL,
    day               date        NOT NULL,
    campaign          text,
    units             bigint      NOT NULL,
    paid_units        bigint      NOT NULL,
    newly_paid_units  bigint      NOT NULL,
    due               bigint      NOT NULL,
    received          bigint      NOT NULL,
    received_today    bigint      NOT NULL,
    lifts             bigint      NOT NULL,
    lifts_done        bigint      NOT NULL,
    lifts_under_work  bigint      NOT NULL,
    funded_on         date,
    published_at      timestamptz NOT NULL,
    CONSTRAINT digest_pkey PRIMARY KEY (community, building, day)
);
