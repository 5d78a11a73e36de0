-- Numbers of documents, by which it is seen that two owners are one person (R-C-14); gone when the owner leaves the roll.
CREATE TABLE person_document (
    owner  uuid  NOT NULL,
    -- A key of this row's own, wrapped by a master key, as in person.
    key    bytea NOT NULL,
    sealed bytea NOT NULL,
    -- A keyed hash of the number, the same for everybody who shows that document; it changes with the master key.
    match  bytea NOT NULL,
    CONSTRAINT person_document_pkey PRIMARY KEY (owner),
    CONSTRAINT person_document_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id)
);

CREATE INDEX person_document_match_idx ON person_document (match);
