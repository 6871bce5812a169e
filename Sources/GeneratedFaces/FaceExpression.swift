/// The expression of a face, as one number for each movement of its features: 0 at rest, and 1 or −1 for a full
/// movement.
struct FaceExpression {
    /// How far the inner ends of the brows are raised; negative if they are lowered.
    var browInner = 0.0
    /// How far the outer ends of the brows are raised; negative if they are lowered.
    var browOuter = 0.0
    /// How much wider open the eyes are than at rest; negative if they are less open.
    var eyeOpening = 0.0
    /// How far the corners of the mouth are raised; negative if they are lowered.
    var mouthCorners = 0.0
    /// How far the lips part.
    var mouthOpening = 0.0
    /// How much wider the mouth is than at rest; negative if it is narrower.
    var mouthWidth = 0.0
    /// How clearly the teeth show in the open mouth; at 0 they do not show.
    var teeth = 0.0
    /// How far the middle of the upper lip is drawn up.
    var upperLip = 0.0
    /// How far the nose is wrinkled. A wrinkled nose has wrinkles on its bridge, and is shorter and wider than at rest.
    var noseWrinkle = 0.0

    /// The most by which a movement of a face is larger or smaller, at random, than the movement typical of its class.
    private static let spread = 0.12

    /// Two typical expressions for each class of ``SyntheticFaces/classes``, in the order of the classes: `closed` has
    /// the mouth less open, `open` has it more open.
    private static let typical: [(closed: FaceExpression, open: FaceExpression)] = [
        // angry
        (
            FaceExpression(browInner: -1, browOuter: 0.35, eyeOpening: -0.25, mouthCorners: -0.35, mouthWidth: -0.15),
            FaceExpression(
                browInner: -1, browOuter: 0.4, eyeOpening: 0.1, mouthCorners: -0.3, mouthOpening: 0.45,
                mouthWidth: 0.15, teeth: 0.8)
        ),
        // disgust
        (
            FaceExpression(
                browInner: -0.6, browOuter: -0.15, eyeOpening: -0.65, mouthCorners: -0.5, upperLip: 0.8,
                noseWrinkle: 1),
            FaceExpression(
                browInner: -0.55, browOuter: -0.1, eyeOpening: -0.6, mouthCorners: -0.55, mouthOpening: 0.25,
                teeth: 0.6, upperLip: 1, noseWrinkle: 1)
        ),
        // fear
        (
            FaceExpression(
                browInner: 0.95, browOuter: 0.1, eyeOpening: 0.75, mouthCorners: -0.35, mouthOpening: 0.2,
                mouthWidth: 0.45, teeth: 0.4),
            FaceExpression(
                browInner: 0.95, browOuter: 0.15, eyeOpening: 0.8, mouthCorners: -0.4, mouthOpening: 0.5,
                mouthWidth: 0.45, teeth: 0.4)
        ),
        // happy
        (
            FaceExpression(browOuter: 0.1, eyeOpening: -0.25, mouthCorners: 0.95, mouthWidth: 0.35),
            FaceExpression(
                browOuter: 0.15, eyeOpening: -0.3, mouthCorners: 1, mouthOpening: 0.55, mouthWidth: 0.4, teeth: 0.9)
        ),
        // neutral
        (FaceExpression(), FaceExpression(mouthOpening: 0.05)),
        // sad
        (
            FaceExpression(browInner: 0.75, browOuter: -0.55, eyeOpening: -0.45, mouthCorners: -0.8, mouthWidth: -0.25),
            FaceExpression(
                browInner: 0.8, browOuter: -0.6, eyeOpening: -0.5, mouthCorners: -0.85, mouthOpening: 0.15,
                mouthWidth: -0.2)
        ),
        // surprise
        (
            FaceExpression(browInner: 0.9, browOuter: 0.95, eyeOpening: 0.75, mouthOpening: 0.6, mouthWidth: -0.4),
            FaceExpression(browInner: 1, browOuter: 1, eyeOpening: 0.85, mouthOpening: 1, mouthWidth: -0.4)
        ),
    ]

    /// The expression of one face of a class. The face's random numbers decide where it lies between the two typical
    /// expressions of the class, how intense it is, and how much larger or smaller each movement is.
    init(class label: Int, draws: FaceDraws) {
        let (closed, open) = FaceExpression.typical[label]
        let opening = draws.value(.mouthOpen, from: 0, to: 1)
        let intensity = draws.value(.intensity, from: 0.85, to: 1.2)
        func blend(_ movement: KeyPath<FaceExpression, Double>, _ stray: FaceDraw) -> Double {
            let typical = closed[keyPath: movement] + opening * (open[keyPath: movement] - closed[keyPath: movement])
            return intensity * typical + draws.value(stray, from: -FaceExpression.spread, to: FaceExpression.spread)
        }
        browInner = blend(\.browInner, .browInner)
        browOuter = blend(\.browOuter, .browOuter)
        eyeOpening = blend(\.eyeOpening, .eyeOpening)
        mouthCorners = blend(\.mouthCorners, .mouthCorners)
        mouthOpening = max(0, blend(\.mouthOpening, .mouthOpening))
        mouthWidth = blend(\.mouthWidth, .mouthWidth)
        teeth = max(0, blend(\.teeth, .teeth))
        upperLip = max(0, blend(\.upperLip, .upperLip))
        noseWrinkle = max(0, blend(\.noseWrinkle, .noseWrinkle))
    }

    private init(
        browInner: Double = 0, browOuter: Double = 0, eyeOpening: Double = 0, mouthCorners: Double = 0,
        mouthOpening: Double = 0, mouthWidth: Double = 0, teeth: Double = 0, upperLip: Double = 0,
        noseWrinkle: Double = 0
    ) {
        self.browInner = browInner
        self.browOuter = browOuter
        self.eyeOpening = eyeOpening
        self.mouthCorners = mouthCorners
        self.mouthOpening = mouthOpening
        self.mouthWidth = mouthWidth
        self.teeth = teeth
        self.upperLip = upperLip
        self.noseWrinkle = noseWrinkle
    }
}
