-- When the beginning of works and the return of a lift were recorded, which tells what came first of one day. Null: not kept.
ALTER TABLE work_order
    ADD COLUMN started_at timestamptz,
    ADD COLUMN returned_at timestamptz;

-- Where no time was kept works begin at the start of their day, and a lift is given back at the end.
CREATE OR REPLACE VIEW lift_order AS
SELECT
    lift.community, lift.lift, work_order.community AS kept_in, work_order.work_order, work_order.work, work_order.started_on,
    work_order.returned_on, coalesce(work_order.started_at, '-infinity') AS started_at,
    coalesce(work_order.returned_at, 'infinity') AS returned_at
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

-- Works that begin at the very moment at which another order gives a lift back find it there.
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
                    AND (other.started_on, other.started_at) < (given.returned_on, given.returned_at)
                    AND (
                        other.returned_on IS NULL
                        OR (other.returned_on, other.returned_at) > (given.returned_on, given.returned_at)
                    )
            )
    );
