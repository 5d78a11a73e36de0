-- Advances that were taken back: for each lift that no other advance covers since, how often that was. What an advance
-- has paid for a lift holds in the round in which it came; one that comes later is of the next.
CREATE TABLE funding_reversal (
    community   text   NOT NULL,
    campaign    text   NOT NULL,
    lift        text   NOT NULL,
    round       bigint NOT NULL,
    reversed_on date   NOT NULL,
    CONSTRAINT funding_reversal_pkey PRIMARY KEY (community, campaign, lift, round)
);

ALTER TABLE funding
    ADD COLUMN round bigint NOT NULL DEFAULT 0,
    DROP CONSTRAINT funding_pkey,
    ADD CONSTRAINT funding_pkey PRIMARY KEY (community, campaign, cause, place, round);

CREATE TRIGGER funding_reversal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON funding_reversal
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
