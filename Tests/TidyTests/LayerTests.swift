import Testing

/// Imports follow the picture in docs/architecture.md.
@Suite struct LayerTests {
    static let services: Set<String> = ["Registry", "Ballots", "Funds", "WorkOrders", "Notices"]

    /// What the modules of the shelf may import of each other.
    static let shelf: [String: Set<String>] = [
        "Model": [],
        "Threads": [],
        "Repetition": [],
        "Postgres": ["CLibpq", "Threads"],
        "Kafka": ["CLibrdkafka", "Threads", "Repetition"],
        "EventLog": ["Model", "Postgres", "Kafka", "Threads", "Repetition"],
        "ServiceRuntime": ["Model", "Postgres", "Kafka", "EventLog"],
        "Pages": ["Model", "CLibqrencode"],
    ]

    @Test(arguments: shelf.keys.sorted())
    func `a shared module imports only what the picture allows`(module: String) throws {
        let ours = Set(Self.shelf.keys).union(Self.services).union(["CLibpq", "CLibrdkafka", "CLibqrencode"])
        let files = try SourceTree.files(in: "Shared/\(module)")
        #expect(!files.isEmpty)
        for file in files {
            let stray = file.imports.intersection(ours).subtracting(Self.shelf[module] ?? [])
            #expect(stray.isEmpty, "\(file) imports \(stray.sorted())")
        }
    }

    @Test func `backups know the databases and the local district, and no service`() throws {
        let files = try SourceTree.files(in: "deploy/backup")
        #expect(!files.isEmpty)
        let allowed: Set<String> = ["FoundationEssentials", "Glibc", "LocalDistrict", "Model", "Postgres"]
        for file in files { #expect(file.imports.isSubset(of: allowed), "\(file) imports \(file.imports.sorted())") }
    }

    @Test(arguments: services.sorted())
    func `no service imports another, and its rules import the model alone`(service: String) throws {
        for file in try SourceTree.files(in: "Services/\(service)") {
            let others = Self.services.subtracting(file.path.contains("/Server/") ? [service] : [])
            #expect(file.imports.isDisjoint(with: others), "\(file) imports another service")
            #expect(!file.imports.contains("Kafka"), "\(file) imports Kafka")
            if file.path.contains("/Domain/") {
                let allowed: Set<String> = ["Model", "FoundationEssentials"]
                #expect(
                    file.imports.isSubset(of: allowed), "\(file) imports \(file.imports.subtracting(allowed).sorted())")
            }
            if file.path.contains("/HTTP/") {
                #expect(!file.imports.contains("Postgres"), "\(file) imports Postgres")
            }
        }
    }
}
