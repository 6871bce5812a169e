// swift-tools-version: 6.3
import PackageDescription

// A warning is an error with the compilers that this release is made with. A later compiler's new warnings must stop
// nobody who only builds Chorus, and SwiftPM itself lets them pass where Chorus is a dependency from a repository.
#if compiler(<6.4)
let strictSwift: [SwiftSetting] = [.treatAllWarnings(as: .error)]
let strictC: [CSetting] = [.treatAllWarnings(as: .error)]
#else
let strictSwift: [SwiftSetting] = []
let strictC: [CSetting] = []
#endif

/// Every C target.
let cSettings: [CSetting] = [.enableWarning("all"), .enableWarning("extra")] + strictC

/// Every target: Swift 6 mode (from the tools version), and AVX2 code without contraction of a·b + c, so that all
/// x86-64-v3 machines compute the same bits. Without -fno-math-errno a square root is no vector instruction.
let settings: [SwiftSetting] =
    strictSwift + [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .unsafeFlags(["-Xcc", "-march=x86-64-v3", "-Xcc", "-fno-math-errno"]),
    ]

func test(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: [.copy("Goldens")], swiftSettings: settings)
}

/// The commit for `--version`, where whoever builds has no working copy of git.
let commit = Context.environment["CHORUS_COMMIT"].map { CSetting.define("CHORUS_COMMIT", to: "\"\($0)\"") }

let log = Target.Dependency.product(name: "Logging", package: "swift-log")

