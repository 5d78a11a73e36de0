import EventLog
import Model
import Postgres

/// What holds of this service's rows.
enum WorkOrdersAudit {
    static let checks: [AuditCheck] = []
}
