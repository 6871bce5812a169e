import Checkpoints
import Foundation
import Tensors
import Testing
import TestKit

/// A hostile header, the data after it, and a part of the expected error.
struct HostileFile: CustomTestStringConvertible {
    var header: [UInt8]
    var data = 8
    /// The length that the file claims; that of the header unless given.
    var length: UInt64?
    var complaint: String

    init(_ header: String, data: Int = 8, length: UInt64? = nil, _ complaint: String) {
        self.init(bytes: Array(header.utf8), data: data, length: length, complaint)
    }

    init(bytes: [UInt8], data: Int = 8, length: UInt64? = nil, _ complaint: String) {
        header = bytes
        self.data = data
        self.length = length
        self.complaint = complaint
    }

    var testDescription: String { String(decoding: header.prefix(100), as: UTF8.self) + " \(length ?? 0)" }

    var bytes: [UInt8] {
        withUnsafeBytes(of: (length ?? UInt64(header.count)).littleEndian) { Array($0) } + header
            + Array(repeating: 0, count: data)
    }

    /// One tensor of 8 bytes, with these members.
    private static func tensor(_ members: String) -> String { "{\"a\":{\(members)}}" }

    private static let whole = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]"

    static let lengths: [HostileFile] = [
        .init("{}", length: .max, "header has 18446744073709551615 bytes"),
        .init("{}", length: 1 << 63, "header has"),
        .init("{}", length: 11, "header has 11 bytes; 10 follow"),
        .init("{}", length: 0, "'{'"),
        .init("{}", length: 1, "'\"'"),
    ]

    static let layouts: [HostileFile] = [
        .init(tensor("\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]"), "type F16"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]"), "needs 12 bytes"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]"), "offsets are 8 and 0"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]"), data: 4, "has only 4"),
        .init(tensor(whole), data: 12, "4 bytes of data belong to no tensor"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]"), "gap"),
        .init(
            tensor("\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,8]"), "impossible shape"),
        .init(
            tensor("\"dtype\":\"F32\",\"shape\":[1000000000000],\"data_offsets\":[0,4000000000000]"), "has only 8"),
        .init("{\"a\":{\(whole)},\"b\":{\(whole)}}", "overlaps"),
        .init("{\"a\":{\(whole)},\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", "overlaps"),
    ]

    static let grammar: [HostileFile] = [
        .init(tensor("\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]"), "whole number"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]"), "whole number"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]"), "']'"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2e0],\"data_offsets\":[0,8]"), "']'"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]"), "whole number"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[99999999999999999999],\"data_offsets\":[0,8]"), "whole number"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0]"), "lacks"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4,8]"), "lacks"),
        .init(tensor("\"dtype\":\"F32\",\"shape\":[2]"), "lacks"),
        .init(tensor(""), "lacks"),
        .init(tensor(whole + ",\"more\":1"), "unknown or second key 'more'"),
        .init(tensor(whole + ",\"dtype\":\"F32\""), "unknown or second key 'dtype'"),
        .init(tensor("\"dtype\":1,\"shape\":[2],\"data_offsets\":[0,8]"), "'\"'"),
        .init("{\"a\":{\(whole)},\"a\":{\(whole)}}", "'a' appears twice"),
        // The same letter, composed and decomposed: one key in a dictionary of Swift.
        .init("{\"\u{E9}\":{\(whole)},\"e\u{301}\":{\(whole)}}", "appears twice"),
        .init("{\"__metadata__\":{\"a\":\"\",\"a\":\"\"}}", "'a' appears twice"),
        .init("{\"__metadata__\":{\"a\":1}}", "'\"'"),
        .init("{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", "'\"'"),
        .init("", "'{'"),
        .init("[]", "'{'"),
        .init("null", "'{'"),
        .init("{\"a\"", "':'"),
        .init("{\"a", "the end of a string"),
        .init("{\"a\\", "an escaped character"),
        .init("{\"a\\u12", "four hexadecimal digits"),
        .init("{\"a\\u+123\":", "four hexadecimal digits"),
        .init("{\"a\\x\":", "an escape that JSON knows"),
        .init("{\"\\ud800\":", "surrogate"),
        .init("{\"\\ud800\\u0041\":", "surrogate"),
        .init("{\"\\udc00\":", "surrogate"),
        .init("{\"a\nb\":", "control"),
        .init("{\"a\":{\(whole)},}", "'\"'"),
        .init("{\"a\":{\(whole)}} x", "the end of the header"),
        .init(bytes: Array("{\"".utf8) + [0xFF, 0xFE] + Array("\":".utf8), "not UTF-8"),
        .init(bytes: Array("{\"".utf8) + [0xC0, 0x80] + Array("\":".utf8), "not UTF-8"),
        .init(String(repeating: "{\"a\":", count: 100_000), "unknown or second key 'a'"),
    ]
}

@Suite struct HostileHeaderTests {
    @Test(arguments: HostileFile.lengths + HostileFile.layouts + HostileFile.grammar)
    func isAnErrorThatSaysWhatIsWrong(_ hostile: HostileFile) throws {
        let folder = TemporaryFolder()
        folder.write(hostile.bytes, to: "file")
        let path = folder.file("file")
        let error = #expect(throws: CheckpointError.self) { try TensorFile(reading: path) }
        guard case .damaged(path, let problem) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(problem.contains(hostile.complaint))
    }

    /// Names in a header may have any characters, and be as long as the header.
    @Test func theErrorIsOneShortPlainLine() throws {
        let folder = TemporaryFolder()
        for name in ["\\u001b[2J\\n\\u202e", String(repeating: "n", count: 1 << 20)] {
            let header = "{\"\(name)\":{\"dtype\":\"\(name)\",\"shape\":[2],\"data_offsets\":[0,8]}}"
            folder.write(HostileFile(header, "").bytes, to: "file")
            let error = #expect(throws: CheckpointError.self) { try TensorFile(reading: folder.file("file")) }
            let text = try #require(error).description
            #expect(text.contains("has type") || text.contains("nnn…"))
            #expect(text.utf8.count < 600)
            #expect(text.unicodeScalars.allSatisfy { ![.control, .format].contains($0.properties.generalCategory) })
        }
    }

    /// A sparse file that claims to be huge takes neither time nor memory.
    @Test func hugeSparseFileIsRefused() throws {
        let folder = TemporaryFolder()
        let path = folder.file("file")
        folder.write([], to: "file")
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 1 << 40)
        try handle.close()
        let error = #expect(throws: CheckpointError.self) { try TensorFile(reading: path) }
        #expect(error?.description.contains("1099511627776 bytes, more than") == true)
    }

    /// Forms that JSON allows and Python's writer does not use.
    @Test func blanksAndEscapesAreRead() throws {
        let folder = TemporaryFolder()
        let header =
            " { \"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\" :\n{ \"data_offsets\" : [ 0 , 8 ] ,"
            + "\t\"shape\":[ 2 ],\r\"dtype\":\"F32\"} } "
        folder.write(HostileFile(header, "").bytes, to: "file")
        let file = try TensorFile(reading: folder.file("file"))
        #expect(file.tensors["\u{E9}\u{1F600}/\u{8}\u{C}\n\r\t\"\\"]?.values == [0, 0])
    }
}
