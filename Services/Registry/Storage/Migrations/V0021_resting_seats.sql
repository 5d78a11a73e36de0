-- A seat's role rests besides while its holder sits for the owners and owns nothing there any more (R-B-07).
CREATE OR REPLACE VIEW seat_in_office AS
    SELECT body_seat.community, body_seat.body, body_seat.seat, body_seat.turn,
        body_suspension.from_day AS suspended_from, body_suspension.until_day AS suspended_until,
        body_seat.represents = 'owner' AND NOT EXISTS (
            SELECT FROM unit_owner
            WHERE unit_owner.community = body_seat.community AND unit_owner.owner = body_seat.member
        ) AS has_sold
    FROM body_seat
    JOIN body ON body.community = body_seat.community AND body.code = body_seat.body AND body.ended_on IS NULL
    LEFT JOIN body_suspension ON body_suspension.community = body_seat.community
        AND body_suspension.body = body_seat.body AND body_suspension.seat = body_seat.seat
        AND body_suspension.turn = body_seat.turn AND body_suspension.ended_on IS NULL
    WHERE body_seat.until IS NULL;
