import EventLog

/// What holds of this service's rows.
enum FundsAudit {
    static let checks: [AuditCheck] = ledger + books + campaigns + payments + spending + told
}
