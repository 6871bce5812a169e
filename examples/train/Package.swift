// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "train",
    dependencies: [.package(name: "chorus", path: "../..")],
    targets: [
        .executableTarget(
            name: "train", dependencies: [.product(name: "ChorusKit", package: "chorus")],
            exclude: ["small-cnn.yaml"], swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    ]
)
