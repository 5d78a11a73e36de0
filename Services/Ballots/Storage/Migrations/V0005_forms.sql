-- Items of every form. `terms` is the canonical JSON of an item that says more than the older columns; `choices` are the words that it
-- takes, `candidates` and `seats` what an election takes.
ALTER TABLE agenda_item
    ADD COLUMN terms      bytea,
    ADD COLUMN choices    text[] NOT NULL DEFAULT '{for,against,abstain,follow}',
    ADD COLUMN candidates text[],
    ADD COLUMN seats      smallint,
    ADD CONSTRAINT agenda_item_election_check CHECK ((candidates IS NULL) = (seats IS NULL));

-- The candidates that a ballot ticks, in the order of the agenda; null unless it names each of them once, all of them stand and
-- they are not more than there are seats (R-E-09).
CREATE FUNCTION ticked(choice text, candidates text[], seats smallint) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (
    SELECT CASE
        WHEN count(*) = cardinality(string_to_array(choice, '+')) AND count(*) BETWEEN 1 AND seats
            THEN string_agg(candidate, '+' ORDER BY place)
    END
    FROM unnest(candidates) WITH ORDINALITY AS standing (candidate, place)
    WHERE candidate = ANY (string_to_array(choice, '+')));

ALTER TABLE vote
    DROP CONSTRAINT vote_choice_check,
    DROP CONSTRAINT vote_channel_check,
    ADD CONSTRAINT vote_choice_check CHECK (choice <> ''),
    ADD CONSTRAINT vote_channel_check CHECK (channel IN ('electronic', 'paper', 'imported'));

-- A paper that cannot be counted for what is on it has a reason in place of a choice (R-E-10).
ALTER TABLE paper
    DROP CONSTRAINT paper_choice_check,
    ALTER COLUMN choice DROP NOT NULL,
    ADD COLUMN invalid text,
    ADD CONSTRAINT paper_invalid_check CHECK (invalid IN ('unsigned', 'overVoted', 'unclear', 'altered', 'notAuthorised')),
    ADD CONSTRAINT paper_says_something_check CHECK ((choice IS NULL) = (invalid IS NOT NULL)),
    ADD CONSTRAINT paper_invalid_is_not_counted_check CHECK (invalid IS NULL OR NOT is_counted);

-- What an item's count says beside the sums.
ALTER TABLE item_result
    DROP CONSTRAINT item_result_outcome_check,
    ADD COLUMN result bytea,
    ADD CONSTRAINT item_result_outcome_check
        CHECK (outcome IN ('passed', 'rejected', 'notQuorate', 'surpassed', 'void', 'noted'));

-- Whether a ballot may say `follow`, by the frozen rules (R-S-06).
ALTER TABLE assembly ADD COLUMN allows_follow boolean NOT NULL DEFAULT false;

-- Hands counted at an event, once for each item of that form; never binding.
CREATE TABLE show_of_hands (
    assembly    bigint      NOT NULL,
    item        smallint    NOT NULL,
    in_favour   bigint      NOT NULL,
    against     bigint      NOT NULL,
    abstained   bigint      NOT NULL,
    evidence    bytea       NOT NULL,
    witness     uuid        NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT show_of_hands_pkey PRIMARY KEY (assembly, item),
    CONSTRAINT show_of_hands_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT show_of_hands_evidence_check CHECK (octet_length(evidence) = 32),
    CONSTRAINT show_of_hands_check CHECK (least(in_favour, against, abstained) >= 0)
);

CREATE TRIGGER show_of_hands_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON show_of_hands
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
