-- Double-entry books per community. Debits are positive, credits negative; every transaction sums to zero.
CREATE TABLE ledger_transaction (
    community   text        NOT NULL,
    number      bigint      NOT NULL,
    kind        text        NOT NULL,
    subject     text        NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT ledger_transaction_pkey PRIMARY KEY (community, number),
    CONSTRAINT ledger_transaction_subject_key UNIQUE (community, subject)
);

-- Entries of an account are numbered 1, 2, 3 … and carry the balance after them.
CREATE TABLE ledger_entry (
    community     text   NOT NULL,
    account       text   NOT NULL,
    sequence      bigint NOT NULL,
    transaction   bigint NOT NULL,
    amount        bigint NOT NULL,
    balance_after bigint NOT NULL,
    CONSTRAINT ledger_entry_pkey PRIMARY KEY (community, account, sequence),
    CONSTRAINT ledger_entry_transaction_key UNIQUE (community, transaction, account),
    CONSTRAINT ledger_entry_sequence_check CHECK (sequence > 0),
    CONSTRAINT ledger_entry_amount_check CHECK (amount <> 0)
);

-- Where each account stands: equal to its last entry, kept so that a batch needs one probe per account.
CREATE TABLE ledger_account (
    community text   NOT NULL,
    account   text   NOT NULL,
    kind      text   NOT NULL,
    building  text,
    entries   bigint NOT NULL,
    balance   bigint NOT NULL,
    CONSTRAINT ledger_account_pkey PRIMARY KEY (community, account)
) WITH (fillfactor = 70);

-- Checked once per statement over its new rows: a row trigger would cost as much as the posting itself. The entries of
-- a transaction are therefore inserted by one statement.
CREATE FUNCTION ledger_entry_balanced() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT community, transaction INTO wrong
    FROM inserted
    GROUP BY community, transaction
    HAVING sum(amount) <> 0
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'transaction % of the books does not sum to zero', wrong.transaction
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balanced_check', TABLE = 'ledger_entry';
    END IF;
    RETURN NULL;
END
$$;

CREATE TRIGGER ledger_entry_balanced
    AFTER INSERT ON ledger_entry
    REFERENCING NEW TABLE AS inserted
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_balanced();

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER ledger_transaction_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transaction
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER payment_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER advance_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advance
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER payout_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payout
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
CREATE TRIGGER spend_mandate_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON spend_mandate
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
