import LocalDistrict
import Model
import Postgres
import Testing

extension OutputStory {
    /// Copies of the five databases, and what comes back of them.
    func backUp() async throws {
        let district = try SuiteDistrict.current
        let lines = ServiceName.allCases.flatMap { service in
            let access = district.server(of: service).settings.administration
            return [
                "[\(service.rawValue)]", "host=127.0.0.1", "port=\(access.port)", "user=postgres", "dbname=postgres",
                "password=\(access.password ?? "")",
            ]
        }
        let archive = files.path("archive")
        let into = ["--into", archive, "--servers", try files.write(lines, "servers.conf")]
        try await tongti("backup receive --dry-run", into)
        try await tongti.rehearsed("backup take --keep 2", into)
        try await tongti("backup list", ["--from", archive])
        try await tongti("backup check", ["--from", archive])
        try await tongti.rehearsed("backup restore", ["--from", archive, "--into", files.path("restored")])
    }
}
