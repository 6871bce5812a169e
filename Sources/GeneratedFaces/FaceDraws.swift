import Tensors

/// What is drawn at random for a face. The raw value is the element of the face's random stream, so that a new draw
/// added at the end leaves all others as they were.
enum FaceDraw: Int {
    // Expression
    case mouthOpen, intensity
    case browInner, browOuter, eyeOpening, mouthCorners, mouthOpening, mouthWidth, teeth, upperLip, noseWrinkle
    // Pose
    case shiftX, shiftY, scale, rotation, yaw, pitch
    // Build
    case headWidth, jaw, eyeDistance, eyeSize, eyeHeight, browThickness, browHeight, browArch, noseLength, noseWidth
    case mouthHeight, lipThickness, hairline, parting, hairVolume, ears, gazeX, gazeY, glasses, glassesTone
    // Tones
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

    /// A number in [low, high).
    func value(_ draw: FaceDraw, plus offset: Int = 0, from low: Double, to high: Double) -> Double {
        low + (high - low) * Double(stream.uniform(draw.rawValue + offset))
    }

    /// For every pixel a number in (−1, 1) around zero, the mean of two uniform random numbers.
    func pixelNoise(count: Int) -> [Double] {
        let words = [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
            pixels.fill(buffer.baseAddress!, count: count)
            initialized = count
        }
        return words.map { (Double($0 & 0xFFFF) + Double($0 >> 16)) * 0x1p-16 - 1 }
    }
}
