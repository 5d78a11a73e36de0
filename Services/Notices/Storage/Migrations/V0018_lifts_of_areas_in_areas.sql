-- Each lift with those that are the same one: itself, what it was in the parts of its community, and what it is in the area that its
-- community has become part of. An area that becomes part of another hands on the code that it had corrected by then; so from one
-- community to the next the code is that of the part, where no code changes any more, and the first one of the area. What two lifts
-- of an area exchanged would else be taken for each other in the next.
CREATE OR REPLACE VIEW same_lift AS
SELECT lift.community, lift.lift, same.kept_in, same.kept_as
FROM lift
CROSS JOIN LATERAL (
    WITH RECURSIVE below AS (
        SELECT
            lift.community AS kept_in, lift.lift AS kept_as,
            coalesce(lift.first_registration_code, lift.registration_code) AS code
        UNION
        SELECT part.community, part.lift, coalesce(part.first_registration_code, part.registration_code)
        FROM below
        JOIN community ON community.merged_into = below.kept_in
        JOIN lift AS part ON part.community = community.community AND part.registration_code = below.code
    ), above AS (
        SELECT lift.community AS kept_in, lift.lift AS kept_as, lift.registration_code AS code
        UNION
        SELECT area.community, area.lift, area.registration_code
        FROM above
        JOIN community ON community.community = above.kept_in
        JOIN lift AS area
            ON area.community = community.merged_into
            AND coalesce(area.first_registration_code, area.registration_code) = above.code
    )
    SELECT kept_in, kept_as FROM below
    UNION
    SELECT kept_in, kept_as FROM above
) AS same;
