-- Decisions that an authority annulled or a court revoked: their mandates allow nothing any more, and what was paid under them
-- stays in the books. Without an item it is the whole assembly.
CREATE TABLE set_aside (
    community    text        NOT NULL,
    assembly     text        NOT NULL,
    item         text,
    set_aside_on date        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT set_aside_item_key UNIQUE NULLS NOT DISTINCT (community, assembly, item)
);

CREATE TRIGGER set_aside_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON set_aside
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
