-- The secret that hides the records of an assembly in its public bundle; older certificates have none, and no bundle.
ALTER TABLE certificate
    ADD COLUMN blinding bytea,
    ADD CONSTRAINT certificate_blinding_check CHECK (octet_length(blinding) = 32);

-- A vote with what its record in a bundle says beside it.
CREATE VIEW ballot AS
SELECT vote.*, proxy.holder, proxy.authority, official_import.evidence
FROM vote
LEFT JOIN vote_proxy
    ON vote_proxy.assembly = vote.assembly AND vote_proxy.item = vote.item AND vote_proxy.head = vote.head
LEFT JOIN proxy
    ON proxy.number = vote_proxy.proxy
LEFT JOIN official_import
    ON vote.channel = 'imported' AND official_import.assembly = vote.assembly
    AND official_import.imported_at = vote.accepted_at;
