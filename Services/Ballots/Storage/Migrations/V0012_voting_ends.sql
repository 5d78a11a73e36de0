-- A voting that has ended stays ended while papers still come, should the database's clock be set back (reliability D.8).
ALTER TABLE assembly
    DROP CONSTRAINT assembly_state_check,
    ADD CONSTRAINT assembly_state_check CHECK (state IN ('convened', 'open', 'awaitingPapers', 'closed'));

DROP INDEX assembly_due_idx;
CREATE INDEX assembly_due_idx ON assembly (papers_until) WHERE state IN ('open', 'awaitingPapers');
CREATE INDEX assembly_over_idx ON assembly (closes_at) WHERE state = 'open';

-- The list of a community's assemblies, and the units of an owner who looks for their own.
CREATE INDEX assembly_community_idx ON assembly (community, number);
CREATE INDEX frozen_unit_voter_idx ON frozen_unit (assembly, voter);
