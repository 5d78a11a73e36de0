-- Under which code a lift was recorded first, which in an area is the one that it had in the part: a code that is
-- corrected afterwards does not part the two.
ALTER TABLE lift ADD COLUMN first_registration_code text;
-- Which codes were corrected before is not known. A process of an older version that still runs records none.
UPDATE lift SET first_registration_code = registration_code;
