import Tensors

/// What is drawn at random for a face. The raw value is the index of the draw in the face's random stream. So a new
/// draw, with an index that no other draw uses, leaves the values of all other draws as they were.
enum FaceDraw: Int {
    // The expression: how far the mouth is open, how intense the expression is, and how far each movement strays from
    // the usual
    case mouthOpen, intensity
    case browInner, browOuter, eyeOpening, mouthCorners, mouthOpening, mouthWidth, teeth, upperLip, noseWrinkle
    // The pose of the head in the picture
    case shiftX, shiftY, scale, rotation, yaw, pitch
    // Shapes and places of head, hair and features, the gaze, and glasses
    case headWidth, jaw, eyeDistance, eyeSize, eyeHeight, browThickness, browHeight, browArch, noseLength, noseWidth
    case mouthHeight, lipThickness, hairline, parting, hairVolume, ears, gazeX, gazeY, glasses, glassesTone
    // Tones of grey
    case skin, hair, background, backgroundSlope, backgroundDirection, clothes, iris, feature
    // Light and camera
    case lightDirection, lightStrength, contrast, brightness, noise
    // Specks. Each case is the element for the first speck; speck k, from 0, uses the element k places later.
    case speckX
    case speckY = 70, speckRadius = 80, speckTone = 90, speckOpacity = 100
}

/// The random numbers of one face, each by its name.
struct FaceDraws {
    private let stream: RandomStream
    private let pixels: RandomStream

    init(index: Int, seed: UInt64) {
        stream = RandomStream(seed: seed, purpose: .synthesis, index: index)
        pixels = RandomStream(seed: seed, purpose: .synthesis, step: 1, index: index)
    }

    /// The random number of a draw, uniform in [low, high). `offset` selects the element that many places later in the
    /// stream.
    func value(_ draw: FaceDraw, plus offset: Int = 0, from low: Double, to high: Double) -> Double {
        low + (high - low) * Double(stream.uniform(draw.rawValue + offset))
    }

    /// For every pixel a number in [−1, 1), most often near zero: the mean of two uniform random numbers.
    func pixelNoise(count: Int) -> [Double] {
        let words = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
            pixels.fill(buffer.baseAddress!, count: count)
            initialized = count
        }
        return words.map { (Double($0 & 0xFFFF) + Double($0 >> 16)) * 0x1p-16 - 1 }
    }
}
