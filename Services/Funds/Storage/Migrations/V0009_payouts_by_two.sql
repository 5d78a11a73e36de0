-- Who asks for a payout: it is made when a second person asks for the same (decision 67). Of the rows of a reference the
-- latest counts, so that a slip can be mended; none is changed.
CREATE TABLE payout_request (
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    community   text        NOT NULL,
    campaign    text        NOT NULL,
    reference   text        NOT NULL,
    works_order text        NOT NULL,
    payee       text        NOT NULL,
    amount      bigint      NOT NULL,
    entered_by  text        NOT NULL,
    -- To compare with: the account behind `entered_by`.
    person      text        NOT NULL,
    entered_at  timestamptz NOT NULL,
    CONSTRAINT payout_request_pkey PRIMARY KEY (number),
    CONSTRAINT payout_request_amount_check CHECK (amount > 0)
);
CREATE INDEX payout_request_reference_idx
    ON payout_request (community, campaign, lower(reference COLLATE "C"), number);

-- Null: paid before two people were wanted.
ALTER TABLE payout
    ADD COLUMN request     bigint,
    ADD COLUMN approved_by text,
    ADD COLUMN approver    text,
    ADD CONSTRAINT payout_request_fkey FOREIGN KEY (request) REFERENCES payout_request,
    ADD CONSTRAINT payout_two_people_check CHECK (num_nulls(request, approved_by, approver) IN (0, 3));

CREATE TRIGGER payout_request_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout_request
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
