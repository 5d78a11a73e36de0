-- How candidates come on the list of an election (R-E-01, R-E-02). Rows name owners by their opaque ids; names are in
-- `candidate_presentation` alone.
CREATE TABLE nomination_round (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    community   text        NOT NULL,
    code        text        NOT NULL,
    body        text        NOT NULL,
    seats       bigint      NOT NULL,
    opens_on    date        NOT NULL,
    closes_on   date        NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nomination_round_pkey PRIMARY KEY (number),
    CONSTRAINT nomination_round_code_key UNIQUE (community, code),
    CONSTRAINT nomination_round_seats_check CHECK (seats BETWEEN 1 AND 60),
    CONSTRAINT nomination_round_days_check CHECK (opens_on <= closes_on)
);

CREATE TABLE nomination (
    round        bigint      NOT NULL,
    candidate    text        NOT NULL,
    channel      text        NOT NULL,
    owner        uuid        NOT NULL,
    -- SHA-256 of what was handed in on paper; what owners do for themselves has none.
    evidence     bytea,
    -- Owners who signed on paper.
    on_paper     bigint      NOT NULL,
    nominated_on date        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT nomination_pkey PRIMARY KEY (round, candidate),
    CONSTRAINT nomination_owner_key UNIQUE (round, owner),
    CONSTRAINT nomination_round_fkey FOREIGN KEY (round) REFERENCES nomination_round (number),
    CONSTRAINT nomination_channel_check CHECK (channel IN ('party', 'residentsCommittee', 'self', 'joint')),
    CONSTRAINT nomination_on_paper_check CHECK (on_paper = 0 OR (on_paper > 0 AND channel = 'joint' AND evidence IS NOT NULL)),
    CONSTRAINT nomination_evidence_check CHECK (octet_length(evidence) = 32)
);

-- Owners who support a joint nomination; those of the same head are one (R-C-07).
CREATE TABLE nomination_support (
    round       bigint      NOT NULL,
    candidate   text        NOT NULL,
    head        uuid        NOT NULL,
    owner       uuid        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nomination_support_pkey PRIMARY KEY (round, candidate, head),
    CONSTRAINT nomination_support_nomination_fkey FOREIGN KEY (round, candidate) REFERENCES nomination (round, candidate)
);

-- The last decision about a nomination stands.
CREATE TABLE nomination_decision (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    round       bigint      NOT NULL,
    candidate   text        NOT NULL,
    is_accepted boolean     NOT NULL,
    reason      text        NOT NULL,
    decided_on  date        NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nomination_decision_pkey PRIMARY KEY (number),
    CONSTRAINT nomination_decision_nomination_fkey FOREIGN KEY (round, candidate) REFERENCES nomination (round, candidate)
);

CREATE INDEX nomination_decision_idx ON nomination_decision (round, candidate, number);

CREATE TABLE nomination_withdrawal (
    round        bigint      NOT NULL,
    candidate    text        NOT NULL,
    withdrawn_on date        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT nomination_withdrawal_pkey PRIMARY KEY (round, candidate),
    CONSTRAINT nomination_withdrawal_nomination_fkey FOREIGN KEY (round, candidate) REFERENCES nomination (round, candidate)
);

-- A list as it is posted; one that changes is posted anew (R-E-02).
CREATE TABLE nomination_posting (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    round       bigint      NOT NULL,
    posted_on   date        NOT NULL,
    candidates  text[]      NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT nomination_posting_pkey PRIMARY KEY (number),
    CONSTRAINT nomination_posting_round_fkey FOREIGN KEY (round) REFERENCES nomination_round (number)
);

CREATE INDEX nomination_posting_idx ON nomination_posting (round, number);

-- The posted list by which an election was convened; from then on its round does not change.
CREATE TABLE election_posting (
    assembly bigint   NOT NULL,
    item     smallint NOT NULL,
    posting  bigint   NOT NULL,
    CONSTRAINT election_posting_pkey PRIMARY KEY (assembly, item),
    CONSTRAINT election_posting_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT election_posting_posting_fkey FOREIGN KEY (posting) REFERENCES nomination_posting (number)
);

CREATE INDEX election_posting_idx ON election_posting (posting);

CREATE VIEW standing_nomination AS
    SELECT nomination.round, nomination.candidate, nomination.channel, nomination.owner, nomination.evidence,
        nomination.nominated_on,
        nomination.on_paper + (
            SELECT count(*)
            FROM nomination_support AS support
            WHERE support.round = nomination.round
                AND support.candidate = nomination.candidate
        ) AS supporters,
        decision.is_accepted, decision.reason, decision.decided_on, withdrawal.withdrawn_on
    FROM nomination
    LEFT JOIN nomination_withdrawal AS withdrawal
        ON withdrawal.round = nomination.round
        AND withdrawal.candidate = nomination.candidate
    LEFT JOIN LATERAL (
        SELECT is_accepted, reason, decided_on
        FROM nomination_decision
        WHERE nomination_decision.round = nomination.round
            AND nomination_decision.candidate = nomination.candidate
        ORDER BY number DESC
        LIMIT 1
    ) AS decision ON true;

CREATE TRIGGER nomination_round_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination_round
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER nomination_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER nomination_support_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination_support
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER nomination_decision_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER nomination_withdrawal_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination_withdrawal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER nomination_posting_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON nomination_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER election_posting_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON election_posting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
