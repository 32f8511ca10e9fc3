// swift-tools-version: 6.2
import PackageDescription

/// Set by `make fuzz`: our code is then instrumented for libFuzzer, whose program is there only then.
let isFuzzing = Context.environment["REFERRALS_FUZZ"] != nil

/// Every Swift target is built with these: warnings are errors, unsafe code is marked, and the
/// features of the next language mode are on.
let strict: [SwiftSetting] =
    [
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ] + (isFuzzing ? [.unsafeFlags(["-sanitize=fuzzer"])] : [])

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let fuzzer: [Target] = [
    .systemLibrary(name: "CFuzzer", path: "Tests/CFuzzer"),
    .executableTarget(
        name: "Fuzz", dependencies: ["CFuzzer", "Fuzzing"], path: "Tests/Fuzz",
        swiftSettings: strict + [.unsafeFlags(["-parse-as-library"])],
        // The default linker does not survive the instrumentation's debugging information.
        linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
]

let package = Package(
    name: "referrals",
    products: [.executable(name: "referrals", targets: ["referrals"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CCurl"),
        .target(name: "CSystem"),
        .target(name: "CResources"),
        library("SQLite", ["CSQLite", crypto]),
        library("HTTP"),
        library("HTTPServer", ["HTTP", "CSystem"]),
        library("JSON"),
        library("Referrals"),
        library("ReferralStore", ["Referrals", "SQLite", "JSON", "CResources"]),
        library("ReferralAPI", ["Referrals", "HTTP", "JSON", "CResources", crypto, logging]),
        library("Delivery", ["Referrals", "CCurl", "CResources", crypto]),
        .executableTarget(
            name: "referrals",
            dependencies: [
                "HTTPServer", "HTTP", "JSON", "ReferralAPI", "ReferralStore", "Delivery", "Referrals", crypto, logging,
                arguments,
            ],
            swiftSettings: strict),

        .target(
            name: "TestSupport", dependencies: ["Referrals"], path: "Tests/TestSupport", swiftSettings: strict
        ),
        .target(
            name: "ContractSupport", dependencies: ["JSON", yams], path: "Tests/ContractSupport",
            swiftSettings: strict),
        .target(
            name: "MalformedMessages", dependencies: ["HTTP"], path: "Tests/MalformedMessages", swiftSettings: strict),
        .target(
            name: "Fuzzing", dependencies: ["HTTP", "JSON", "ReferralAPI", "Referrals", "TestSupport"],
            path: "Tests/Fuzzing", exclude: ["Corpus"], swiftSettings: strict),
        tests("FuzzingTests", ["Fuzzing", "ContractSupport"]),
        tests("HTTPTests", ["HTTP", "MalformedMessages", "Fuzzing"]),
        tests("HTTPServerTests", ["HTTPServer", "HTTP"]),
        tests("JSONTests", ["JSON", "TestSupport"]),
        .target(name: "CFaultyFiles", dependencies: ["CSQLite"], path: "Tests/CFaultyFiles"),
        tests("SQLiteTests", ["SQLite", "CFaultyFiles"]),
        tests("ReferralsTests", ["Referrals", "TestSupport"]),
        tests("ReferralStoreTests", ["ReferralStore", "Referrals", "SQLite", "CFaultyFiles", "TestSupport"]),
        .target(
            name: "ReceiverSupport", dependencies: ["HTTP", "HTTPServer", "Referrals"], path: "Tests/ReceiverSupport",
            swiftSettings: strict),
        .testTarget(
            name: "DeliveryTests",
            dependencies: [
                "Delivery", "Referrals", "ReferralStore", "HTTP", "HTTPServer", "ReceiverSupport", "TestSupport",
            ],
            exclude: ["Mail/Letters"], swiftSettings: strict),
        tests(
            "CommandTests",
            [
                "referrals", "Delivery", "HTTP", "HTTPServer", "JSON", "ReferralStore", "Referrals", "ReferralAPI",
                "SQLite",
                "TestSupport", logging, arguments,
            ]),
        tests("ContractSupportTests", ["ContractSupport", "JSON"]),
        .testTarget(
            name: "ReferralAPITests",
            dependencies: [
                "ReferralAPI", "ReferralStore", "Referrals", "HTTP", "JSON", "SQLite", "TestSupport",
                "ContractSupport", logging,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RepositoryTests",
            dependencies: ["ContractSupport", "JSON", "ReferralAPI", "Referrals", "referrals", crypto],
            exclude: ["Migrations.sha256"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "referrals", "Delivery", "HTTP", "HTTPServer", "JSON", "SQLite", "ReferralStore", "Referrals",
                "ReceiverSupport",
                "TestSupport", "MalformedMessages",
            ],
            exclude: ["Samples"], swiftSettings: strict),
    ] + (isFuzzing ? fuzzer : []),
    swiftLanguageModes: [.v6]
)
