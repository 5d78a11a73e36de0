-- Rows of an older program: sealed into the new table when this program first starts, and then gone.
ALTER TABLE person RENAME TO person_in_clear;
ALTER TABLE person_in_clear RENAME CONSTRAINT person_pkey TO person_in_clear_pkey;
ALTER TABLE person_in_clear RENAME CONSTRAINT person_owner_fkey TO person_in_clear_owner_fkey;
ALTER TABLE person_in_clear RENAME CONSTRAINT person_kind_check TO person_in_clear_kind_check;

-- Personal data, here and nowhere else; gone when the owner leaves the roll (R-P-05).
CREATE TABLE person (
    owner  uuid  NOT NULL,
    kind   text  NOT NULL,
    -- The owner's own key, wrapped by a master key: who deletes it has deleted every copy of the data.
    key    bytea NOT NULL,
    -- Name and telephone number under that key.
    sealed bytea NOT NULL,
    -- A keyed hash of them, by which a file is compared with what is stored.
    mark   bytea NOT NULL,
    CONSTRAINT person_pkey PRIMARY KEY (owner),
    CONSTRAINT person_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id),
    CONSTRAINT person_kind_check CHECK (kind IN ('person', 'company', 'developer'))
);
