// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "tongti",
    platforms: [.macOS(.v15)],
    products: [.executable(name: "tongti", targets: ["tongti"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0", traits: ["JSON"]),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0", traits: []),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
    ],
    // What is deployed is linked with Swift's libraries in it, and Testing has no such form.
    targets: shared + services + (Context.environment["TONGTI_WITHOUT_TESTS"] == nil ? tests : [])
)

// MARK: - Shared: the shelf of small modules

var shared: [Target] {
    [
        .module("Model", path: "Shared/Model", [.crypto], embedding: ["Calendar/china.json"]),
        .module("Threads", path: "Shared/Threads"),
        .module("Repetition", path: "Shared/Repetition", [.logging, .lifecycle]),
        .systemLibrary(name: "CLibpq", path: "Shared/CLibpq", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .module(
            "Postgres", path: "Shared/Postgres",
            ["Threads", "CLibpq", .logging, .metrics, .lifecycle, .collections, .crypto]),
        .systemLibrary(
            name: "CLibrdkafka", path: "Shared/CLibrdkafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]
        ),
        .module(
            "Kafka", path: "Shared/Kafka",
            ["Threads", "Repetition", "CLibrdkafka", .logging, .metrics, .lifecycle, .collections]),
        .module(
            "EventLog", path: "Shared/EventLog",
            [
                "Model", "Postgres", "Kafka", "Threads", "Repetition", .logging, .metrics, .lifecycle, .tracing,
                .collections, .crypto,
            ],
            embedding: ["Migrations"]),
        .module(
            "ServiceRuntime", path: "Shared/ServiceRuntime",
            [
                "Model", "Postgres", "Kafka", "EventLog", .logging, .metrics, .lifecycle, .tracing, .collections,
                .crypto,
                .configuration, .hummingbird, .httpTypes, .httpClient, .jwt, .nioCore,
            ]),
        .systemLibrary(
            name: "CLibqrencode", path: "Shared/CLibqrencode", pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]),
        .module("Pages", path: "Shared/Pages", ["Model", "CLibqrencode", .mustache], embedding: ["Assets"]),
    ]
}

// MARK: - Services: one library and one eight-line executable each

var services: [Target] {
    let deployables: [[Target]] = [
        service(
            "Registry",
            [.lifecycle, .configuration, .crypto, .cryptoExtras, "Threads", "Repetition", "Pages"],
            embedding: ["Pages/Templates"]),
        service("Ballots", ["Pages", "Repetition", .configuration, .crypto], embedding: ["Pages/Templates"]),
        service("Funds", ["Threads"]),
        service("WorkOrders"),
        service("Notices", ["Pages", "Repetition", .lifecycle, .configuration], embedding: ["Pages/Templates"]),
    ]
    let tools: [Target] = [
        .module(
            "LocalDistrict", path: "deploy/local", ["Model", "Postgres", "Threads", .httpClient, .nioCore, .nioHTTP1]),
        .module("DistrictBackup", path: "deploy/backup", ["LocalDistrict", "Model", "Postgres"]),
        .executableTarget(
            name: "tongti",
            dependencies: [
                "Model", "LocalDistrict", "DistrictBackup", .argumentParser, .httpClient, .yams, .nioCore, .nioSSL,
                .unixSignals,
            ],
            path: "Services/CLI", swiftSettings: .house),
    ]
    let benchmarks: [Target] = [
        .executableTarget(
            name: "bench",
            dependencies: [
                "Model", "Postgres", "Kafka", "EventLog", "LocalDistrict", "Threads", "CLibrdkafka", .argumentParser,
                .httpClient, .nioCore, .nioHTTP1, .yams,
            ],
            path: "Benchmarks", exclude: ["README.md"], resources: [.embedInCode("Scripts")], swiftSettings: .house)
    ]
    return deployables.flatMap { $0 } + tools + benchmarks
}

// MARK: - Tests

