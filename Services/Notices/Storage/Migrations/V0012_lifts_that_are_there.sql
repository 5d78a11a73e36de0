-- All orders for a lift, of its community and of the parts and the area from before and after a merger.
CREATE VIEW lift_order AS
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order.work_order, work_order.work, work_order.started_on,
    work_order.returned_on
FROM lift
JOIN lift AS same ON same.registration_code = lift.registration_code AND (
    same.community = lift.community
    OR EXISTS (
        SELECT
        FROM community_part
        WHERE (area, part) IN ((lift.community, same.community), (same.community, lift.community))
    )
)
JOIN work_order ON work_order.community = same.community AND work_order.lift = same.lift;

-- Lifts that an order is to add and that are not there: the registry has no day of their installation, and no order has given them
-- back while no other kept them out of use.
CREATE OR REPLACE VIEW unbuilt_lift AS
SELECT community, lift
FROM lift
WHERE installed_on IS NULL
    AND EXISTS (
        SELECT
        FROM lift_order AS addition
        WHERE addition.community = lift.community AND addition.lift = lift.lift AND addition.work = 'addition'
    )
    AND NOT EXISTS (
        SELECT
        FROM lift_order AS given
        WHERE given.community = lift.community AND given.lift = lift.lift AND given.returned_on IS NOT NULL
            AND NOT EXISTS (
                SELECT
                FROM lift_order AS other
                WHERE other.community = lift.community AND other.lift = lift.lift
                    AND (other.kept_in, other.work_order) <> (given.kept_in, given.work_order)
                    AND other.started_on <= given.returned_on
                    AND (other.returned_on IS NULL OR other.returned_on > given.returned_on)
            )
    );
