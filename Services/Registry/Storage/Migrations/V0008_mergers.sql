-- The decision that a merger rests on (R-V-14), who recorded it, and whether the community's own log says it yet.
ALTER TABLE community
    ADD COLUMN merged_basis     text,
    -- What the community's buildings are called in the area, where they had to be called something else: {"1": "11"}.
    ADD COLUMN merged_buildings jsonb,
    ADD COLUMN merged_by        text,
    ADD COLUMN merger_told      boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT community_merged_check,
    ADD CONSTRAINT community_merged_check CHECK (
        num_nulls(merged_into, merged_on, merged_basis, merged_buildings, merged_by) IN (0, 5)),
    ADD CONSTRAINT community_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES community (code);

CREATE INDEX community_merged_into_idx ON community (merged_into) WHERE merged_into IS NOT NULL;
