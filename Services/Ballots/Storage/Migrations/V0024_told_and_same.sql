-- Whether a delivery shows that the owner knew in time what silence means (R-S-03, R-S-05), as `Delivery.isWarning` says it in Swift;
-- a test holds the two against each other. Planners inline it.
CREATE FUNCTION is_warning(warned boolean, delivered_on date, evidence bytea, method text, last_day date) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN warned AND evidence IS NOT NULL AND method <> 'announcement'
    AND delivered_on IS NOT NULL AND delivered_on <= last_day;

-- Whether a row was entered by the one whose account is `id` and who is called by all of `ids`, in lower case (decision 50). Rows from
-- before accounts were kept have no `person`, and go by the name under which they were entered.
CREATE FUNCTION is_same_person(person text, entered_by text, id text, ids text[]) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(person = id, false) OR lower(entered_by) = ANY (ids);
