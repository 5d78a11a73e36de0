-- The management area that a community has become part of; its own board stays, and says where its new ones are.
ALTER TABLE community
    ADD COLUMN merged_into text,
    ADD COLUMN merged_on   date,
    ADD CONSTRAINT community_merged_check CHECK ((merged_into IS NULL) = (merged_on IS NULL));

CREATE INDEX community_merged_into_idx ON community (merged_into) WHERE merged_into IS NOT NULL;
