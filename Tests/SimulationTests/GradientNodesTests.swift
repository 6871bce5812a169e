import Cluster
import Tensors
import Testing
import Transport

@Suite struct GradientNodesTests {
    @Test func aStorageIsUsedAgainOnceNobodyRefersToIt() {
        let nodes = GradientNodes<Int>()
        var first: FloatStorage? = nodes.take(count: 64)
        let place = first!.pointer
        #expect(nodes.take(count: 64).pointer != place)
        var bytes: SharedBytes? = SharedBytes(referring: FloatSlice(first!, 16..<32))
        first = nil
        // What is still to be sent is not written to.
        for _ in 0..<3 { #expect(nodes.take(count: 64).pointer != place) }
        bytes?.withUnsafeBytes { #expect($0.baseAddress == UnsafeRawPointer(place + 16) && $0.count == 64) }
        bytes = nil
        #expect(nodes.take(count: 64).pointer == place)
    }

    @Test func aStepAfterTheOtherTakesNoMoreMemory() {
        let nodes = GradientNodes<Int>()
        var places: Set<UnsafeMutablePointer<Float>> = []
        for _ in 0..<100 {
            let pair = (nodes.take(count: 32), nodes.take(count: 32))
            places.formUnion([pair.0.pointer, pair.1.pointer])
        }
        #expect(places.count == 2)
    }
}
