-- What units paid too much is given back (R-F-32), asked for by two people: such a request names the unit.
ALTER TABLE payout_request
    ADD COLUMN unit text,
    DROP CONSTRAINT payout_request_purpose_check,
    ADD CONSTRAINT payout_request_purpose_check CHECK (
        num_nonnulls(works_order, advance, unit) = 1 AND (payee IS NULL) = (works_order IS NULL));

-- Money that went back to a unit, with how the unit stood after it. Append-only.
CREATE TABLE refund (
    community     text        NOT NULL,
    campaign      text        NOT NULL,
    number        bigint      NOT NULL,
    reference     text        NOT NULL,
    unit          text        NOT NULL,
    amount        bigint      NOT NULL,
    -- The campaign's last receipt before it: a reversal asks in which order money came and went.
    after_receipt bigint      NOT NULL,
    unit_due      bigint      NOT NULL,
    unit_total    bigint      NOT NULL,
    refunded_on   date        NOT NULL,
    recorded_at   timestamptz NOT NULL,
    request       bigint      NOT NULL,
    approved_by   text        NOT NULL,
    approver      text        NOT NULL,
    CONSTRAINT refund_pkey PRIMARY KEY (community, campaign, number),
    CONSTRAINT refund_amounts_check CHECK (amount > 0 AND unit_total >= unit_due),
    CONSTRAINT refund_request_fkey FOREIGN KEY (request) REFERENCES payout_request
);
CREATE UNIQUE INDEX refund_reference_key ON refund (community, campaign, lower(reference COLLATE "C"));
CREATE INDEX refund_unit_idx ON refund (community, campaign, unit);

CREATE TRIGGER refund_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON refund
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
