-- Votes that can be changed until the close, where the frozen rules say so.
ALTER TABLE assembly ADD COLUMN allows_change boolean NOT NULL DEFAULT false;

-- What a head chose after its first choice, which stays in `vote`. Changes are counted from 1 without gaps: a choice was replaced
-- where the next number is there. As `vote` it has no foreign keys: what is inserted was read from `vote`.
CREATE TABLE vote_change (
    assembly    bigint      NOT NULL,
    item        smallint    NOT NULL,
    head        uuid        NOT NULL,
    change      smallint    NOT NULL,
    choice      text        NOT NULL,
    receipt     uuid        NOT NULL,
    accepted_at timestamptz NOT NULL,
    CONSTRAINT vote_change_pkey PRIMARY KEY (assembly, item, head, change),
    CONSTRAINT vote_change_receipt_key UNIQUE (receipt),
    CONSTRAINT vote_change_choice_check CHECK (choice <> ''),
    CONSTRAINT vote_change_number_check CHECK (change > 0)
);

CREATE TRIGGER vote_change_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON vote_change
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Every choice that was ever taken, with when the next one replaced it.
CREATE VIEW cast_choice AS
SELECT said.*, next.accepted_at AS replaced_at
FROM (
    SELECT assembly, item, head, 0::smallint AS change, choice, channel, receipt, accepted_at
    FROM vote
    UNION ALL
    SELECT assembly, item, head, change, choice, 'electronic', receipt, accepted_at
    FROM vote_change
) AS said
LEFT JOIN vote_change AS next
    ON next.assembly = said.assembly AND next.item = said.item AND next.head = said.head
    AND next.change = said.change + 1;

-- A head's vote as it stands: its last choice. `changes` is how often it was changed; `cast_by` is who cast it electronically for
-- themselves, null where it came on paper, from a platform or by a proxy.
CREATE VIEW standing_vote AS
SELECT vote.assembly, vote.item, vote.head, vote.unit, coalesce(last.choice, vote.choice) AS choice, vote.area, vote.channel,
    coalesce(last.receipt, vote.receipt) AS receipt, coalesce(last.accepted_at, vote.accepted_at) AS accepted_at,
    coalesce(last.change, 0::smallint) AS changes,
    CASE
        WHEN vote.channel = 'electronic' AND NOT EXISTS (
            SELECT FROM vote_proxy
            WHERE vote_proxy.assembly = vote.assembly
                AND vote_proxy.item = vote.item
                AND vote_proxy.head = vote.head
        ) THEN caster.voter
    END AS cast_by
FROM vote
LEFT JOIN vote_change AS last
    ON last.assembly = vote.assembly AND last.item = vote.item AND last.head = vote.head
    AND NOT EXISTS (
        SELECT FROM vote_change AS next
        WHERE next.assembly = last.assembly
            AND next.item = last.item
            AND next.head = last.head
            AND next.change = last.change + 1
    )
LEFT JOIN frozen_unit AS caster
    ON caster.assembly = vote.assembly AND caster.unit = vote.unit;

-- A vote with what its record in a bundle says beside it; the choices that it replaced stand in their order.
DROP VIEW ballot;

CREATE VIEW ballot AS
SELECT vote.*, proxy.holder, proxy.authority, official_import.evidence, former.choices AS replaced_choices,
    former.receipts AS replaced_receipts, former.times AS replaced_times
FROM standing_vote AS vote
LEFT JOIN vote_proxy
    ON vote_proxy.assembly = vote.assembly AND vote_proxy.item = vote.item AND vote_proxy.head = vote.head
LEFT JOIN proxy
    ON proxy.number = vote_proxy.proxy
LEFT JOIN official_import
    ON vote.channel = 'imported' AND official_import.assembly = vote.assembly
    AND official_import.imported_at = vote.accepted_at
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(choice ORDER BY change), '{}') AS choices,
        coalesce(array_agg(receipt ORDER BY change), '{}') AS receipts,
        coalesce(array_agg(accepted_at ORDER BY change), '{}') AS times
    FROM cast_choice
    WHERE vote.changes > 0
        AND cast_choice.assembly = vote.assembly
        AND cast_choice.item = vote.item
        AND cast_choice.head = vote.head
        AND cast_choice.change < vote.changes
) AS former;
