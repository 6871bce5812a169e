import Exchange
import Tensors
import Testing
import Training
import Transport

@Suite struct FloatPoolTests {
    @Test func aStorageIsUsedAgainOnceNobodyRefersToIt() {
        let pool = FloatPool()
        var first: FloatStorage? = pool.take(count: 64)
        let address = first!.pointer
        #expect(pool.take(count: 64).pointer != address)
        var bytes: SharedBytes? = SharedBytes(referring: FloatSlice(first!, 16..<32))
        first = nil
        // Memory that is still to be sent is not written to.
        for _ in 0..<3 { #expect(pool.take(count: 64).pointer != address) }
        bytes?.withUnsafeBytes { #expect($0.baseAddress == UnsafeRawPointer(address + 16) && $0.count == 64) }
        bytes = nil
        #expect(pool.take(count: 64).pointer == address)
    }

    @Test func aStepAfterTheOtherTakesNoMoreMemory() {
        let pool = FloatPool()
        var addresses: Set<UnsafeMutablePointer<Float>> = []
        for _ in 0..<100 {
            let pair = (pool.take(count: 32), pool.take(count: 32))
            addresses.formUnion([pair.0.pointer, pair.1.pointer])
        }
        #expect(addresses.count == 2)
    }

    @Test func sharedMemoryIsTakenAsLongAsItLasts() throws {
        let memory = try SharedMemory(byteCount: 3 * (64 + 64 * 4))
        let pool = FloatPool(in: memory)
        var storages = (0..<5).map { _ in pool.take(count: 64) }
        for (number, storage) in storages.enumerated() { storage.buffer.update(repeating: Float(number)) }
        for (number, storage) in storages.enumerated() { #expect(storage.buffer.allSatisfy { $0 == Float(number) }) }
        let addresses = Set(storages.map(\.pointer))
        #expect(addresses.count == 5)
        storages = []
        storages = (0..<5).map { _ in pool.take(count: 64) }
        #expect(Set(storages.map(\.pointer)) == addresses)
        #expect(memory.take(count: 64 * 4) == nil)
    }
}
