-- What is known of a lift besides its file: its use mark, and who answers for it (R-L-01).
CREATE TABLE lift_care (
    community       text NOT NULL,
    lift            text NOT NULL,
    use_mark        text,
    marked_on       date,
    user_unit_kind  text,
    -- An organisation's.
    user_unit_name  text,
    user_unit_since date,
    CONSTRAINT lift_care_pkey PRIMARY KEY (community, lift),
    CONSTRAINT lift_care_lift_fkey FOREIGN KEY (community, lift) REFERENCES lift (community, code),
    CONSTRAINT lift_care_user_unit_check CHECK ((user_unit_kind IS NULL) = (user_unit_since IS NULL))
);

-- Who maintained a lift and who answered for it, one after the other; rows are only added, and done_on is set once.
CREATE TABLE lift_change (
    community   text        NOT NULL,
    lift        text        NOT NULL,
    number      bigint      NOT NULL,
    kind        text        NOT NULL,
    previous    text,
    current     text,
    changed_on  date        NOT NULL,
    -- How long the rules gave for the new mark or registration: '30d'; none: nothing was due.
    period      text,
    done_on     date,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT lift_change_pkey PRIMARY KEY (community, lift, number),
    CONSTRAINT lift_change_lift_fkey FOREIGN KEY (community, lift) REFERENCES lift (community, code),
    CONSTRAINT lift_change_kind_check CHECK (kind IN ('maintainer', 'userUnit')),
    CONSTRAINT lift_change_done_check CHECK (done_on >= changed_on)
);
