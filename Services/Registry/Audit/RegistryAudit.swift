import EventLog
import Model
import Postgres

/// What holds of this service's rows.
enum RegistryAudit {
    static let checks: [AuditCheck] = []
}
