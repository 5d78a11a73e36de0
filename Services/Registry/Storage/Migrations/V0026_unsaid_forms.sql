-- A process of an older program that still runs gives an owner another number without saying in which form `match` was made of it, and the
-- row would keep the form of the number before. What changes `match` and does not name `form` leaves a form that no program has, so that
-- the next start makes it anew. Triggers fire in the order of their names, the second only where the statement names `form`.
CREATE FUNCTION document_form_unsaid() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.form := -1 - NEW.form;
    RETURN NEW;
END
$$;

CREATE FUNCTION document_form_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.form < 0 THEN
        NEW.form := -1 - NEW.form;
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER person_document_form_1_unsaid BEFORE UPDATE OF match ON person_document
    FOR EACH ROW WHEN (NEW.match <> OLD.match AND NEW.form >= 0) EXECUTE FUNCTION document_form_unsaid();
CREATE TRIGGER person_document_form_2_said BEFORE UPDATE OF form ON person_document
    FOR EACH ROW EXECUTE FUNCTION document_form_said();
