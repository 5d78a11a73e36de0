-- Owners' committees, property management committees, preparatory groups and joint bodies.
CREATE TABLE body (
    community          text        NOT NULL,
    code               text        NOT NULL,
    kind               text        NOT NULL,
    origin             text        NOT NULL,
    seats              bigint      NOT NULL,
    applicants         bigint,
    seated_on          date        NOT NULL,
    term_ends_on       date,
    -- The rules that it was checked against.
    adoption           integer     NOT NULL,
    exception_reason   text,
    exception_by       text,
    -- The rules that were set aside, with their sources.
    exception_breaches jsonb,
    recorded_by        text        NOT NULL,
    recorded_at        timestamptz NOT NULL,
    warned_on          date,
    ended_on           date,
    end_cause          text,
    -- How long the rules gave for the hand-over when it ended: '10d'.
    hand_over          text,
    handed_over_on     date,
    handed_over_to     text,
    CONSTRAINT body_pkey PRIMARY KEY (community, code),
    CONSTRAINT body_rules_fkey FOREIGN KEY (community, adoption) REFERENCES rule_pack (community, adoption),
    CONSTRAINT body_successor_fkey FOREIGN KEY (community, handed_over_to) REFERENCES body (community, code),
    CONSTRAINT body_seats_check CHECK (seats > 0),
    CONSTRAINT body_term_check CHECK (term_ends_on > seated_on),
    CONSTRAINT body_exception_check CHECK (
        (exception_reason IS NULL) = (exception_by IS NULL)
        AND (exception_reason IS NULL) = (exception_breaches IS NULL)),
    CONSTRAINT body_end_check CHECK ((ended_on IS NULL) = (end_cause IS NULL) AND ended_on >= seated_on),
    CONSTRAINT body_hand_over_check CHECK (handed_over_on >= ended_on)
);

-- One body of a kind in office at a time; joint bodies may be several.
CREATE UNIQUE INDEX body_in_office_key ON body (community, kind) WHERE ended_on IS NULL AND kind <> 'jointBody';

-- Who had which seat when. A member is an owner's id or that of somebody whom an organisation sends, never a name.
CREATE TABLE body_seat (
    community  text   NOT NULL,
    body       text   NOT NULL,
    seat       bigint NOT NULL,
    turn       bigint NOT NULL,
    member     uuid   NOT NULL,
    represents text   NOT NULL,
    office     text   NOT NULL,
    -- Joined by '+'.
    portfolios text   NOT NULL,
    since      date   NOT NULL,
    until      date,
    cause      text,
    CONSTRAINT body_seat_pkey PRIMARY KEY (community, body, seat, turn),
    CONSTRAINT body_seat_body_fkey FOREIGN KEY (community, body) REFERENCES body (community, code),
    CONSTRAINT body_seat_until_check CHECK (until >= since AND (until IS NULL) = (cause IS NULL))
);

-- A seat has one member at a time, and nobody has two.
CREATE UNIQUE INDEX body_seat_holder_key ON body_seat (community, body, seat) WHERE until IS NULL;
CREATE UNIQUE INDEX body_seat_member_key ON body_seat (community, body, member) WHERE until IS NULL;

-- Alternates in the order in which they move up.
CREATE TABLE body_alternate (
    community text   NOT NULL,
    body      text   NOT NULL,
    rank      bigint NOT NULL,
    member    uuid   NOT NULL,
    votes     bigint,
    seated_on date,
    left_on   date,
    cause     text,
    CONSTRAINT body_alternate_pkey PRIMARY KEY (community, body, rank),
    CONSTRAINT body_alternate_body_fkey FOREIGN KEY (community, body) REFERENCES body (community, code),
    CONSTRAINT body_alternate_left_check CHECK ((left_on IS NULL) = (cause IS NULL))
);
