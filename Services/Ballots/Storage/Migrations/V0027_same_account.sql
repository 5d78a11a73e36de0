-- Whether a row was entered by the one whose account is `id` and who is called by all of `ids`, in lower case, other accounts of theirs
-- among them: the owner as whom they spoke then may be nobody by now (decision 59). Rows from before accounts were kept have no
-- `person`, and go by the name under which they were entered.
CREATE OR REPLACE FUNCTION is_same_person(person text, entered_by text, id text, ids text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(person = id OR lower(person) = ANY (ids), false) OR lower(entered_by) = ANY (ids);
