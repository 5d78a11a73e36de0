-- What a campaign's works are, and for which buildings, so that a lift that is recorded later gets its order.
CREATE TABLE campaign_plan (
    community  text   NOT NULL,
    campaign   text   NOT NULL,
    buildings  text[] NOT NULL,
    work       text   NOT NULL,
    work_class text   NOT NULL,
    CONSTRAINT campaign_plan_pkey PRIMARY KEY (community, campaign)
);

-- For which building (its threshold) or lift (an advance) money has come; the first stays.
CREATE TABLE funding (
    community   text NOT NULL,
    campaign    text NOT NULL,
    cause       text NOT NULL,
    place       text NOT NULL,
    released_on date NOT NULL,
    CONSTRAINT funding_pkey PRIMARY KEY (community, campaign, cause, place),
    CONSTRAINT funding_cause_check CHECK (cause IN ('advance', 'buildingFunded'))
);

-- Of campaigns that opened before, what their orders tell.
INSERT INTO campaign_plan (community, campaign, buildings, work, work_class)
SELECT community, campaign, array_agg(DISTINCT split_part(lift, '-', 1)), min(work), min(work_class)
FROM work_order
GROUP BY community, campaign;

INSERT INTO funding (community, campaign, cause, place, released_on)
SELECT community, campaign, cause, split_part(lift, '-', 1), min(released_on)
FROM work_order
WHERE cause = 'buildingFunded'
GROUP BY community, campaign, cause, split_part(lift, '-', 1);

CREATE TRIGGER campaign_plan_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign_plan
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER funding_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON funding
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
