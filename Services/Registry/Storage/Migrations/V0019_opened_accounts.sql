-- The account that a code has given a secret; a letter that makes somebody who has an account one more owner gives none.
ALTER TABLE activation_code ADD COLUMN opened uuid;
ALTER TABLE activation_code ADD CONSTRAINT activation_code_opened_fkey FOREIGN KEY (opened) REFERENCES account (id);
ALTER TABLE activation_code ADD CONSTRAINT activation_code_opened_check CHECK (opened IS NULL OR used_at IS NOT NULL);

CREATE INDEX activation_code_opened_idx ON activation_code (opened) WHERE opened IS NOT NULL;
-- Handed-over codes that a process of before takes while this one is brought up are known by whom they were made for.
CREATE INDEX activation_code_used_account_idx ON activation_code (account) WHERE used_at IS NOT NULL;

UPDATE activation_code SET opened = account WHERE account IS NOT NULL AND used_at IS NOT NULL;

-- Which letters of before gave a secret is not on record: all count that were used since their owner has the account,
-- under whichever id the owner is known now.
UPDATE activation_code SET opened = bound.account
FROM (
    SELECT owner, account, bound_at FROM account_owner
    UNION ALL
    SELECT united_owner.owner, kept.account, kept.bound_at
    FROM united_owner
    JOIN account_owner AS kept ON kept.owner = united_owner.kept
    WHERE NOT EXISTS (SELECT FROM account_owner AS own WHERE own.owner = united_owner.owner)
) AS bound
WHERE activation_code.owner = bound.owner AND activation_code.used_at >= bound.bound_at;
