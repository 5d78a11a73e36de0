-- What was said for a first meeting of the owners to be called, and what the roll said on that day (R-E-13).
CREATE TABLE first_meeting (
    assembly           bigint NOT NULL,
    first_delivered_on date,
    request_by         text,
    request_owners     bigint,
    request_area       bigint,
    evidence           bytea,
    delivered_area     bigint,
    whole_area         bigint,
    CONSTRAINT first_meeting_pkey PRIMARY KEY (assembly),
    CONSTRAINT first_meeting_assembly_fkey FOREIGN KEY (assembly) REFERENCES assembly (number),
    CONSTRAINT first_meeting_request_check CHECK ((request_by IS NULL) = (evidence IS NULL)),
    CONSTRAINT first_meeting_request_by_check CHECK (request_by IN ('owners', 'developer')),
    CONSTRAINT first_meeting_evidence_check CHECK (octet_length(evidence) = 32)
);

CREATE TRIGGER first_meeting_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON first_meeting
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
