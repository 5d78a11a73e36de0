import EventLog
import Model
import Postgres
import ServiceRuntime

/// What was signed, worked out once more as it is for each bundle that is given out.
///
/// Votes that have changed places add up to the same, and only here is told who cast which.
enum BundleChecks {
    static let all = [areWhatWasSigned]

    /// Nobody waits for more than half a minute.
    private static let time = Duration.seconds(25)

    private static let areWhatWasSigned = AuditCheck(
        "bundles-are-what-was-signed",
        """
        Of every certificate with a bundle the stored rows still give each word, every vote in its place, and its \
        signature is of the key beside it.
        """,
        reading: report)

    @Sendable private static func report(
        _ community: CommunityID, _ pool: PostgresPool
    ) async throws -> (examined: Int64, faults: [AuditFault]) {
        let bundle = Bundle(assemblies: AssemblyStore(), store: BundleStore(pool: pool))
        let end = ContinuousClock.now + time
        let certified = try await bundle.store.certified(in: community)
        var faults: [AuditFault] = []
        for (assembly, isWhole) in certified where Int64(faults.count) < AuditCheck.shown {
            let says = try await isWhole ? fault(of: assembly, community, bundle, until: end) : broken
            if let says { faults.append(AuditFault(place: assembly.description, says: says)) }
        }
        return (examined: Int64(certified.count), faults: faults)
    }

    private static let broken = "its rows make no bundle"

    /// - Returns: nil where there is none.
    /// - Throws: `Problem.unavailable` at `end`; `PostgresError`.
    private static func fault(
        of assembly: AssemblyID, _ community: CommunityID, _ bundle: Bundle, until end: ContinuousClock.Instant
    ) async throws -> String? {
        do {
            let closed = try await bundle.load(assembly, of: community)
            guard let signed = try await bundle.store.certificate(of: closed.stored.number) else { return broken }
            try await bundle.prove(closed, nil, signed) { _ in
                guard ContinuousClock.now < end else { throw Problem.unavailable }
            }
            return try signed.isSignedByItsKey() ? nil : "its certificate is not signed by the key beside it"
        } catch is ChangedSinceCertified {
            return "its rows give another certificate than was signed"
        } catch let error where error is Problem || error is CancellationError {
            throw error
        } catch let error as PostgresError where error.kind != .decoding {
            throw error
        } catch {
            return broken
        }
    }
}
