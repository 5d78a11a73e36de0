-- The last owners of a unit that has left the roll: what it paid is still theirs to look at (R-F-08). Asked only where
-- `unit` has no row, so that a unit that comes back is its new owners'.
CREATE TABLE departed_unit (
    community text   NOT NULL,
    unit      text   NOT NULL,
    owners    uuid[] NOT NULL,
    CONSTRAINT departed_unit_pkey PRIMARY KEY (community, unit)
);
