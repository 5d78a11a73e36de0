import Model

/// Makes the programs of a plan, and the secrets that they need.
struct DistrictPrograms {
    let byPart: [DistrictPart: any Program]
    let postgres: [ServiceName: PostgresProgram]

    /// - Throws: errors of the file system about the secrets.
    init(_ plan: DistrictPlan) throws {
        _ = try plan.directory.key(in: plan.internalKeyFile)
        let servers = try ServiceName.allCases.map { ($0, try Self.postgres(of: $0, plan)) }
        let postgres = Dictionary(uniqueKeysWithValues: servers)
        self.postgres = postgres
        let programs = try DistrictPart.all.filter { plan.port(of: $0) != 0 }
            .compactMap { part in try Self.program(part, plan, postgres).map { (part, $0) } }
        byPart = Dictionary(uniqueKeysWithValues: programs)
    }

    private static func postgres(of service: ServiceName, _ plan: DistrictPlan) throws -> PostgresProgram {
        PostgresProgram(
            .init(
                directory: plan.directory.databaseFolder(of: service),
                port: plan.port(of: .postgres(service)), role: service.rawValue, database: service.rawValue,
                password: try plan.directory.key(in: plan.directory.passwordFile(of: service)),
                isDurable: plan.configuration.isDurable,
                options: plan.configuration.postgresOptions, log: plan.directory.log(of: .postgres(service))))
    }

    private static func program(
        _ part: DistrictPart, _ plan: DistrictPlan, _ postgres: [ServiceName: PostgresProgram]
    ) throws -> (any Program)? {
        let log = plan.directory.log(of: part)
        switch part {
        case .postgres(let service):
            return postgres[service]
        case .broker:
            return BrokerProgram(port: plan.port(of: part), root: plan.configuration.root, log: log)
        case .service(let service):
            return ServiceProgram(
                executable: "\(plan.configuration.executables)/\(service.executable)", port: plan.port(of: part),
                environment: try plan.environment(of: service), log: log)
        case .gateway:
            let services = ServiceName.allCases.map { ($0, [plan.port(of: .service($0))]) }
            return GatewayProgram(
                port: plan.port(of: part), servicePorts: Dictionary(uniqueKeysWithValues: services),
                templates: "\(plan.configuration.root)/deploy/nginx", folder: "\(plan.directory.data)/gateway",
                log: log, certificate: plan.configuration.certificate)
        }
    }
}
