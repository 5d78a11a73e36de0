-- A role that goes with a seat of a body, and ends with it.
ALTER TABLE role_grant ADD COLUMN body text;
ALTER TABLE role_grant ADD COLUMN seat bigint;
ALTER TABLE role_grant ADD COLUMN turn bigint;
ALTER TABLE role_grant ADD CONSTRAINT role_grant_seat_fkey FOREIGN KEY (community, body, seat, turn)
    REFERENCES body_seat (community, body, seat, turn);
ALTER TABLE role_grant ADD CONSTRAINT role_grant_seat_check CHECK (num_nonnulls(body, seat, turn) IN (0, 3));

-- Times in which a member keeps the seat, but neither votes nor acts (R-B-07).
CREATE TABLE body_suspension (
    community  text   NOT NULL,
    body       text   NOT NULL,
    seat       bigint NOT NULL,
    turn       bigint NOT NULL,
    from_day   date   NOT NULL,
    -- The last day; none: until it is decided.
    until_day  date,
    cause      text   NOT NULL,
    decided_by text   NOT NULL,
    -- The last day, once the end was published, and how it came.
    ended_on   date,
    ended_how  text,
    CONSTRAINT body_suspension_pkey PRIMARY KEY (community, body, seat, turn, from_day),
    CONSTRAINT body_suspension_seat_fkey FOREIGN KEY (community, body, seat, turn)
        REFERENCES body_seat (community, body, seat, turn),
    CONSTRAINT body_suspension_until_check CHECK (until_day >= from_day),
    CONSTRAINT body_suspension_end_check CHECK ((ended_on IS NULL) = (ended_how IS NULL))
);

-- Nobody is suspended twice at once.
CREATE UNIQUE INDEX body_suspension_open_key ON body_suspension (community, body, seat, turn) WHERE ended_on IS NULL;

-- Seats that somebody has in a body in office, with the suspension that is not over yet, if there is one.
CREATE VIEW seat_in_office AS
    SELECT body_seat.community, body_seat.body, body_seat.seat, body_seat.turn,
        body_suspension.from_day AS suspended_from, body_suspension.until_day AS suspended_until
    FROM body_seat
    JOIN body ON body.community = body_seat.community AND body.code = body_seat.body AND body.ended_on IS NULL
    LEFT JOIN body_suspension ON body_suspension.community = body_seat.community
        AND body_suspension.body = body_seat.body AND body_suspension.seat = body_seat.seat
        AND body_suspension.turn = body_seat.turn AND body_suspension.ended_on IS NULL
    WHERE body_seat.until IS NULL;

-- Applications for a property management committee, each with the days that the rules then gave the street (domain 6).
CREATE TABLE body_application (
    community   text        NOT NULL,
    applied_on  date        NOT NULL,
    applicants  bigint      NOT NULL,
    -- How long the street had: '6m'.
    formation   text        NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    -- The body that was formed.
    body        text,
    CONSTRAINT body_application_pkey PRIMARY KEY (community, applied_on),
    CONSTRAINT body_application_community_fkey FOREIGN KEY (community) REFERENCES community (code),
    CONSTRAINT body_application_body_fkey FOREIGN KEY (community, body) REFERENCES body (community, code),
    CONSTRAINT body_application_applicants_check CHECK (applicants > 0)
);

-- Since when the list of members was posted before the body took office.
ALTER TABLE body ADD COLUMN list_posted_on date;
