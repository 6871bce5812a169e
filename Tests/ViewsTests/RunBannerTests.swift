import Augmentation
import Configuration
import Datasets
import GeneratedFaces
import Networks
import Run
import Tensors
import Testing
import Training
import Views

@Suite struct RunBannerTests {
    private func job(classes: [String]? = nil) throws -> TrainingJob {
        var configuration = RunConfiguration()
        configuration.epochs = 8
        configuration.cluster.kernels = .portable
        let faces = SyntheticFaces.dataset(count: 210, seed: 0)
        return try TrainingJob(
            configuration: configuration,
            dataset: Dataset(
                classes: classes ?? faces.classes, train: faces.train, validation: faces.validation, test: faces.test))
    }

    /// The operations are those of Keras' model, counted by hand: 2·k²·in·out for each pixel of a convolution's output,
    /// 2·in·out of a dense layer, and three times that in training, but twice for the first.
    @Test func itSaysWhatIsAboutToHappen() throws {
        let banner = RunBanner(
            RunBeginning(job: try job(), workers: .local(count: 2, slots: 1), directory: "runs/a"))
        let products: [[Int]] = [
            [46, 46, 9, 1, 32], [21, 21, 9, 32, 64], [8, 8, 9, 64, 128], [2, 2, 9, 128, 512], [512, 256], [256, 7],
        ]
        let forward = products.map { 2 * Double($0.reduce(1, *)) }
        #expect(try job().network.forwardOperations == forward.reduce(0, +))
        #expect(try job().network.trainingOperations == 3 * forward.reduce(0, +) - forward[0])
        #expect(
            banner.lines(columns: nil, unicode: true) == [
                "model    fer-cnn, 817,607 parameters, 31.9 MFLOP a sample forward, 94.5 MFLOP in training",
                "images   48×48×1: 182 to train on, 28 to validate, none to test (generated faces)",
                "classes  7: angry 26+4 ×1.00, disgust 26+4 ×1.00, fear 26+4 ×1.00, happy 26+4 ×1.00,",
                "         neutral 26+4 ×1.00, sad 26+4 ×1.00, surprise 26+4 ×1.00",
                "batch    64 in 4 micro-batches, 3 steps an epoch, up to 8 epochs, or 20 without better val_loss",
                "cluster  2 local workers × 1 slot, AVX2",
                "run      runs/a",
            ])
    }

    /// Operations of frozen layers before the first trained one are those of the forward pass.
    @Test func whatIsSpecialIsSaid() throws {
        var configuration = RunConfiguration()
        configuration.cluster.kernels = .portable
        configuration.initialWeights = "runs/b"
        configuration.freeze = LayerNames(["conv2d_1", "batch_normalization_1"])
        configuration.augment = TransformList([Affine(rotation: 10), Flip()])
        let job = try TrainingJob(
            configuration: configuration, dataset: SyntheticFaces.dataset(count: 210, seed: 0))
        let lines = RunBanner(
            RunBeginning(job: job, workers: .local(count: 2, slots: 1), directory: "runs/a")
        ).lines(columns: nil, unicode: true)
        #expect(
            lines.first
                == "model    fer-cnn, 817,607 parameters, 384 of them frozen (conv2d_1, batch_normalization_1),")
        #expect(lines.contains("augment  affine, flip (each epoch)"))
        let (first, second) = (2.0 * 46 * 46 * 9 * 32, 2.0 * 21 * 21 * 9 * 32 * 64)
        #expect(job.network.trainingOperations == 3 * job.network.forwardOperations - 2 * first - second)
        // One more that is frozen and reached has its kernel's gradient computed.
        configuration.freeze = LayerNames(["conv2d_2"])
        let later = try TrainingJob(configuration: configuration, dataset: job.dataset)
        #expect(later.network.trainingOperations == 3 * job.network.forwardOperations - first)
    }

    @Test func otherWorkersAndLives() throws {
        let banner = RunBanner(
            RunBeginning(
                job: try job(), workers: .remote(needed: 1, endpoint: "tcp://127.0.0.1:7070", insecure: false),
                directory: "runs/a", resumedAfter: 1234))
        let lines = banner.lines(columns: 120, unicode: false)
        #expect(lines.contains("cluster  begins with 1 worker, more may join at tcp://127.0.0.1:7070, AVX2 here"))
        #expect(lines.last == "run      runs/a (goes on after step 1,234)")
    }

    @Test(arguments: [40, 80, 120])
    func itFitsTheTerminal(columns: Int) throws {
        let banner = RunBanner(
            RunBeginning(job: try job(), workers: .local(count: 2, slots: 1), directory: "runs/a"))
        #expect(banner.lines(columns: columns, unicode: true).allSatisfy { $0.count < columns })
    }

    @Test func namesFromFilesCannotCommandTheTerminal() throws {
        let names = ["a\u{1B}]0;x\u{7}", "b\n", "c\u{202E}", "d", "e", "f", "g"]
        let lines = RunBanner(
            RunBeginning(
                job: try job(classes: names), workers: .local(count: 2, slots: 1), directory: "runs/\u{1B}[2J")
        ).lines(columns: nil, unicode: true).joined()
        #expect(lines.contains(#"a\u{1B}]0;x\u{7} 26+4"#) && lines.contains(#"b\n"#) && lines.contains(#"c\u{202E}"#))
        #expect(lines.contains(#"runs/\u{1B}[2J"#))
    }

    @Test func manyClassesAreNotAllListed() throws {
        let faces = SyntheticFaces.dataset(count: 210, seed: 0)
        var configuration = RunConfiguration()
        configuration.classWeight = .none
        let names = faces.classes + (0..<93).map { "more-\($0)" }
        let job = try TrainingJob(
            configuration: configuration,
            dataset: Dataset(classes: names, train: faces.train, validation: faces.validation))
        let lines = RunBanner(RunBeginning(job: job, workers: .local(count: 1, slots: 1), directory: "runs/a"))
            .lines(columns: nil, unicode: true)
        #expect(lines.contains { $0.hasPrefix("classes  100: angry") })
        #expect(lines.contains { $0.hasSuffix("more-12 0+0 ×1.00, and 80 more") })
        #expect(lines.count < 12)
    }
}
