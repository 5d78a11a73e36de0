-- Advances that were entered by mistake are taken back, each once and as a whole (R-F-33), when two people have asked
-- for it (decision 70). Of the requests for an advance the latest counts; none is changed.
CREATE TABLE advance_reversal_request (
    number      bigint      GENERATED ALWAYS AS IDENTITY,
    community   text        NOT NULL,
    advance     text        NOT NULL,
    reason      text        NOT NULL,
    entered_by  text        NOT NULL,
    -- To compare with: the account behind `entered_by`.
    person      text        NOT NULL,
    entered_at  timestamptz NOT NULL,
    CONSTRAINT advance_reversal_request_pkey PRIMARY KEY (number),
    CONSTRAINT advance_reversal_request_advance_fkey FOREIGN KEY (community, advance) REFERENCES advance
);
CREATE INDEX advance_reversal_request_advance_idx ON advance_reversal_request (community, advance, number);

-- The advance itself and its reference stay. Append-only.
CREATE TABLE advance_reversal (
    community   text        NOT NULL,
    advance     text        NOT NULL,
    reason      text        NOT NULL,
    reversed_on date        NOT NULL,
    recorded_at timestamptz NOT NULL,
    request     bigint      NOT NULL,
    approved_by text        NOT NULL,
    approver    text        NOT NULL,
    CONSTRAINT advance_reversal_pkey PRIMARY KEY (community, advance),
    CONSTRAINT advance_reversal_advance_fkey FOREIGN KEY (community, advance) REFERENCES advance,
    CONSTRAINT advance_reversal_request_fkey FOREIGN KEY (request) REFERENCES advance_reversal_request
);

CREATE TRIGGER advance_reversal_request_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advance_reversal_request
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER advance_reversal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advance_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();

-- Whether works have begun. Of orders from before this was kept nobody knows here, so that they count as begun.
ALTER TABLE works_order ADD COLUMN is_begun boolean NOT NULL DEFAULT true;
ALTER TABLE works_order ALTER COLUMN is_begun SET DEFAULT false;
