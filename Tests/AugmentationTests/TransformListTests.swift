import Augmentation
import Foundation
import Options
import Testing

@Suite struct TransformListTests {
    private static func node(_ name: String, _ options: [String: SettingNode]) -> SettingNode {
        let pairs = options.sorted { $0.key < $1.key }
        let mapping = SettingNode(.mapping(pairs.map { .init(key: .plain($0.key), value: $0.value) }))
        return SettingNode(.mapping([.init(key: .plain(name), value: mapping)]))
    }

    @Test func optionsAreRead() throws {
        let list = try TransformList(
            reading: SettingNode(
                .list([
                    Self.node(
                        "affine",
                        [
                            "rotation": .plain("10"), "zoom": .plain("0.1"), "fill_mode": .plain("reflect"),
                            "probability": .plain("0.8"),
                        ]),
                    .plain("flip"),
                    Self.node("contrast", ["factor": SettingNode(.list([.plain("0.5"), .plain("2")]))]),
                ])))
        var affine = Affine(rotation: 10, zoom: FactorRange(0.9, 1.1), fillMode: .reflect)
        affine.probability = 0.8
        var contrast = Contrast()
        contrast.factor = FactorRange(0.5, 2)
        #expect(list == TransformList([affine, Flip(), contrast]))
    }

    /// The written form and JSON give the same list, and the JSON is canonical.
    @Test func writtenFormsAreReadBack() throws {
        let list = TransformList.ofBalance
        #expect(try TransformList(reading: list.node) == list)
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json = try encoder.encode(list)
        #expect(try JSONDecoder().decode(TransformList.self, from: json) == list)
        #expect(
            String(decoding: json, as: UTF8.self) == #"[{"affine":{"fill_mode":"nearest","fill_value":"0.0","#
                + #""height_shift":"0.2","probability":"1.0","rotation":"30.0","shear":"0.2","width_shift":"0.2","#
                + #""zoom":["0.8","1.2"]}},{"flip":{"axis":"horizontal","probability":"0.5"}},"#
                + #"{"brightness":{"factor":["0.8","1.2"],"probability":"1.0"}}]"#)
        #expect(try TransformList(reading: .null).isEmpty)
    }

    /// Names of Keras and PyTorch.
    @Test(arguments: [
        ("RandomFlip", "flip"), ("RandomHorizontalFlip", "flip"), ("ColorJitter", "brightness"),
        ("zoom", "affine: {zoom: …}"), ("rotate", "affine: {rotation: …}"), ("rotation", "affine: {rotation: …}"),
        ("random_rotation", "affine: {rotation: …}"), ("RandomAffine", "affine"),
        ("vertical_flip", "flip: {axis: …}"), ("brightness_range", "brightness: {factor: …}"),
    ])
    func familiarNames(name: String, meaning: String) {
        let transform = #expect(throws: Misfit.self) {
            try TransformList(reading: SettingNode(.list([Self.node(name, ["a": .plain("1")])])))
        }
        #expect(transform?.problem == "is not a transform; did you mean '\(meaning)'?")
        guard !meaning.hasPrefix("affine") else { return }
        let option = #expect(throws: Misfit.self) {
            try TransformList(reading: SettingNode(.list([Self.node("affine", [name: .plain("true")])])))
        }
        #expect(option?.problem == "is not a setting; did you mean the transform '\(meaning)'?")
    }

    @Test(arguments: [
        ("cval", "fill_value"), ("Degrees", "rotation"), ("zoom_range", "zoom"), ("p", "probability"),
        ("mode", "fill_mode"),
    ])
    func familiarOptions(name: String, option: String) {
        let misfit = #expect(throws: Misfit.self) {
            try TransformList(reading: SettingNode(.list([Self.node("affine", [name: .plain("1")])])))
        }
        #expect(misfit?.problem == "is not a setting; did you mean '\(option)'?")
    }

    @Test func noneIsNoTransform() throws {
        #expect(try TransformList(reading: .plain("none")).isEmpty)
    }

    @Test(arguments: [
        (SettingNode(.list([.plain("filp")])), "filp", "is not a transform; did you mean 'flip'?"),
        (
            SettingNode(.list([node("affine", ["rotation": .plain("400")])])), "affine.rotation",
            "is 400; it must be a number of degrees from 0.0 to 180.0"
        ),
        (
            SettingNode(.list([node("affine", ["rotation_range": .plain("30")])])), "affine.rotation_range",
            "is not a setting; did you mean 'rotation'?"
        ),
        (
            SettingNode(.list([node("brightness", ["factor": SettingNode(.list([.plain("2"), .plain("1")]))])])),
            "brightness.factor",
            "has the larger factor first: write [1.0, 2.0]"
        ),
        (
            SettingNode(.list([node("brightness", ["factor": SettingNode(.list([.plain("nan"), .plain("1")]))])])),
            "brightness.factor",
            "is a list; it must be a pair of factors from 0.0 to 10.0 like [0.8, 1.2], or one number from 0.0 to 1.0 "
                + "like 0.2 for that pair"
        ),
        (
            SettingNode(.list([node("affine", ["zoom": .plain("1")])])), "affine.zoom",
            "is 1; it must be a pair of factors from 0.1 to 10.0 like [0.8, 1.2], or one number from 0.0 to 0.9 like "
                + "0.2 for that pair"
        ),
        (
            SettingNode(.list([node("flip", ["axis": .plain("diagonal")])])), "flip.axis",
            "is diagonal; it must be horizontal or vertical"
        ),
        (
            SettingNode(
                .list([
                    SettingNode(
                        .mapping([
                            .init(key: .plain("flip"), value: .null), .init(key: .plain("contrast"), value: .null),
                        ]))
                ])), nil,
            "has an entry with 2 keys; it must have one, the transform's name: begin each transform with a hyphen"
        ),
    ])
    func mistakesAreNamed(node: SettingNode, key: String?, problem: String) {
        let misfit = #expect(throws: Misfit.self) { try TransformList(reading: node) }
        #expect(misfit?.subkey == key)
        #expect(misfit?.problem == problem)
    }
}
