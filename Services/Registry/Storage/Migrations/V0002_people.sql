-- People who may sign in: staff whom an operator has enrolled, and owners who have activated a letter.
CREATE TABLE account (
    id         uuid        NOT NULL,
    login      text        NOT NULL,
    is_staff   boolean     NOT NULL,
    created_by text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_login_key UNIQUE (login)
);

-- Which owners of rolls a person is: the subject of their token in that community.
CREATE TABLE account_owner (
    owner    uuid        NOT NULL,
    account  uuid        NOT NULL,
    bound_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT account_owner_pkey PRIMARY KEY (owner),
    CONSTRAINT account_owner_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id),
    CONSTRAINT account_owner_account_fkey FOREIGN KEY (account) REFERENCES account (id)
);

CREATE INDEX account_owner_account_idx ON account_owner (account);

-- What a person proves themselves with. Without a row an account is not activated.
CREATE TABLE credential (
    account    uuid        NOT NULL,
    salt       bytea       NOT NULL,
    -- The base-two logarithm of scrypt's N; r is 8 and p is 1.
    cost       smallint    NOT NULL,
    hash       bytea       NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    -- The last step of the second factor (RFC 6238) whose code was taken: 0 until the first.
    totp_step  bigint      NOT NULL DEFAULT 0,
    CONSTRAINT credential_pkey PRIMARY KEY (account),
    CONSTRAINT credential_account_fkey FOREIGN KEY (account) REFERENCES account (id)
);

-- Name, telephone number and the key of the second factor, sealed under a key of the account's own, which a master key
-- wraps: who deletes the row has deleted every copy of them.
CREATE TABLE account_sealed (
    account uuid  NOT NULL,
    key     bytea NOT NULL,
    sealed  bytea NOT NULL,
    CONSTRAINT account_sealed_pkey PRIMARY KEY (account),
    CONSTRAINT account_sealed_account_fkey FOREIGN KEY (account) REFERENCES account (id)
);

-- One-time codes: of the letters to owners, and those that staff are handed.
CREATE TABLE activation_code (
    -- The part of the code that finds it; the rest is known by its hash alone.
    lookup       text        NOT NULL,
    hash         bytea       NOT NULL,
    owner        uuid,
    account      uuid,
    issued_by    text        NOT NULL,
    issued_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at   timestamptz NOT NULL,
    wrong        integer     NOT NULL DEFAULT 0,
    used_at      timestamptz,
    cancelled_at timestamptz,
    CONSTRAINT activation_code_pkey PRIMARY KEY (lookup),
    CONSTRAINT activation_code_owner_fkey FOREIGN KEY (owner) REFERENCES owner (id),
    CONSTRAINT activation_code_account_fkey FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT activation_code_whose_check CHECK (num_nonnulls(owner, account) = 1)
);

-- A new code cancels the one before it.
CREATE UNIQUE INDEX activation_code_owner_open_key ON activation_code (owner)
    WHERE used_at IS NULL AND cancelled_at IS NULL;
CREATE UNIQUE INDEX activation_code_account_open_key ON activation_code (account)
    WHERE used_at IS NULL AND cancelled_at IS NULL;

-- A sign-in and what was refreshed from it: one family of refresh tokens.
CREATE TABLE session (
    id            uuid        NOT NULL,
    account       uuid        NOT NULL,
    -- The owner that its tokens speak for, if any.
    owner         uuid,
    second_factor boolean     NOT NULL,
    signed_in_at  timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    ended_at      timestamptz,
    CONSTRAINT session_pkey PRIMARY KEY (id),
    CONSTRAINT session_account_fkey FOREIGN KEY (account) REFERENCES account (id)
);

CREATE INDEX session_account_idx ON session (account) WHERE ended_at IS NULL;

CREATE TABLE refresh_token (
    hash      bytea       NOT NULL,
    session   uuid        NOT NULL,
    issued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    used_at   timestamptz,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (hash),
    CONSTRAINT refresh_token_session_fkey FOREIGN KEY (session) REFERENCES session (id)
);

-- How often somebody has tried, by account and by address, both as hashes, whether there is such an account or not.
CREATE TABLE attempt (
    key           bytea       NOT NULL,
    attempts      bigint      NOT NULL,
    last_at       timestamptz NOT NULL,
    blocked_until timestamptz NOT NULL,
    CONSTRAINT attempt_pkey PRIMARY KEY (key)
);

CREATE INDEX attempt_last_at_idx ON attempt (last_at);

-- Who may do what where and when: proposed by one person and confirmed by another.
CREATE TABLE role_grant (
    id           uuid        NOT NULL,
    account      uuid        NOT NULL,
    -- None for the district-wide role.
    community    text,
    role         text        NOT NULL,
    from_day     date        NOT NULL,
    -- The last day; none for no end.
    until_day    date,
    proposed_by  text        NOT NULL,
    proposed_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    confirmed_by text,
    confirmed_at timestamptz,
    revoked_by   text,
    revoked_at   timestamptz,
    CONSTRAINT role_grant_pkey PRIMARY KEY (id),
    CONSTRAINT role_grant_account_fkey FOREIGN KEY (account) REFERENCES account (id),
    CONSTRAINT role_grant_community_fkey FOREIGN KEY (community) REFERENCES community (code),
    CONSTRAINT role_grant_role_check CHECK (role IN ('collector', 'scrutineer', 'committee', 'property', 'contractor',
        'street', 'auditor', 'operator')),
    CONSTRAINT role_grant_place_check CHECK ((role = 'operator') = (community IS NULL)),
    CONSTRAINT role_grant_days_check CHECK (until_day >= from_day)
);

CREATE INDEX role_grant_account_idx ON role_grant (account);
CREATE INDEX role_grant_community_idx ON role_grant (community, id);

-- What happened at the door. Append-only.
CREATE TABLE door_event (
    id      bigint      GENERATED ALWAYS AS IDENTITY,
    at      timestamptz NOT NULL DEFAULT clock_timestamp(),
    what    text        NOT NULL,
    -- The account that it is known to be about.
    account uuid,
    CONSTRAINT door_event_pkey PRIMARY KEY (id)
);

-- Every look at personal data: who saw whose, and what of it. Append-only.
CREATE TABLE personal_look (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    at        timestamptz NOT NULL DEFAULT clock_timestamp(),
    who       text        NOT NULL,
    -- An owner's or an account's id; none for a whole roll.
    whose     uuid,
    community text,
    what      text        NOT NULL,
    CONSTRAINT personal_look_pkey PRIMARY KEY (id)
);

CREATE INDEX personal_look_community_idx ON personal_look (community, id);

CREATE FUNCTION people_only_grow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;

CREATE TRIGGER door_event_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON door_event
    FOR EACH STATEMENT EXECUTE FUNCTION people_only_grow();
CREATE TRIGGER personal_look_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON personal_look
    FOR EACH STATEMENT EXECUTE FUNCTION people_only_grow();
