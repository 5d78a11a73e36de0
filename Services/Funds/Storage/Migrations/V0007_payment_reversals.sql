-- Payments that were taken back out of the books, each once and as a whole (R-F-33). The payment itself, its receipt and
-- its reference stay; the unit's figures are those after the reversal. Append-only.
CREATE TABLE payment_reversal (
    community   text        NOT NULL,
    campaign    text        NOT NULL,
    receipt     bigint      NOT NULL,
    reason      text        NOT NULL,
    counted     bigint      NOT NULL,
    unit_due    bigint      NOT NULL,
    unit_total  bigint      NOT NULL,
    reversed_on date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT payment_reversal_pkey PRIMARY KEY (community, campaign, receipt),
    CONSTRAINT payment_reversal_payment_fkey FOREIGN KEY (community, campaign, receipt) REFERENCES payment,
    CONSTRAINT payment_reversal_amounts_check CHECK (counted >= 0 AND unit_total >= 0)
);

CREATE TRIGGER payment_reversal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
