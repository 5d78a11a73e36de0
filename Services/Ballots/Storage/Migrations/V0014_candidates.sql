-- How those who stand in an election present themselves, by their written consent. Names are in no event and no bundle, and
-- ballots name candidates by their codes: a row here may go when the consent is taken back, other than what is evidence.
CREATE TABLE candidate_presentation (
    assembly  bigint   NOT NULL,
    item      smallint NOT NULL,
    candidate text     NOT NULL,
    name      text     NOT NULL,
    statement text,
    consent   bytea    NOT NULL,
    CONSTRAINT candidate_presentation_pkey PRIMARY KEY (assembly, item, candidate),
    CONSTRAINT candidate_presentation_item_fkey FOREIGN KEY (assembly, item) REFERENCES agenda_item (assembly, item),
    CONSTRAINT candidate_presentation_consent_check CHECK (octet_length(consent) = 32)
);
