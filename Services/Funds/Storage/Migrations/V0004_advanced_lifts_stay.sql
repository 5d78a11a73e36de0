-- To which lifts an advance is tied is part of the debt, and stays as it was written, like the advance itself.
CREATE TRIGGER advanced_lift_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON advanced_lift
    FOR EACH STATEMENT EXECUTE FUNCTION append_only();
