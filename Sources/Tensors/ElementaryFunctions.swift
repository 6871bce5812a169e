/// Exponential, logarithm, sine and cosine in double precision. Chorus has its own, so that the bits of the weights do
/// not depend on the C library. Errors are a few units in the last place; the tests give the bounds.
public enum Elementary {
    /// eˣ. Zero below −745.2, infinite above 709.8.
    ///
    /// x = n·ln 2 + r with |r| ≤ ln 2 / 2 (Cody and Waite's reduction), then the Taylor series of eʳ to r¹³.
    public static func exp(_ x: Double) -> Double {
        if x.isNaN { return x }
        if x > 709.782712893384 { return .infinity }
        if x < -745.1332191019412 { return 0 }
        let n = (x * 1.4426950408889634).rounded(.toNearestOrEven)
        let r = (x - n * 0x1.62e42feep-1) - n * 0x1.a39ef35793c76p-33
        var sum = 1.0
        for divisor in stride(from: 13.0, through: 1.0, by: -1.0) {
            sum = 1.0 + r / divisor * sum
        }
        // Two factors, since 2ⁿ alone may overflow or be subnormal where the product is not.
        let half = Int(n) / 2
        return sum * powerOfTwo(half) * powerOfTwo(Int(n) - half)
    }

    /// The natural logarithm. Negative numbers give NaN, zero −∞.
    ///
    /// x = 2ⁿ·m with m in (√½, √2], then 2·artanh((m − 1)/(m + 1)) as a series.
    public static func log(_ x: Double) -> Double {
        if x.isNaN || x == .infinity { return x }
        if x <= 0 { return x == 0 ? -.infinity : .nan }
        var exponent = Double(x.exponent)
        var m = x.significand
        if m > 1.4142135623730951 {
            m *= 0.5
            exponent += 1
        }
        let s = (m - 1) / (m + 1)
        let square = s * s
        var sum = 0.0
        for odd in stride(from: 23.0, through: 3.0, by: -2.0) {
            sum = (sum + 1.0 / odd) * square
        }
        return exponent * 0x1.62e42feep-1 + (exponent * 0x1.a39ef35793c76p-33 + 2 * (s + s * sum))
    }

    /// The sine of an angle in radians, |x| ≤ 10⁵.
    public static func sin(_ x: Double) -> Double {
        let (quadrant, sine, cosine) = reduced(x)
        switch quadrant {
        case 0: return sine
        case 1: return cosine
        case 2: return -sine
        default: return -cosine
        }
    }

    /// The cosine of an angle in radians, |x| ≤ 10⁵.
    public static func cos(_ x: Double) -> Double {
        let (quadrant, sine, cosine) = reduced(x)
        switch quadrant {
        case 0: return cosine
        case 1: return -sine
        case 2: return -cosine
        default: return sine
        }
    }

    /// baseⁿ for n ≥ 0 by repeated squaring.
    public static func power(_ base: Double, _ exponent: Int) -> Double {
        precondition(exponent >= 0, "exponent \(exponent)")
        var result = 1.0
        var square = base
        var rest = exponent
        while rest > 0 {
            if rest & 1 == 1 { result *= square }
            square *= square
            rest >>= 1
        }
        return result
    }

    private static func powerOfTwo(_ n: Int) -> Double {
        Double(sign: .plus, exponent: n, significand: 1)
    }

    /// The quadrant of x, which is n mod 4, and the sine and cosine of the remainder r = x − n·π/2 by their Taylor
    /// series. The whole number n is chosen so that |r| ≤ π/4.
    private static func reduced(_ x: Double) -> (quadrant: Int, sine: Double, cosine: Double) {
        let n = (x * 0.6366197723675814).rounded(.toNearestOrEven)
        let r = ((x - n * 0x1.921fb544p0) - n * 0x1.0b4611a6p-34) - n * 0x1.3198a2e037073p-69
        let square = r * r
        var sine = 1.0
        for k in stride(from: 18.0, through: 2.0, by: -2.0) {
            sine = 1.0 - square / (k * (k + 1)) * sine
        }
        var cosine = 1.0
        for k in stride(from: 17.0, through: 1.0, by: -2.0) {
            cosine = 1.0 - square / (k * (k + 1)) * cosine
        }
        return (Int(n) & 3, sine * r, cosine)
    }
}
