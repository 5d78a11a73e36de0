import Model

/// Makes the programs of a plan.
struct DistrictPrograms {
    static let internalKey = "internal.key"

    let byPart: [DistrictPart: any Program]

    /// - Throws: errors of the file system about the secrets.
    init(_ plan: DistrictPlan) throws {
        _ = try plan.directory.key(Self.internalKey)
        var programs: [DistrictPart: any Program] = [:]
        for part in plan.parts { programs[part] = try Self.program(part, plan) }
        byPart = programs
    }

    static func access(to service: ServiceName, _ plan: DistrictPlan) -> PostgresAccess {
        PostgresAccess(
            port: plan.ports[.postgres(service), default: 0], database: service.rawValue, user: service.rawValue,
            passwordFile: plan.directory.secret("postgres-\(service).password"))
    }

    private static func program(_ part: DistrictPart, _ plan: DistrictPlan) throws -> (any Program)? {
        let directory = plan.directory
        let port = plan.ports[part, default: 0]
        let log = directory.log(of: part)
        switch part {
        case .postgres:
            return nil
        case .broker:
            return BrokerProgram(port: port, root: plan.configuration.root, log: log)
        case .service(let service):
            return ServiceProgram(
                service: service, executable: "\(plan.configuration.executables)/\(service.executable)", port: port,
                environment: plan.environment(
                    of: service, postgres: access(to: service, plan), internalKeyFile: directory.secret(internalKey)),
                log: log)
        case .gateway:
            let services = ServiceName.allCases.map { ($0, plan.ports[.service($0), default: 0]) }
            return GatewayProgram(
                port: port, servicePorts: Dictionary(uniqueKeysWithValues: services),
                templates: "\(plan.configuration.root)/deploy/nginx", folder: "\(directory.data)/gateway", log: log)
        }
    }
}
