-- Whoever votes, votes on all items of the agenda: their keys stand together now, and a ballot finds its place in a page that the one
-- before it has touched. What is asked of a head, on all items, is found by the key as well.
ALTER TABLE vote
    DROP CONSTRAINT vote_pkey,
    ADD CONSTRAINT vote_pkey PRIMARY KEY (assembly, head, item);