let package = Package(
    name: "chorus",
    products: [
        .executable(name: "chorus", targets: ["chorus"]),
        .executable(name: "chorus-worker", targets: ["chorus-worker"]),
        .library(name: "ChorusKit", targets: ["ChorusKit"]),
        // For tests, which load it into the program.
        .library(name: "KillPoint", type: .dynamic, targets: ["KillPoint"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        .target(
            name: "ChorusKit",
            dependencies: [
                "Programs", "Launch", "Views", "TensorBoard", "Reports", "Run", "Compute", "Configuration",
                "Checkpoints", "Training", "Networks", "Datasets", "Vocabulary", "Files", log,
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "chorus",
            dependencies: [
                "Augmentation", "Compute",
                "Programs", "Benchmarks", "Launch", "Views", "TensorBoard", "Terminals", "Pages", "Pictures", "Plots",
                "Reports",
                "Coordinator",
                "Worker",
                "Exchange", "Run", "Configuration", "Checkpoints", "Training", "Networks",
                "GeneratedFaces", "Datasets", "Tensors", "Files", "Options", "PlainText",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .executableTarget(
            name: "chorus-worker",
            dependencies: [
                "Programs", "Terminals", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .target(
            name: "Programs",
            dependencies: [
                "Files", "Worker", "Exchange", "Transport", "Compute", "Terminals", "Vocabulary", "PlainText",
                "CVersion", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings),
        .target(
            name: "Benchmarks",
            dependencies: [
                "PlainText",
                "Launch", "Views", "Terminals", "Coordinator", "Worker", "Transport", "Coordination", "Run",
                "Compute", "Configuration", "Training", "Networks", "GeneratedFaces", "Datasets",
                "Tensors", "Vocabulary", "OpenBLAS", "CLimits",
            ],
            swiftSettings: settings),
        .target(
            name: "Views",
            dependencies: [
                "Coordination", "Terminals", "Run", "Configuration", "Training", "Networks", "Datasets",
                "Augmentation", "Tensors", "Vocabulary", "Files", "PlainText",
            ],
            swiftSettings: settings),
        .target(
            name: "TensorBoard",
            dependencies: [
                "Run", "Configuration", "Training", "Options", "Vocabulary", "Files",
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            exclude: ["event.proto"],
            swiftSettings: settings),
        .target(
            name: "Launch",
            dependencies: [
                "Coordinator", "Worker", "Exchange", "Transport", "Messages", "Run", "Compute",
                "Configuration", "Checkpoints", "Networks", "Datasets", "Tensors", "Vocabulary", "Files", "PlainText",
            ],
            swiftSettings: settings),
        .target(
            name: "Coordinator",
            dependencies: [
                "Worker", "Exchange", "Coordination", "Transport", "Messages", "Run", "Compute", "Configuration",
                "Checkpoints", "Training", "Networks", "Datasets", "Tensors", "Vocabulary", "Files",
            ],
            swiftSettings: settings),
        .target(
            name: "Worker",
            dependencies: [
                "Exchange", "Coordination", "Transport", "Messages", "Compute", "Training", "Networks", "Tensors",
                "Vocabulary", "Files",
            ],
            swiftSettings: settings),
        .target(
            name: "Exchange", dependencies: ["Transport", "Messages", "Training", "Networks", "Tensors", "CLimits"],
            swiftSettings: settings),
        .target(name: "Terminals", dependencies: ["Files", "PlainText", log], swiftSettings: settings),
        .target(
            name: "Run",
            dependencies: [
                "Compute", "Configuration", "Checkpoints", "Training", "Networks", "GeneratedFaces",
                "Datasets", "Tensors", "Vocabulary", "Files",
            ],
            swiftSettings: settings),
        .target(
            name: "Compute",
            dependencies: [
                "Augmentation", "Files", "Checkpoints", "Training", "Networks", "Tensors", "Vocabulary", "PlainText",
            ],
            swiftSettings: settings),
        .target(
            name: "Configuration",
            dependencies: [
                "Augmentation", "Training", "Networks", "Tensors", "Files", "Options", "PlainText", "Yams",
            ],
            resources: [.embedInCode("Recipes/paper.yaml"), .embedInCode("Recipes/hackersrealm.yaml")],
            swiftSettings: settings),
        .target(
            name: "Reports",
            dependencies: [
                "Run", "Configuration", "Checkpoints", "Networks", "GeneratedFaces", "Datasets", "Augmentation",
                "Tensors",
                "PlainText",
            ],
            swiftSettings: settings),
        .target(
            name: "Pages",
            dependencies: [
                "Pictures", "Plots", "Views", "Reports", "Run", "Configuration", "Training", "Datasets", "Vocabulary",
                "Files", "PlainText",
            ],
            swiftSettings: settings),
        .target(
            name: "Pictures",
            dependencies: [
                "Plots", "Reports", "Run", "Configuration", "Checkpoints", "Training", "Networks", "Datasets",
                "Augmentation", "Tensors", "Vocabulary", "Files", "PlainText",
            ],
            swiftSettings: settings),
        .target(name: "Plots", dependencies: ["PlainText", "CCairo"], swiftSettings: settings),
        .target(name: "Coordination", dependencies: ["Messages", "Vocabulary"], swiftSettings: settings),
        .target(name: "Transport", dependencies: ["Files", "CZeroMQ"], swiftSettings: settings),
        .target(
            name: "Messages",
            dependencies: ["Vocabulary", "PlainText", .product(name: "SwiftProtobuf", package: "swift-protobuf")],
            exclude: ["messages.proto"],
            swiftSettings: settings),
        .target(
            name: "Checkpoints", dependencies: ["Tensors", "Files", "PlainText"], swiftSettings: settings),
        .target(name: "Training", dependencies: ["Vocabulary", "Networks", "Tensors"], swiftSettings: settings),
        .target(
            name: "Networks", dependencies: ["Tensors", "CKernels", "Vocabulary", "PlainText"],
            resources: [.embedInCode("Presets/fer-cnn.yaml"), .embedInCode("Presets/hackersrealm.yaml")],
            swiftSettings: settings),
        .target(
            name: "GeneratedFaces", dependencies: ["Datasets", "Tensors"], swiftSettings: settings),
        .target(
            name: "Augmentation", dependencies: ["Tensors", "Options", "PlainText"], swiftSettings: settings),
        .target(
            name: "Datasets",
            dependencies: ["Augmentation", "Tensors", "Vocabulary", "Files", "PlainText", "CPNG", "CJPEG", "CWebP"],
            swiftSettings: settings),
        .target(name: "Tensors", dependencies: ["CKernels"], swiftSettings: settings),
        // Nothing is contracted: a·b + c is fused where the source says so.
        .target(
            name: "CKernels",
            exclude: [
                "dropout.inc", "kernels.inc", "pooling.inc", "product.inc", "transpose.inc", "winograd.inc",
            ],
            cSettings: cSettings + [.unsafeFlags(["-O3", "-ffp-contract=off", "-march=x86-64-v3"])]),
        .target(name: "Vocabulary", swiftSettings: settings),
        .target(name: "Files", dependencies: ["PlainText", "CCrypto"], swiftSettings: settings),
        .target(name: "Options", dependencies: ["Vocabulary", "PlainText"], swiftSettings: settings),
        .target(name: "PlainText", swiftSettings: settings),
        .target(name: "OpenBLAS", swiftSettings: settings),
        // By itself, so that a new commit compiles one short file anew.
        .target(name: "CVersion", cSettings: cSettings + (commit.map { [$0] } ?? [])),

        .systemLibrary(name: "CZeroMQ", pkgConfig: "libzmq", providers: [.apt(["libzmq3-dev"])]),
        .systemLibrary(name: "CLimits"),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
        .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg62-turbo-dev"])]),
        .systemLibrary(name: "CCairo", pkgConfig: "cairo", providers: [.apt(["libcairo2-dev"])]),
        .systemLibrary(name: "CWebP", pkgConfig: "libwebp", providers: [.apt(["libwebp-dev"])]),

        .testTarget(
            name: "ViewsTests",
            dependencies: [
                "Views", "Terminals", "Coordinator", "Programs", "Run", "Configuration", "Options", "GeneratedFaces",
                "Messages", "Training", "Networks", "Datasets", "Augmentation", "Tensors",
                "Vocabulary",
            ],
            swiftSettings: settings),
        .testTarget(name: "PlainTextTests", dependencies: ["PlainText"], swiftSettings: settings),
        .testTarget(name: "FilesTests", dependencies: ["Files", "TestKit"], swiftSettings: settings),
        .testTarget(name: "OptionsTests", dependencies: ["Options"], swiftSettings: settings),
        test("VocabularyTests", ["Vocabulary", "TestKit"]),
        test("TensorsTests", ["Tensors", "OpenBLAS", "TestKit"]),
        test("DatasetsTests", ["GeneratedFaces", "Datasets", "Augmentation", "Tensors", "FuzzKit", "TestKit"]),
        test("NetworksTests", ["Networks", "Tensors", "Vocabulary", "TestKit"]),
        test("TrainingTests", ["Training", "Networks", "Tensors", "Vocabulary"]),
        test("AugmentationTests", ["Augmentation", "Options", "Tensors"]),
        test(
            "ConfigurationTests",
            [
                "Configuration", "Augmentation", "Options", "Training", "Networks", "Tensors", "Files", "TestKit",
                "PlainText",
            ]),
        test("CheckpointsTests", ["Files", "Checkpoints", "Tensors", "TestKit"]),
        test("ReportsTests", ["Reports", "Datasets", "Tensors", "TestKit"]),
        test(
            "TensorBoardTests",
            [
                "TensorBoard", "Run", "Configuration", "GeneratedFaces", "Training", "Datasets", "Tensors",
                "Vocabulary",
                "TestKit",
            ]),
        test("PlotsTests", ["Plots", "TestKit"]),
        .testTarget(
            name: "PicturesTests",
            dependencies: [
                "Pictures", "Plots", "Reports", "Configuration", "Datasets", "Augmentation", "Tensors", "PictureKit",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "PagesTests",
            dependencies: [
                "Pages", "Pictures", "Plots", "Views", "Reports", "Run", "Configuration", "Datasets", "Training",
                "Vocabulary", "PlainText", "PictureKit", "TestKit",
            ],
            swiftSettings: settings),
        .testTarget(
            name: "RunTests",
            dependencies: [
                "Run", "Compute", "Configuration", "Checkpoints", "Training", "Networks", "Augmentation", "Datasets",
                "Tensors", "Vocabulary", "Files",
            ],
            swiftSettings: settings),
        test("MessagesTests", ["Messages", "Vocabulary"]),
        test("TransportTests", ["Transport", "CZeroMQ", "TestKit"]),
        .testTarget(
            name: "CoordinationTests", dependencies: ["Coordination", "Messages", "Vocabulary", "TestKit"],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Coordinator", "Worker", "Exchange", "Run", "Compute", "Configuration",
                "Coordination", "Transport", "Messages", "Checkpoints",
                "Training",
                "Networks", "Datasets", "Tensors", "Vocabulary", "TestKit",
            ],
            swiftSettings: settings),
        // It drives the program itself, as its users do.
        test(
            "ClusterTests",
            [
                "ChorusKit", "GeneratedFaces", "Transport", "Messages", "Files", "Checkpoints", "Datasets",
                "Vocabulary",
                "TestKit",
            ]),

        // What several test targets share.
        .target(
            name: "TestKit", dependencies: ["Coordination", "Messages", "Tensors", "Vocabulary"],
            path: "Tests/TestKit",
            swiftSettings: settings),
        // A run that was never trained, for the tests of pictures and pages.
        .target(
            name: "PictureKit",
            dependencies: [
                "Pictures", "Configuration", "Training", "Datasets", "GeneratedFaces", "Augmentation", "Tensors",
                "Vocabulary",
            ], path: "Tests/PictureKit", swiftSettings: settings),
        // What must hold of every reader of bytes from outside, whoever makes the bytes.
        .target(
            name: "FuzzKit",
            dependencies: [
                "Files",
                "Run", "Compute", "Configuration", "Reports", "Messages", "Checkpoints", "Training", "Networks",
                "Augmentation", "Datasets", "Tensors", "Vocabulary",
            ], path: "Tests/FuzzKit", swiftSettings: settings),
        .testTarget(name: "FuzzTests", dependencies: ["FuzzKit", "TestKit"], swiftSettings: settings),
        // It is loaded into programs that no sanitizer knows.
        .target(
            name: "KillPoint", path: "Tests/KillPoint", publicHeadersPath: ".",
            cSettings: cSettings + [.unsafeFlags(["-fno-sanitize=all"])]),
    ]
)

// The program of scripts/fuzz: libFuzzer brings its main, so that nothing else can link it.
if Context.environment["CHORUS_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(name: "Fuzz", dependencies: ["FuzzKit"], path: "Tests/Fuzz", swiftSettings: settings))
}
