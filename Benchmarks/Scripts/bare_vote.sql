INSERT INTO bare_vote (ballot_id, unit_id, choice, at) VALUES (1, nextval('bare_seq'), 1, clock_timestamp()) ON CONFLICT DO NOTHING;
