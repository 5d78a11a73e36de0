-- As before, and with the owner who has the seat, if its member sits for the owners.
CREATE OR REPLACE VIEW seat_in_office AS
    SELECT body_seat.community, body_seat.body, body_seat.seat, body_seat.turn,
        body_suspension.from_day AS suspended_from, body_suspension.until_day AS suspended_until,
        CASE WHEN body_seat.represents = 'owner' THEN body_seat.member END AS owner
    FROM body_seat
    JOIN body ON body.community = body_seat.community AND body.code = body_seat.body AND body.ended_on IS NULL
    LEFT JOIN body_suspension ON body_suspension.community = body_seat.community
        AND body_suspension.body = body_seat.body AND body_suspension.seat = body_seat.seat
        AND body_suspension.turn = body_seat.turn AND body_suspension.ended_on IS NULL
    WHERE body_seat.until IS NULL;

-- The seats in office that roles go with. A role rests besides while its holder sits for the owners and owns nothing
-- there any more (R-B-07): an owner's id stays with the reference, so whoever has that next owns under it, but not the
-- holder.
CREATE VIEW granted_seat AS
    SELECT role_grant.id AS role_grant, held.seat, held.suspended_from, held.suspended_until,
        held.owner IS NOT NULL AND NOT EXISTS (
            SELECT FROM unit_owner
            JOIN account_owner ON account_owner.owner = unit_owner.owner
            WHERE unit_owner.community = held.community AND unit_owner.owner = held.owner
                AND account_owner.account = role_grant.account
        ) AS has_sold
    FROM role_grant
    JOIN seat_in_office AS held
        ON (held.community, held.body, held.seat, held.turn)
            = (role_grant.community, role_grant.body, role_grant.seat, role_grant.turn);
