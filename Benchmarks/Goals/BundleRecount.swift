import FoundationEssentials
import LocalDistrict
import Model
import Postgres

/// E1: an assembly in which every owner has voted on 30 items and in one election, a quarter of them on paper, is closed,
/// counted and certified, its bundle fetched, and counted again by `deploy/verify/recount.py`: all of it against a minute.
///
/// The ballots are put into the tables as they are after voting; how fast they get there is P1's business.
struct BundleRecount: Sendable {
    let electorate: Electorate
    let pairs: Int

    private static let resolutions = 30
    private static let wanted = 60.0

    func measure() async throws -> Goal {
        try await electorate.district.with(.ballots) { ballots in
            var goal = Goal(
                name: "E1", what: "an assembly is closed, its bundle written and recounted / one minute", unit: "s",
                bound: .atMost(1), pairs: Pairs())
            for pair in 1...pairs {
                let assembly = "e1-\(pair)"
                try await electorate.open(assembly, agenda: Self.agenda, at: ballots.url)
                let rows = try await fill(assembly)
                let quiet = try Quiet()
                let start = ContinuousClock.now
                try await electorate.close(assembly, at: ballots.url)
                let certificate = try await electorate.certificate(of: assembly, at: ballots.url)
                let certified = ContinuousClock.now - start
                let file = "\(electorate.district.district.directory.path)/\(assembly).jsonl"
                let bytes = try await electorate.downloadBundle(of: assembly, at: ballots.url, to: file)
                let fetched = ContinuousClock.now - start - certified
                let counted = try await recount(file)
                let took = ContinuousClock.now - start
                goal.pairs.add(subject: took.inSeconds, baseline: Self.wanted, try quiet.verdict())
                if !certificate.hasPrefix(#"{"certificate":\#(counted),"key":"#) {
                    goal.failures.append("\(assembly): the recount is not the published certificate")
                }
                Progress.say(
                    "E1 pair \(pair): \(rows) ballots and papers, \(bytes >> 20) MiB; closed and certified in "
                        + "\(certified.inSeconds.short) s, fetched in \(fetched.inSeconds.short) s, recounted in "
                        + "\((took - certified - fetched).inSeconds.short) s")
            }
            goal.remarks.append(
                "\(electorate.owners) owners, \(Self.resolutions) resolutions and an election of 7 of 10")
            return goal
        }
    }

    private static let agenda: String = {
        let questions = (1...resolutions).map { #"{"code":"\#($0)","title":"事项 \#($0)","kind":"other"}"# }
        let candidates = (1...10).map { #"{"candidate":"c\#($0)"}"# }.joined(separator: ",")
        let election =
            #"{"code":"board","title":"选举","kind":"committeeElection","form":"election","election":{"seats":7,"alternates":2,"#
            + #""least":5,"ranking":"shares","candidates":[\#(candidates)]}}"#
        return (questions + [election]).joined(separator: ",")
    }()

    /// Everybody's ballots: three quarters electronic, the others with their paper, and a second paper of some.
    ///
    /// - Returns: how many rows there are.
    private func fill(_ assembly: String) async throws -> Int64 {
        try await electorate.district.connected(to: .ballots) { connection in
            try await connection.query(
                """
                WITH cast_vote AS (
                    INSERT INTO vote (assembly, item, head, unit, choice, area, channel, receipt, accepted_at)
                    SELECT assembly.number, item.item, voter.head, voter.unit,
                        CASE
                            WHEN item.seats IS NULL THEN (ARRAY['for', 'for', 'for', 'against', 'abstain'])[1 + lot % 5]
                            ELSE 'c' || 1 + lot % 3 || '+c' || 4 + lot % 3 || '+c' || 7 + lot % 4
                        END,
                        voter.head_area, CASE WHEN lot % 4 = 0 THEN 'paper' ELSE 'electronic' END, gen_random_uuid(),
                        statement_timestamp()
                    FROM assembly
                    JOIN agenda_item AS item ON item.assembly = assembly.number
                    JOIN frozen_unit AS voter ON voter.assembly = assembly.number AND voter.counts
                    CROSS JOIN LATERAL (
                        SELECT abs(hashtext(voter.unit || item.code)::bigint)::int % 1000 AS lot
                    ) AS drawn
                    WHERE assembly.community = 'bench'
                        AND assembly.code = \(assembly)
                    RETURNING *
                ), handed_in AS (
                    INSERT INTO paper (
                        assembly, item, unit, head, choice, signed_on, collector, witness, evidence, is_counted,
                        recorded_by, recorded_at
                    )
                    SELECT assembly, item, unit, head, choice, accepted_at::date, 'c1', 'w1',
                        sha256(convert_to(unit || item || copy, 'UTF8')), copy = 1, 'bench', accepted_at
                    FROM cast_vote
                    CROSS JOIN generate_series(1, 2) AS copy
                    WHERE channel = 'paper'
                        AND (copy = 1 OR area % 10 = 0)
                    RETURNING 1
                )
                SELECT (SELECT count(*) FROM cast_vote) + (SELECT count(*) FROM handed_in)
                """,
                as: Int64.self
            ).first ?? 0
        }
    }

    /// - Returns: what the counter printed, without its LF.
    private func recount(_ file: String) async throws -> String {
        let child = try await ChildProcess.start(
            ChildProcess.Command(
                "/bin/sh", ["-c", #"exec python3 "$0" "$1" >"$1.count""#, Self.counter(), file],
                environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]))
        let status = try await child.exited()
        guard status == .exited(0) else { throw BenchFault("recount.py ended with \(status)") }
        let text = try String(contentsOfFile: "\(file).count", encoding: .utf8)
        try FileManager.default.removeItem(atPath: file)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }

    private static func counter() throws -> String { "\(try BuildFolder.current().root)/deploy/verify/recount.py" }
}
