// swift-tools-version: 6.2
import PackageDescription

/// What every Swift target of the product is compiled with.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    // Every use of an unsafe construct is marked, and the lint test says in which targets it may stand.
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    // Checked in every test; in the release binary the dynamic checks alone cost a twentieth of a small request.
    .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]

/// Tests look into everything, so they do without the marks of unsafe code and the import visibility.
let relaxed: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]

func library(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// `data` names directories of files that the tests read.
func tests(_ name: String, _ dependencies: Target.Dependency..., data: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name)] + dependencies,
        exclude: data,
        swiftSettings: relaxed
    )
}

/// A library that only tests use.
func instrument(_ name: String, _ dependencies: Target.Dependency...) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: relaxed)
}

/// A C program that a benchmark runs beside the server.
func benchmarkProgram(_ name: String, at directory: String) -> Target {
    .executableTarget(
        name: name,
        path: "Tests/Benchmarks/\(directory)",
        cSettings: [
            .define("_GNU_SOURCE"),
            .enableWarning("all"),
            .enableWarning("extra"),
            .treatAllWarnings(as: .error),
        ]
    )
}

/// A program that measures a library, compiled as the product is.
func benchmark(_ name: String, at directory: String, _ dependencies: Target.Dependency...) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies,
        path: "Tests/Benchmarks/\(directory)",
        swiftSettings: relaxed + [
            .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release))
        ]
    )
}

