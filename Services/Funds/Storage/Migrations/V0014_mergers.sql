-- Which community has become part of which area, and what its buildings are called there: who owns a unit by now is
-- what the area's roll says. Of mergers from before nobody said it here. Append-only.
CREATE TABLE merger (
    part      text NOT NULL,
    area      text NOT NULL,
    merged_on date NOT NULL,
    CONSTRAINT merger_pkey PRIMARY KEY (part)
);

CREATE TABLE renamed_building (
    part   text NOT NULL,
    before text NOT NULL,
    after  text NOT NULL,
    CONSTRAINT renamed_building_pkey PRIMARY KEY (part, before)
);

CREATE TRIGGER merger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON merger
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER renamed_building_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON renamed_building
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
