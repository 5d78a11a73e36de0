-- The units of a roll come before the fact that they are all there. What owners allow to be collected meanwhile waits, since
-- who owes what is worked out once. Rolls from before have long been complete.
ALTER TABLE community ADD COLUMN is_complete boolean NOT NULL DEFAULT true;

CREATE TABLE awaited_opening (
    community text   NOT NULL,
    number    bigint GENERATED ALWAYS AS IDENTITY,
    assembly  text   NOT NULL,
    item      text   NOT NULL,
    passed    bytea  NOT NULL,
    CONSTRAINT awaited_opening_pkey PRIMARY KEY (community, number)
);