let package = Package(
    name: "penstock",
    products: [
        // Loaded in front of the server by a test; SwiftPM builds a shared object only for a product.
        .library(name: "allocation-counter", type: .dynamic, targets: ["AllocationCounter"])
    ],
    targets: [
        // C: names a Debian library to Swift; each is imported by exactly one Swift target.
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "CCurl"),
        .target(name: "CEmbed", exclude: ["pipelines", "prices", "revision.txt"]),
        .target(name: "CLLHTTP", cSettings: [.headerSearchPath("debian12")]),
        .target(name: "CRE2", linkerSettings: [.linkedLibrary("re2")]),
        .target(name: "CSimdjson", linkerSettings: [.linkedLibrary("simdjson")]),

        // Layer 0
        library("Platform"),
        library("Bytes"),
        library("Compression", "CZlib"),
        library("Crypto", "CCrypto"),
        library("Embedded", "CEmbed"),
        library("Patterns", "CRE2"),
        library("YAML", "CYAML"),

        // Layer 1
        library("Authentication", "Bytes", "Crypto", "Platform", "YAML"),
        library("JSON", "Bytes", "Patterns", "YAML", "CSimdjson"),
        library("Metrics", "Bytes", "Platform"),

        // Layer 2
        library("Logs", "Bytes", "JSON", "Metrics", "Platform"),
        library("Events", "Bytes", "JSON", "Platform"),
        library("Templates"),
        library("Tracing", "Bytes", "Metrics", "Platform"),

        // Layer 3
        library("Dialects", "Bytes", "Events", "JSON", "Platform"),
        library("EventLoops", "Bytes", "CUV", "Metrics", "Platform"),
        library("Systemd", "CSystemd", "Platform"),

        // Layer 4
        library("HTTPClient", "Bytes", "CCurl", "EventLoops", "Metrics", "Platform", "Tracing"),
        library(
            "HTTPServer",
            "Authentication",
            "Bytes",
            "CLLHTTP",
            "EventLoops",
            "JSON",
            "Metrics",
            "Platform",
            "Tracing"
        ),

        // Layer 5
        library(
            "Providers",
            "Bytes",
            "EventLoops",
            "Events",
            "HTTPClient",
            "JSON",
            "Metrics",
            "Platform",
            "Tracing"
        ),
        library("Costs", "Bytes", "Embedded", "Events", "Logs", "Metrics", "Platform", "YAML"),
        library("EventLog", "Bytes", "Dialects", "EventLoops", "Events", "HTTPServer", "Metrics", "Platform"),

        library(
            "TraceExport",
            "Bytes",
            "EventLoops",
            "HTTPClient",
            "JSON",
            "Logs",
            "Metrics",
            "Platform",
            "Tracing"
        ),

        // Layer 6
        library(
            "Pipelines",
            "Bytes",
            "Costs",
            "Dialects",
            "Embedded",
            "EventLog",
            "EventLoops",
            "Events",
            "HTTPClient",
            "HTTPServer",
            "JSON",
            "Logs",
            "Metrics",
            "Patterns",
            "Platform",
            "Providers",
            "Templates",
            "Tracing",
            "YAML"
        ),

        // Layer 7
        library(
            "GenerationAPI",
            "Authentication",
            "Bytes",
            "Compression",
            "Costs",
            "Dialects",
            "Embedded",
            "EventLog",
            "EventLoops",
            "Events",
            "HTTPClient",
            "HTTPServer",
            "JSON",
            "Logs",
            "Metrics",
            "Pipelines",
            "Platform",
            "Providers",
            "TraceExport",
            "Tracing",
            "YAML"
        ),

        // Layer 8
        .executableTarget(
            name: "penstock",
            dependencies: [
                "Authentication", "Embedded", "EventLoops", "GenerationAPI", "JSON", "Logs", "Pipelines",
                "Platform", "Providers", "Systemd",
            ],
            swiftSettings: strict,
            // Not in debug builds: the sanitizers bring allocators of their own.
            linkerSettings: [.linkedLibrary("jemalloc", .when(configuration: .release))]
        ),

        // Tests, and what only tests use
        instrument("Verification", "Platform"),
        instrument(
            "Simulation",
            "Bytes",
            "EventLoops",
            "HTTPClient",
            "HTTPServer",
            "Logs",
            "Metrics",
            "Platform"
        ),
        .testTarget(name: "LintTests", swiftSettings: relaxed),
        tests("Platform"),
        tests("Bytes", "Platform", "Verification"),
        tests("Compression", "CZlib"),
        tests("Crypto"),
        tests("Patterns", "Platform", "Verification"),
        tests("YAML", "Verification"),
        tests("Authentication", "Bytes", "Crypto", "Platform", "YAML"),
        tests("JSON", "Bytes", "Platform", "Verification"),
        tests("Metrics", "Bytes", "Platform"),
        tests("Logs", "Bytes", "Metrics", "Platform", "Simulation", "Verification"),
        tests("Templates", "Verification"),
        tests("Tracing", "Bytes", "Platform", "Verification"),
        tests("Dialects", "Bytes", "Events", "JSON", "Platform", "Verification"),
        tests("EventLoops", "Bytes", "Metrics", "Platform", "Simulation"),
        tests("HTTPClient", "Bytes", "EventLoops", "Metrics", "Platform", "Simulation", "Tracing"),
        tests(
            "HTTPServer",
            "Authentication",
            "Bytes",
            "EventLoops",
            "JSON",
            "Metrics",
            "Platform",
            "Simulation",
            "Tracing",
            "Verification"
        ),
        tests(
            "Providers",
            "Bytes",
            "EventLoops",
            "Events",
            "HTTPClient",
            "JSON",
            "Metrics",
            "Platform",
            "Simulation",
            "Verification",
            data: ["Requests", "Transcripts"]
        ),
        tests("Costs", "Events", "Metrics", "Platform", "Simulation", "YAML"),
        tests(
            "EventLog",
            "Bytes",
            "Dialects",
            "EventLoops",
            "Events",
            "HTTPServer",
            "JSON",
            "Metrics",
            "Platform",
            "Simulation",
            "Verification"
        ),
        tests(
            "TraceExport",
            "EventLoops",
            "HTTPClient",
            "JSON",
            "Logs",
            "Metrics",
            "Platform",
            "Simulation",
            "Tracing"
        ),
        tests(
            "Pipelines",
            "Bytes",
            "Costs",
            "Dialects",
            "EventLog",
            "EventLoops",
            "Events",
            "HTTPClient",
            "HTTPServer",
            "JSON",
            "Metrics",
            "Platform",
            "Providers",
            "Simulation",
            "Tracing",
            "Verification",
            "YAML"
        ),
        tests(
            "GenerationAPI",
            "Authentication",
            "Bytes",
            "Costs",
            "Dialects",
            "EventLog",
            "EventLoops",
            "Events",
            "HTTPClient",
            "HTTPServer",
            "JSON",
            "Logs",
            "Metrics",
            "Pipelines",
            "Platform",
            "Providers",
            "Simulation",
            "Tracing",
            "Verification"
        ),

        // A shared object that counts what a program allocates
        .target(name: "AllocationCounter", path: "Tests/AllocationCounter"),

        // Benchmarks: the least a server can cost, and what asks it
        benchmarkProgram("floor", at: "Floor"),
        benchmarkProgram("load", at: "Load"),
        benchmark("registry", at: "Registry", "Bytes", "Metrics", "Platform"),
        benchmark("json-reading", at: "JSONReading", "JSON"),
    ],
    cxxLanguageStandard: .cxx17
)

// libFuzzer brings its own `main`, so its targets are there only when they are asked for.
if Context.environment["PENSTOCK_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz-requests",
            dependencies: ["Bytes", "EventLoops", "HTTPServer", "Metrics", "Platform", "Simulation"],
            path: "Tests/Fuzz",
            exclude: ["Corpus"],
            swiftSettings: relaxed + [.unsafeFlags(["-parse-as-library"])]
        )
    )
}
