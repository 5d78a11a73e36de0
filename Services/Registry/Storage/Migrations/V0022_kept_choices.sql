-- Whether co-owners had chosen the voter of that time: the choice holds again when a unit comes back that had left the
-- roll (R-C-07).
ALTER TABLE unit_past ADD COLUMN voter_chosen boolean NOT NULL DEFAULT false;

CREATE INDEX unit_past_voter_chosen_idx ON unit_past (community, code) WHERE voter_chosen;
