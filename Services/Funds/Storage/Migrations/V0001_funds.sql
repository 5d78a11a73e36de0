-- What funds knows of the registry, kept by its events.
CREATE TABLE community (
    community      text    NOT NULL CONSTRAINT community_pkey PRIMARY KEY,
    parking_counts boolean NOT NULL DEFAULT false,
    roll_hash      bytea
);

CREATE TABLE unit (
    community text   NOT NULL,
    unit      text   NOT NULL,
    area      bigint NOT NULL,
    use       text   NOT NULL,
    owners    uuid[] NOT NULL,
    CONSTRAINT unit_pkey PRIMARY KEY (community, unit)
);

CREATE TABLE lift (
    community text NOT NULL,
    lift      text NOT NULL,
    CONSTRAINT lift_pkey PRIMARY KEY (community, lift)
);

-- What owners allowed to be spent. Append-only.
CREATE TABLE spend_mandate (
    community text        NOT NULL,
    assembly  text        NOT NULL,
    item      text        NOT NULL,
    cap       bigint      NOT NULL,
    buildings text[],
    passed_at timestamptz NOT NULL,
    CONSTRAINT spend_mandate_pkey PRIMARY KEY (community, assembly, item),
    CONSTRAINT spend_mandate_cap_check CHECK (cap >= 0)
);

-- One collection; its terms never change, only its count of receipts does.
CREATE TABLE campaign (
    community  text     NOT NULL,
    campaign   text     NOT NULL,
    assembly   text     NOT NULL,
    item       text     NOT NULL,
    title      text     NOT NULL,
    rate       bigint   NOT NULL,
    buildings  text[],
    threshold  text     NOT NULL,
    basis      text     NOT NULL,
    work       text     NOT NULL,
    work_class text     NOT NULL,
    due        bigint   NOT NULL,
    households bigint   NOT NULL,
    roll_hash  bytea,
    opened_on  date     NOT NULL,
    receipts   bigint   NOT NULL DEFAULT 0,
    CONSTRAINT campaign_pkey PRIMARY KEY (community, campaign)
);

CREATE TABLE campaign_building (
    community  text   NOT NULL,
    campaign   text   NOT NULL,
    building   text   NOT NULL,
    units      bigint NOT NULL,
    due        bigint NOT NULL,
    received   bigint NOT NULL,
    counted    bigint NOT NULL,
    paid_units bigint NOT NULL,
    funded_on  date,
    CONSTRAINT campaign_building_pkey PRIMARY KEY (community, campaign, building),
    CONSTRAINT campaign_building_counted_check CHECK (counted <= due AND counted <= received),
    CONSTRAINT campaign_building_paid_check CHECK (paid_units BETWEEN 0 AND units)
);

-- What each unit owes and what has arrived for it. Room on the page lets the frequent update stay beside its row.
CREATE TABLE assessment (
    community text   NOT NULL,
    campaign  text   NOT NULL,
    unit      text   NOT NULL,
    due       bigint NOT NULL,
    received  bigint NOT NULL,
    CONSTRAINT assessment_pkey PRIMARY KEY (community, campaign, unit),
    CONSTRAINT assessment_amounts_check CHECK (due >= 0 AND received >= 0)
) WITH (fillfactor = 70);

-- Every payment with its receipt. Append-only; a mistake is undone by a counter-entry (R-F-33).
CREATE TABLE payment (
    community   text        NOT NULL,
    campaign    text        NOT NULL,
    reference   text        NOT NULL,
    receipt     bigint      NOT NULL,
    unit        text        NOT NULL,
    amount      bigint      NOT NULL,
    paid_at     timestamptz NOT NULL,
    channel     text        NOT NULL,
    payer       text,
    counted     bigint      NOT NULL,
    unit_due    bigint      NOT NULL,
    unit_total  bigint      NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT payment_pkey PRIMARY KEY (community, campaign, reference),
    CONSTRAINT payment_receipt_key UNIQUE (community, campaign, receipt),
    CONSTRAINT payment_amount_check CHECK (amount > 0 AND counted BETWEEN 0 AND amount)
);
CREATE INDEX payment_unit_idx ON payment (community, campaign, unit);

CREATE TABLE advance (
    community   text        NOT NULL,
    advance     text        NOT NULL,
    campaign    text        NOT NULL,
    lender      text        NOT NULL,
    amount      bigint      NOT NULL,
    agreed_on   date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT advance_pkey PRIMARY KEY (community, advance),
    CONSTRAINT advance_amount_check CHECK (amount > 0)
);

CREATE TABLE advanced_lift (
    community text   NOT NULL,
    advance   text   NOT NULL,
    lift      text   NOT NULL,
    amount    bigint NOT NULL,
    CONSTRAINT advanced_lift_pkey PRIMARY KEY (community, advance, lift),
    CONSTRAINT advanced_lift_amount_check CHECK (amount > 0)
);

-- Orders of the works that campaigns pay for, kept by the events of workorders.
CREATE TABLE works_order (
    community    text NOT NULL,
    works_order  text NOT NULL,
    campaign     text NOT NULL,
    lift         text NOT NULL,
    cost         bigint,
    advanced     bigint,
    report       text,
    completed_on date,
    CONSTRAINT works_order_pkey PRIMARY KEY (community, works_order),
    CONSTRAINT works_order_completion_check
        CHECK (num_nulls(cost, advanced, report, completed_on) IN (0, 4) AND (cost IS NULL OR advanced <= cost))
);

-- Money paid out, each under the mandate whose cap it uses up. Append-only.
CREATE TABLE payout (
    community   text        NOT NULL,
    campaign    text        NOT NULL,
    reference   text        NOT NULL,
    works_order text        NOT NULL,
    payee       text        NOT NULL,
    amount      bigint      NOT NULL,
    assembly    text        NOT NULL,
    item        text        NOT NULL,
    paid_on     date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT payout_pkey PRIMARY KEY (community, campaign, reference),
    CONSTRAINT payout_amount_check CHECK (amount > 0),
    CONSTRAINT payout_mandate_fkey FOREIGN KEY (community, assembly, item) REFERENCES spend_mandate,
    CONSTRAINT payout_works_order_fkey FOREIGN KEY (community, works_order) REFERENCES works_order
);
