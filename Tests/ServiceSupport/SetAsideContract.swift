package import Postgres

/// The tables that `SetAsideDecisions` rests on, which each service that uses it makes by its own migrations.
package enum SetAsideContract {
    /// Columns as `name type` with their constraints, then what is unique.
    package static let expected = [
        "campaign.assembly text not null", "campaign.campaign text not null", "campaign.community text not null",
        "campaign.item text not null", "set_aside.assembly text not null", "set_aside.community text not null",
        "set_aside.item text", "set_aside.recorded_at timestamp with time zone not null",
        "set_aside.set_aside_on date not null",
        "campaign_pkey PRIMARY KEY (community, campaign)",
        "set_aside_item_key UNIQUE NULLS NOT DISTINCT (community, assembly, item)",
    ]

    /// The same of a service's database: all columns of `set_aside`, those of `campaign` that are read.
    package static func found(in pool: PostgresPool) async throws -> [String] {
        try await pool.withConnection { connection in
            try await connection.query(
                """
                SELECT table_name || '.' || column_name || ' ' || data_type
                    || CASE WHEN is_nullable = 'NO' THEN ' not null' ELSE '' END
                FROM information_schema.columns
                WHERE table_schema = 'public'
                    AND (
                        table_name = 'set_aside'
                        OR (table_name = 'campaign' AND column_name IN ('community', 'campaign', 'assembly', 'item'))
                    )
                ORDER BY table_name COLLATE "C", column_name COLLATE "C"
                """,
                as: String.self)
                + connection.query(
                    """
                    SELECT conname || ' ' || pg_get_constraintdef(oid)
                    FROM pg_constraint
                    WHERE conname IN ('campaign_pkey', 'set_aside_item_key')
                    ORDER BY conname COLLATE "C"
                    """,
                    as: String.self)
        }
    }

    /// Whether an order that is kept can be changed or taken away.
    package static func canForget(in pool: PostgresPool) async throws -> Bool {
        do {
            try await pool.withConnection { try await $0.execute("DELETE FROM set_aside") }
            return true
        } catch is PostgresError {
            return false
        }
    }
}
