-- Lifts as the registry knows them, kept by its events.
CREATE TABLE lift (
    community         text NOT NULL,
    lift              text NOT NULL,
    registration_code text NOT NULL,
    CONSTRAINT lift_pkey PRIMARY KEY (community, lift)
);

-- One row per order, as it now is; its history is in the outbox.
CREATE TABLE work_order (
    community    text NOT NULL,
    work_order   text NOT NULL,
    campaign     text NOT NULL,
    lift         text NOT NULL,
    work         text NOT NULL,
    work_class   text NOT NULL,
    state        text NOT NULL,
    cause        text,
    released_on  date,
    started_on   date,
    returned_on  date,
    completed_on date,
    cost         bigint,
    report       text,
    CONSTRAINT work_order_pkey PRIMARY KEY (community, work_order),
    CONSTRAINT work_order_lift_key UNIQUE (community, campaign, lift),
    CONSTRAINT work_order_state_check CHECK (
        state IN ('held', 'released', 'started', 'inspectionFailed', 'inspected', 'returned', 'completed')),
    CONSTRAINT work_order_release_check CHECK (
        (state = 'held') = (released_on IS NULL) AND (released_on IS NULL) = (cause IS NULL)),
    CONSTRAINT work_order_start_check CHECK ((state IN ('held', 'released')) = (started_on IS NULL)),
    CONSTRAINT work_order_return_check CHECK ((state IN ('returned', 'completed')) = (returned_on IS NOT NULL)),
    CONSTRAINT work_order_completion_check CHECK (
        (state = 'completed') = (completed_on IS NOT NULL) AND num_nulls(completed_on, cost, report) IN (0, 3)),
    CONSTRAINT work_order_cost_check CHECK (cost >= 0)
);

-- Supervisory inspections, failed ones too. Append-only.
CREATE TABLE inspection (
    community    text        NOT NULL,
    work_order   text        NOT NULL,
    number       integer     NOT NULL,
    result       text        NOT NULL,
    certificate  text        NOT NULL,
    inspected_on date        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT inspection_pkey PRIMARY KEY (community, work_order, number),
    CONSTRAINT inspection_work_order_fkey FOREIGN KEY (community, work_order) REFERENCES work_order,
    CONSTRAINT inspection_result_check CHECK (result IN ('passed', 'failed'))
);
