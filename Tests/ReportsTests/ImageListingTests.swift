import Datasets
import Reports
import TestKit
import Testing

@Suite struct ImageListingTests {
    private let folder = TemporaryFolder()

    init() {
        folder.write([], to: "faces/=a, b/\"1\".png")
        folder.write([], to: "faces/c/2.png")
    }

    /// Quotes as RFC 4180 has them, and an apostrophe before what a spreadsheet would read as a formula.
    @Test func namesWithSignsOfTheirOwn() throws {
        let listing = try ImageListing(of: folder.file("faces"), skipUnreadable: false)
        #expect(
            try listing.csv() == """
                path,label,split
                "\(folder.path)/faces/=a, b/""1"".png","'=a, b",train
                \(folder.path)/faces/c/2.png,c,train

                """)
        // Absolute paths stay as they are.
        #expect(try listing.csv(in: folder.path) == listing.csv())
    }

    /// A row's number is no path, so it does not depend on where the list is written.
    @Test func rowsOfATableKeepTheirNumbers() throws {
        let pixels = Array(repeating: "7", count: 48 * 48).joined(separator: " ")
        let table = folder.write(
            Array("emotion,pixels,Usage\n3,\(pixels),Training\n0,\(pixels),PublicTest\n".utf8), to: "fer2013.csv")
        let listing = try ImageListing(of: table, skipUnreadable: false)
        #expect(try listing.csv(in: "lists") == "row,label,split\n2,happy,train\n3,angry,validation\n")
    }

    @Test func namesThatNoTableCanHold() throws {
        folder.write([], to: "faces/c/line\nbreak.png")
        let listing = try ImageListing(of: folder.file("faces"), skipUnreadable: false)
        let error = #expect(throws: DatasetError.self) { try listing.csv() }
        #expect(error?.description.contains("characters that a table cannot hold; rename it") == true)
    }
}
