/// Where a database is and how its connections behave.
package struct PostgresConfiguration: Sendable {
    package enum Encryption: Sendable, Hashable {
        /// For a server on the same machine or in a private network.
        case none
        /// TLS or no connection; the server's certificate must be signed by one in this file and name the host.
        case verified(rootCertificateFile: String)
    }

    package var host: String
    package var port: Int
    package var database: String
    package var user: String
    package var password: String?
    package var encryption = Encryption.none
    /// Shown in `pg_stat_activity`.
    package var applicationName = "tongti"

    /// The most connections that a pool opens.
    package var maximumConnections = 8
    /// The most tasks that wait for a connection; further ones are refused at once.
    package var maximumWaiters = 1024
    /// How long a task waits for a connection, reconnecting included.
    package var acquireTimeout = Duration.seconds(10)
    /// How long one attempt to connect may take.
    package var connectTimeout = Duration.seconds(5)

    /// PostgreSQL's `statement_timeout`; zero is none.
    package var statementTimeout = Duration.seconds(30)
    /// PostgreSQL's `lock_timeout`; zero is none.
    package var lockTimeout = Duration.seconds(10)
    /// PostgreSQL's `idle_in_transaction_session_timeout`; zero is none.
    package var idleInTransactionTimeout = Duration.seconds(60)
    /// PostgreSQL's `idle_session_timeout`, for a session whose locks must not outlive a process that is frozen; zero is none.
    package var idleSessionTimeout = Duration.zero
    /// How long beyond `statementTimeout` a server may be silent before its connection is given up, and how long it may take
    /// to stop a statement whose task was cancelled.
    package var silenceAllowance = Duration.seconds(5)

    /// Prepared statements kept for each connection; the least recently used one goes first.
    package var preparedStatements = 256

    package init(host: String, port: Int, database: String, user: String, password: String? = nil) {
        self.host = host
        self.port = port
        self.database = database
        self.user = user
        self.password = password
    }
}

extension PostgresConfiguration: CustomStringConvertible {
    /// Without the password.
    package var description: String { "postgresql://\(user)@\(host):\(port)/\(database)" }
}

extension PostgresConfiguration {
    /// libpq's own parameters (manual, 34.1.1).
    var connectionString: String {
        var parameters = [
            ("host", host), ("port", String(port)), ("dbname", database), ("user", user),
            ("application_name", applicationName), ("client_encoding", "UTF8"), ("gssencmode", "disable"),
            // So that a vanished server is noticed: by a cancellation too, which connects anew, and while it should work.
            ("tcp_user_timeout", String((connectTimeout + silenceAllowance).milliseconds)),
            ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("options", options),
        ]
        if let password {
            parameters.append(("password", password))
        }
        switch encryption {
        case .none: parameters.append(("sslmode", "disable"))
        case .verified(let file): parameters += [("sslmode", "verify-full"), ("sslrootcert", file)]
        }
        return parameters.map { "\($0.0)='\(Self.escaped($0.1))'" }.joined(separator: " ")
    }

    private static func escaped(_ value: String) -> String {
        value.unicodeScalars.reduce(into: "") { escaped, scalar in
            if scalar == "'" || scalar == "\\" {
                escaped.unicodeScalars.append("\\")
            }
            escaped.unicodeScalars.append(scalar)
        }
    }

    /// How long the server may be silent while it works for us; `nil` without a statement time limit.
    ///
    /// Statements that are sent together are answered together, and each of them has the time limit for itself.
    func silenceLimit(statements: Int = 1) -> Duration? {
        statementTimeout > .zero ? statementTimeout * max(1, statements) + silenceAllowance : nil
    }

    private var options: String {
        var limits = [
            ("statement_timeout", statementTimeout), ("lock_timeout", lockTimeout),
            ("idle_in_transaction_session_timeout", idleInTransactionTimeout),
        ]
        if idleSessionTimeout > .zero { limits.append(("idle_session_timeout", idleSessionTimeout)) }
        // Statements are short, and to compile one takes longer than to run it.
        return (limits.map { "-c \($0.0)=\($0.1.milliseconds)" } + ["-c jit=off"]).joined(separator: " ")
    }
}

extension Duration {
    /// Whole milliseconds within what PostgreSQL's settings and `poll` take, which is 32 bits.
    var milliseconds: Int32 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int32(min(seconds, 2_000_000)) * 1000 + Int32(attoseconds / 1_000_000_000_000_000)
    }
}
