-- A roll of 200,000 units is 60 MB of payloads, and the older method takes five times as long for them. Rows that are there
-- already stay as they are; a server that was built without the newer method goes on with the older.
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_settings WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)) THEN
        ALTER TABLE outbox ALTER COLUMN payload SET COMPRESSION lz4;
        ALTER TABLE http_idempotency ALTER COLUMN answer SET COMPRESSION lz4;
    END IF;
END
$$;
