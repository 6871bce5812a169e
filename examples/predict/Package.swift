// swift-tools-version: 6.3
import PackageDescription

let package = Package(
    name: "predict",
    dependencies: [.package(name: "chorus", path: "../..")],
    targets: [
        .executableTarget(
            name: "predict", dependencies: [.product(name: "ChorusKit", package: "chorus")],
            swiftSettings: [.enableUpcomingFeature("MemberImportVisibility")])
    ]
)
