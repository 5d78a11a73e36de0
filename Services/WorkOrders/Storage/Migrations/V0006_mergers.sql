-- Which community has become part of which area: only there is a lift of the same registration code the same lift.
CREATE TABLE merger (
    part text NOT NULL,
    area text NOT NULL,
    CONSTRAINT merger_pkey PRIMARY KEY (part)
);
CREATE INDEX merger_area_idx ON merger (area);

-- Of mergers before, what the works that are under way tell.
INSERT INTO merger (part, area)
SELECT DISTINCT ON (part.community) part.community, area.community
FROM lift AS part
JOIN lift AS area ON area.registration_code = part.registration_code AND area.community <> part.community
JOIN work_order ON work_order.community = part.community AND work_order.lift = part.lift
WHERE work_order.state IN ('started', 'inspectionFailed', 'inspected')
ORDER BY part.community, area.community;

CREATE TRIGGER merger_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON merger
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
