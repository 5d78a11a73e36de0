-- `R-12` and `r-12` are one reference, so that a payment is not taken twice. "C" folds the letters A to Z and nothing
-- else, like the program. The receipt's number, which was unique already, is what a payment is known by.
ALTER TABLE payment DROP CONSTRAINT payment_pkey;
ALTER TABLE payment DROP CONSTRAINT payment_receipt_key;
ALTER TABLE payment ADD CONSTRAINT payment_pkey PRIMARY KEY (community, campaign, receipt);
CREATE UNIQUE INDEX payment_reference_key ON payment (community, campaign, lower(reference COLLATE "C"));
CREATE UNIQUE INDEX payout_reference_key ON payout (community, campaign, lower(reference COLLATE "C"));
