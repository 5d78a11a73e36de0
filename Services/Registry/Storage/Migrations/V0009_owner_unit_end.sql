-- That the enterprise or office which built a compound has gone, and who acts for what it still owns there; the last row
-- holds. Append-only.
CREATE TABLE owner_unit_end (
    community      text        NOT NULL,
    number         bigint      NOT NULL,
    gone_since     date        NOT NULL,
    -- Its id on the roll; NULL where nothing there is its any more.
    owner          uuid,
    -- An organisation's public name; NULL: nobody.
    represented_by text,
    basis          text        NOT NULL,
    recorded_by    text        NOT NULL,
    recorded_on    date        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    CONSTRAINT owner_unit_end_pkey PRIMARY KEY (community, number),
    CONSTRAINT owner_unit_end_owner_check CHECK (represented_by IS NULL OR owner IS NOT NULL)
);

CREATE INDEX owner_unit_end_owner_idx ON owner_unit_end (owner);

-- Owner-units that have gone and for which nobody acts, wherever their units now are.
CREATE VIEW unrepresented AS
SELECT last.owner
FROM (
    SELECT DISTINCT ON (community) community, owner, represented_by FROM owner_unit_end ORDER BY community, number DESC
) AS last
JOIN community ON community.code = last.community
WHERE last.owner IS NOT NULL AND last.represented_by IS NULL AND community.owner_unit_defunct;
