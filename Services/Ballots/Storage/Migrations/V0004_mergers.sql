-- The management area that a community has become part of: its owners' meeting is the area's from that day on (R-G-04).
ALTER TABLE community
    ADD COLUMN merged_into text,
    ADD COLUMN merged_on   date,
    ADD CONSTRAINT community_merged_check CHECK ((merged_into IS NULL) = (merged_on IS NULL));
