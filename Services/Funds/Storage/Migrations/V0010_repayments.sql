-- Advances are paid back (R-F-31). Two people ask for it as for a payout: such a request names the advance instead of an
-- order and a payee. References of repayments and of payouts do not meet.
ALTER TABLE payout_request
    ALTER COLUMN works_order DROP NOT NULL,
    ALTER COLUMN payee DROP NOT NULL,
    ADD COLUMN advance text,
    ADD CONSTRAINT payout_request_purpose_check CHECK (
        num_nulls(works_order, payee) = CASE WHEN advance IS NULL THEN 0 ELSE 2 END);

-- Money that went back to a lender, with what was owed after it. Append-only.
CREATE TABLE repayment (
    community   text        NOT NULL,
    campaign    text        NOT NULL,
    reference   text        NOT NULL,
    advance     text        NOT NULL,
    amount      bigint      NOT NULL,
    owed        bigint      NOT NULL,
    repaid_on   date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    request     bigint      NOT NULL,
    approved_by text        NOT NULL,
    approver    text        NOT NULL,
    CONSTRAINT repayment_pkey PRIMARY KEY (community, campaign, reference),
    CONSTRAINT repayment_amounts_check CHECK (amount > 0 AND owed >= 0),
    CONSTRAINT repayment_advance_fkey FOREIGN KEY (community, advance) REFERENCES advance,
    CONSTRAINT repayment_request_fkey FOREIGN KEY (request) REFERENCES payout_request
);
CREATE UNIQUE INDEX repayment_reference_key ON repayment (community, campaign, lower(reference COLLATE "C"));
CREATE INDEX repayment_advance_idx ON repayment (community, advance);

CREATE TRIGGER repayment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON repayment
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
