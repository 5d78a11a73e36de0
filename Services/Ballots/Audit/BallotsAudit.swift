import EventLog
import Model
import Postgres

/// What holds of this service's rows.
enum BallotsAudit {
    static let checks: [AuditCheck] = []
}
