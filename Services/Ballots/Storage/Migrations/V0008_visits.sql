-- What was heard at the doors. Opinions of households are no votes and no evidence: when a topic has ended only counts per building
-- stay (R-P-05), so that these rows, other than votes, may go.
CREATE TABLE visit (
    number       bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    community    text        NOT NULL,
    topic        text        NOT NULL,
    unit         text        NOT NULL,
    visited_on   date        NOT NULL,
    opinion      text        NOT NULL,
    concerns     text[]      NOT NULL,
    promised_for date,
    notes        bytea,
    visitor      text        NOT NULL,
    recorded_by  text        NOT NULL,
    recorded_at  timestamptz NOT NULL,
    CONSTRAINT visit_pkey PRIMARY KEY (number),
    CONSTRAINT visit_opinion_check CHECK (opinion IN ('for', 'against', 'undecided', 'notMet')),
    CONSTRAINT visit_notes_check CHECK (octet_length(notes) = 32)
);

CREATE INDEX visit_unit_idx ON visit (community, topic, unit COLLATE "C", number);

CREATE TABLE visit_topic_end (
    community text        NOT NULL,
    topic     text        NOT NULL,
    ended_at  timestamptz NOT NULL,
    CONSTRAINT visit_topic_end_pkey PRIMARY KEY (community, topic)
);

-- What is left of a topic that has ended.
CREATE TABLE visit_summary (
    community text   NOT NULL,
    topic     text   NOT NULL,
    building  text   NOT NULL,
    visits    bigint NOT NULL,
    units     bigint NOT NULL,
    in_favour bigint NOT NULL,
    against   bigint NOT NULL,
    undecided bigint NOT NULL,
    not_met   bigint NOT NULL,
    changed   bigint NOT NULL,
    promised  bigint NOT NULL,
    CONSTRAINT visit_summary_pkey PRIMARY KEY (community, topic, building)
);

-- Each unit that was visited, with the last opinion that was heard there; `changed` once a unit has said two different things.
CREATE VIEW visited_unit AS
    SELECT community, topic, unit, split_part(unit, '-', 1) AS building, count(*) AS visits,
        coalesce((array_agg(opinion ORDER BY number DESC) FILTER (WHERE opinion <> 'notMet'))[1], 'notMet') AS opinion,
        count(DISTINCT opinion) FILTER (WHERE opinion <> 'notMet') > 1 AS changed,
        (array_agg(promised_for ORDER BY number DESC))[1] AS promised_for,
        (array_agg(notes ORDER BY number DESC))[1] AS notes,
        array_agg(visited_on ORDER BY number) AS days, array_agg(opinion ORDER BY number) AS opinions
    FROM visit
    GROUP BY community, topic, unit;

CREATE VIEW visit_progress AS
    SELECT community, topic, building, sum(visits)::bigint AS visits, count(*) AS units,
        count(*) FILTER (WHERE opinion = 'for') AS in_favour, count(*) FILTER (WHERE opinion = 'against') AS against,
        count(*) FILTER (WHERE opinion = 'undecided') AS undecided, count(*) FILTER (WHERE opinion = 'notMet') AS not_met,
        count(*) FILTER (WHERE changed) AS changed, count(promised_for) AS promised
    FROM visited_unit
    GROUP BY community, topic, building
    UNION ALL
    SELECT * FROM visit_summary;

-- Salons, consultation meetings and expert opinions: public, without persons.
CREATE TABLE consultation (
    number      bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    community   text        NOT NULL,
    topic       text        NOT NULL,
    kind        text        NOT NULL,
    held_on     date        NOT NULL,
    parties     text[]      NOT NULL,
    attendance  bigint[]    NOT NULL,
    conclusion  text        NOT NULL,
    titles      text[]      NOT NULL,
    documents   bytea[]     NOT NULL,
    recorded_by text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT consultation_pkey PRIMARY KEY (number),
    CONSTRAINT consultation_kind_check CHECK (kind IN ('salon', 'meeting', 'jointMeeting', 'report', 'expertOpinion')),
    CONSTRAINT consultation_parties_check CHECK (cardinality(parties) = cardinality(attendance)),
    CONSTRAINT consultation_documents_check CHECK (cardinality(titles) = cardinality(documents))
);

CREATE INDEX consultation_community_idx ON consultation (community, number);

CREATE TRIGGER consultation_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON consultation
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER visit_summary_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON visit_summary
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