var tests: [Target] {
    [
        .module(
            "TestSupport", path: "Tests/Support",
            ["Model", "Postgres", "Kafka", "CLibrdkafka", "LocalDistrict", .logging, .yams]),
        .module(
            "ServiceSupport", path: "Tests/ServiceSupport",
            [
                "TestSupport", "Model", "Postgres", "EventLog", "ServiceRuntime", .configuration, .hummingbird,
                .hummingbirdTesting, .httpTypes, .lifecycle, .logging, .nioCore,
            ]),
        .tests("ModelTests", ["Model"], exclude: ["Golden", "GoldenEarlier"]),
        .tests("PostgresTests", ["Postgres", "Threads", "LocalDistrict", .logging, .lifecycle]),
        .tests("KafkaTests", ["Kafka", "CLibrdkafka", "Threads", "LocalDistrict", .lifecycle, .logging]),
        .tests("RepetitionTests", ["Repetition"]),
        .tests("EventLogTests", ["EventLog", "Postgres", "Kafka", "Model", .logging]),
        .tests(
            "ServiceRuntimeTests",
            [
                "ServiceRuntime", "Model", "EventLog", "Kafka", "Postgres", "LocalDistrict", .hummingbird,
                .hummingbirdTesting, .httpTypes, .logging, .metrics, .lifecycle, .tracing, .configuration, .crypto,
                .nioCore, .nioEmbedded,
                .httpClient,
            ]),
        .tests("PagesTests", ["Pages"]),
        .tests(
            "RegistryTests",
            [
                "Registry", "ServiceSupport", "ServiceRuntime", "Model", "Pages", "Postgres", "Repetition", "Threads",
                "EventLog",
                .configuration, .crypto, .httpTypes, .logging,
            ]),
        .tests(
            "BallotsTests",
            [
                "Ballots", "ServiceSupport", "ServiceRuntime", "LocalDistrict", "Model", "Pages", "Postgres",
                "EventLog", .configuration, .lifecycle, .httpTypes,
            ]),
        .tests("FundsTests", ["Funds", "ServiceSupport", "ServiceRuntime", "Model", "Postgres", "EventLog"]),
        .tests("WorkOrdersTests", ["WorkOrders", "ServiceSupport", "ServiceRuntime", "Model", "Postgres", "EventLog"]),
        .tests(
            "NoticesTests",
            [
                "Notices", "ServiceSupport", "ServiceRuntime", "Model", "Pages", "Postgres", "EventLog", .configuration,
                .httpClient, .httpTypes, .lifecycle, .logging, .nioCore, .nioHTTP1,
            ]),
        .tests("CLITests", ["tongti", "Model", "LocalDistrict", "Threads", .argumentParser]),
        .tests("LocalDistrictTests", ["LocalDistrict", "Model", "Postgres", .httpClient, .nioCore, .nioHTTP1]),
        .tests("BackupTests", ["DistrictBackup", "LocalDistrict", "Model", "Postgres"]),
        .tests("TidyTests", []),
        .testTarget(
            name: "SuiteTests",
            dependencies: [
                "TestSupport", "Model", "Postgres", "Kafka", "ServiceRuntime", "LocalDistrict", "tongti",
                "Registry", "RegistryServer",
                "BallotsServer", "FundsServer", "WorkOrdersServer", "NoticesServer", .httpClient, .logging,
            ],
            path: "Tests/Suite", swiftSettings: .house),
    ]
}

// MARK: - What the manifest says once

extension Target {
    /// A library target with the house settings; `embedding` names folders whose files become constants.
    static func module(_ name: String, path: String, _ dependencies: [Dependency] = [], embedding: [String] = [])
        -> Target
    {
        .target(
            name: name, dependencies: dependencies, path: path, resources: embedding.map { .embedInCode($0) },
            swiftSettings: .house)
    }

    static func tests(_ name: String, _ dependencies: [Dependency], exclude: [String] = []) -> Target {
        .testTarget(
            name: name, dependencies: dependencies + ["TestSupport"], path: "Tests/\(name)", exclude: exclude,
            swiftSettings: .house)
    }
}

/// A service is a library with everything in it and an executable whose `main` names it.
func service(_ name: String, _ more: [Target.Dependency] = [], embedding: [String] = []) -> [Target] {
    let standard: [Target.Dependency] = [
        "Model", "Postgres", "EventLog", "ServiceRuntime", .logging, .httpTypes,
    ]
    return [
        .target(
            name: name, dependencies: standard + more, path: "Services/\(name)", exclude: ["Server", "README.md"],
            resources: (["Storage/Migrations"] + embedding).map { .embedInCode($0) }, swiftSettings: .house),
        .executableTarget(
            name: "\(name)Server", dependencies: [.byName(name: name), "ServiceRuntime"],
            path: "Services/\(name)/Server", swiftSettings: .house),
    ]
}

extension [SwiftSetting] {
    static var house: [SwiftSetting] {
        [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .treatAllWarnings(as: .error),
        ]
    }
}

extension Target.Dependency {
    static var argumentParser: Self { .product(name: "ArgumentParser", package: "swift-argument-parser") }
    static var collections: Self { .product(name: "Collections", package: "swift-collections") }
    static var configuration: Self { .product(name: "Configuration", package: "swift-configuration") }
    static var crypto: Self { .product(name: "Crypto", package: "swift-crypto") }
    static var cryptoExtras: Self { .product(name: "CryptoExtras", package: "swift-crypto") }
    static var httpClient: Self { .product(name: "AsyncHTTPClient", package: "async-http-client") }
    static var httpTypes: Self { .product(name: "HTTPTypes", package: "swift-http-types") }
    static var hummingbird: Self { .product(name: "Hummingbird", package: "hummingbird") }
    static var hummingbirdTesting: Self { .product(name: "HummingbirdTesting", package: "hummingbird") }
    static var jwt: Self { .product(name: "JWTKit", package: "jwt-kit") }
    static var lifecycle: Self { .product(name: "ServiceLifecycle", package: "swift-service-lifecycle") }
    static var logging: Self { .product(name: "Logging", package: "swift-log") }
    static var metrics: Self { .product(name: "Metrics", package: "swift-metrics") }
    static var mustache: Self { .product(name: "Mustache", package: "swift-mustache") }
    static var nioCore: Self { .product(name: "NIOCore", package: "swift-nio") }
    static var nioEmbedded: Self { .product(name: "NIOEmbedded", package: "swift-nio") }
    static var nioHTTP1: Self { .product(name: "NIOHTTP1", package: "swift-nio") }
    static var nioSSL: Self { .product(name: "NIOSSL", package: "swift-nio-ssl") }
    static var tracing: Self { .product(name: "Tracing", package: "swift-distributed-tracing") }
    static var unixSignals: Self { .product(name: "UnixSignals", package: "swift-service-lifecycle") }
    static var yams: Self { .product(name: "Yams", package: "Yams") }
}
