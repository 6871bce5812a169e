public import Augmentation
import Foundation
import PlainText
import Synchronization
import Tensors

extension Dataset {
    /// The data set with augmented copies of training images, computed on all cores. A class with fewer images than its
    /// target in `balance` gets copies until it has as many. In the result, training samples are ordered by class, and
    /// in each class the images come before the copies. These samples have no ``Split/sources``. The files that
    /// ``write(to:progress:)`` writes are read in the same order.
    ///
    /// Copy j of a class with n images is made from the class's image j mod n, in file order. Its random numbers depend
    /// on the seed, the class and j alone. So the copies are the same in every epoch and every run.
    ///
    /// - Parameter progress: called with the number of copies that are done and the number of all copies, by several
    ///   threads at once.
    /// - Throws: ``DatasetError/wrongOption(name:reason:)`` if `balance` names a class that does not exist or has a
    ///   target for a class without images, and if memory does not suffice.
    public func balanced(
        _ balance: ClassBalance, seed: UInt64, progress: DatasetReader.Progress? = nil
    ) throws(DatasetError) -> Dataset {
        let copies = try copyCounts(for: balance)
        // All copies are numbered from 0, class by class: copy j of class c has the number firstCopies[c] + j.
        let firstCopies = copies.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
        let added = firstCopies[copies.count]
        let members = train.members(classes: classes.count)
        let total = train.count + added
        let block = PixelBlock(byteCount: try shape.byteCount(ofImages: total, decidedBy: "balance.targets"))
        let size = shape.count
        var starts: [Int] = []
        var labels: [UInt16] = []
        for label in classes.indices {
            starts.append(labels.count)
            train.images.copy(members[label], to: block.pointer + labels.count * size)
            labels += Array(repeating: UInt16(label), count: members[label].count + copies[label])
        }
        let (shape, classes, places) = (shape, classes, starts)
        let next = Atomic<Int>(0)
        let done = Atomic<Int>(0)
        runConcurrently(threads: min(ProcessInfo.processInfo.activeProcessorCount, added)) {
            let image = WorkingImage(shape: shape)
            let augmenters = classes.map { Augmenter(balance.transforms(of: $0), on: image) }
            var label = 0
            while true {
                let index = next.add(1, ordering: .relaxed).oldValue
                guard index < added else { return }
                // The numbers of the copies that a thread takes are ascending, so the class can only move forward.
                while index >= firstCopies[label + 1] { label += 1 }
                let copy = index - firstCopies[label]
                let count = members[label].count
                augmenters[label].augment(
                    block.pointer + (places[label] + copy % count) * size,
                    into: block.pointer + (places[label] + count + copy) * size,
                    .copy(copy, ofClass: label, seed: seed))
                progress?(done.add(1, ordering: .relaxed).newValue, added)
            }
        }
        var result = self
        result.copies = copies
        result.remarks += remarks(on: balance)
        result.train = Split(images: ImageStore(shape: shape, count: total, block: block), labels: labels)
        // The validation and test images may share a block of memory with the training images of `self`. Once they are
        // copied to memory of their own, that block can be freed.
        result.validation = validation.copied()
        result.test = test?.copied()
        return result
    }

    /// The index of each class's first image among the training images that ``balanced(_:seed:progress:)`` makes.
    ///
    /// - Throws: as ``copyCounts(for:)``.
    public func classStarts(for balance: ClassBalance) throws(DatasetError) -> [Int] {
        let counts = train.classCounts(classes: classes.count)
        let sizes = zip(counts, try copyCounts(for: balance)).map { $0 + $1 }
        return sizes.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }.dropLast()
    }

    /// The data set without its augmented copies.
    package var withoutCopies: Dataset {
        guard copies.contains(where: { $0 > 0 }) else { return self }
        let members = train.members(classes: classes.count)
        var result = self
        result.copies = classes.map { _ in 0 }
        result.train = train.selecting(zip(members, copies).flatMap { $0.dropLast($1) })
        return result
    }

    /// How many copies ``balanced(_:seed:progress:)`` adds to each class, in the order of ``classes``.
    ///
    /// - Throws: ``DatasetError/wrongOption(name:reason:)`` if `balance` names a class that does not exist, or has a
    ///   target for a class without images.
    public func copyCounts(for balance: ClassBalance) throws(DatasetError) -> [Int] {
        let counts = train.classCounts(classes: classes.count)
        var targets: [Int?]
        switch balance.targets {
        case .largest: targets = counts.map { $0 > 0 ? counts.max() : nil }
        case .perClass(let named):
            try requireClasses(named.keys, of: "balance.targets")
            targets = classes.map { named[$0] }
        }
        try requireClasses(balance.classAugment.lists.keys, of: "balance.class_augment")
        for (label, target) in targets.enumerated() where target != nil && counts[label] == 0 {
            throw .wrongOption(
                name: "balance.targets.\(excerpt(classes[label]))", reason: "the class has no training image to copy")
        }
        return zip(targets, counts).map { target, count in max((target ?? 0) - count, 0) }
    }

    /// A remark for the user if targets add no copies, because they are below the number of images of their class or
    /// because no class is named; empty otherwise.
    public func remarks(on balance: ClassBalance) -> [String] {
        guard case .perClass(let targets) = balance.targets else { return [] }
        if targets.isEmpty { return ["balance.targets names no class: no class gets copies"] }
        let counts = train.classCounts(classes: classes.count)
        let low = zip(classes, counts).filter { name, count in targets[name].map { $0 < count } ?? false }
        guard let (name, count) = low.first, let target = targets[name] else { return [] }
        if low.count == 1 {
            return [
                "class \(excerpt(name)) has \(counted(count, "image")), more than its target of \(target): "
                    + "it gets no copies"
            ]
        }
        let most = 10
        let shown = low.prefix(most).map { "\(excerpt($0)) (\($1), target \(targets[$0] ?? 0))" }.joined(
            separator: ", ")
        let rest = low.count > most ? " and \(low.count - most) more" : ""
        return ["\(low.count) classes have more images than their target and get no copies: \(shown)\(rest)"]
    }

    private func requireClasses(_ names: some Sequence<String>, of option: String) throws(DatasetError) {
        for name in names.sorted() where !classes.contains(name) {
            throw .wrongOption(
                name: "\(option).\(excerpt(name))",
                reason: "the data have no such class; \(Spelling.advice(for: name, among: classes))")
        }
    }
}
