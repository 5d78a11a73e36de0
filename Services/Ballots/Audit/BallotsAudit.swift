import EventLog

/// What holds of this service's rows.
enum BallotsAudit {
    static let checks: [AuditCheck] = [
        FrozenRollChecks.all, VoteChecks.all, PaperChecks.all, RegisterChecks.all, ProxyChecks.all, CourseChecks.all,
        ResultChecks.all, OutcomeChecks.all, ElectionChecks.all, CertificateChecks.all, BundleChecks.all,
        AgendaChecks.all, ToldChecks.all, RollChecks.all,
    ].flatMap { $0 }
}
