-- What was published and what was applied is never changed or removed, whoever tries.
CREATE FUNCTION event_log_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or removed', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'append_only', TABLE = TG_TABLE_NAME;
END
$$;

CREATE TRIGGER outbox_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON outbox
    FOR EACH STATEMENT EXECUTE FUNCTION event_log_append_only();
CREATE TRIGGER inbox_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbox_log
    FOR EACH STATEMENT EXECUTE FUNCTION event_log_append_only();
CREATE TRIGGER inbox_parked_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbox_parked
    FOR EACH STATEMENT EXECUTE FUNCTION event_log_append_only();
CREATE TRIGGER inbox_resolution_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON inbox_resolution
    FOR EACH STATEMENT EXECUTE FUNCTION event_log_append_only();
