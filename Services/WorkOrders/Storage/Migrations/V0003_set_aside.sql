-- Which vote a campaign rests on, of campaigns that open from now on.
CREATE TABLE campaign (
    community text NOT NULL,
    campaign  text NOT NULL,
    assembly  text NOT NULL,
    item      text NOT NULL,
    CONSTRAINT campaign_pkey PRIMARY KEY (community, campaign)
);

-- Decisions that an authority annulled or a court revoked: nothing more is released under them. Without an item it is the
-- whole assembly.
CREATE TABLE set_aside (
    community    text        NOT NULL,
    assembly     text        NOT NULL,
    item         text,
    set_aside_on date        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT set_aside_item_key UNIQUE NULLS NOT DISTINCT (community, assembly, item)
);

CREATE TRIGGER campaign_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER set_aside_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON set_aside
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
