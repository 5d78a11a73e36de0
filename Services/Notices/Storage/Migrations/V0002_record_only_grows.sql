-- What was published stays as it was published, whatever a later program or hand attempts.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the public record only grows: % of % refused', TG_OP, TG_TABLE_NAME;
END
$$;

CREATE TRIGGER notice_only_grows_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON notice
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER digest_only_grows_trigger
    BEFORE UPDATE OR DELETE OR TRUNCATE ON digest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
