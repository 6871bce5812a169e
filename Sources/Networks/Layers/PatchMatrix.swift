import Tensors

/// A matrix whose rows are the patches of a convolution's input. A patch is the part of the input that the kernel
/// covers at one position. The product of this matrix and the kernel is the convolution.
///
/// Row p of the matrix (positions, size · size · channels) holds the input values for output position p = (sample ·
/// height + y) · width + x, in the order of kernel row, kernel column and channel. Values outside the image are zero.
struct PatchMatrix {
    let input: FeatureMap
    let output: FeatureMap
    /// The number of rows and of columns of the kernel.
    let size: Int
    /// The width in pixels of the border of zeros around the image.
    let margin: Int

    /// The number of values in a row of the matrix.
    var inner: Int { size * size * input.channels }
    /// The distance in floats from one row of the matrix to the next: `inner`, rounded up to a multiple of sixteen.
    var patchStride: Int { roundedUp(inner, to: ChannelGroup.scalarCount) }

    /// Writes the patches for some rows of outputs to `patches`. Rows are numbered across all samples.
    func gather(_ values: UnsafePointer<Float>, rows: Range<Int>, into patches: UnsafeMutablePointer<Float>) {
        let taps = size * input.channels
        var target = patches
        for row in rows {
            let image = values + row / output.height * input.sampleStride
            let top = row % output.height - margin
            for kernelRow in 0..<size {
                let line = target + kernelRow * taps
                let y = top + kernelRow
                if y < 0 || y >= input.height {
                    for x in 0..<output.width {
                        (line + x * patchStride).update(repeating: 0, count: taps)
                    }
                } else {
                    gatherLine(image + y * input.rowStride, into: line)
                }
            }
            target += output.width * patchStride
        }
    }

    /// For all patches of one output row, copies the values that one row of the kernel covers. `source` is the row of
    /// input pixels that holds these values.
    @inline(__always)
    private func gatherLine(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (patchStride, pixelStride, channels) = (patchStride, input.pixelStride, input.channels)
        let taps = size * channels
        let interior = margin..<max(output.width - margin, margin)
        for x in 0..<output.width where !interior.contains(x) {
            let inside = clipped(x)
            let patch = target + x * patchStride
            patch.update(repeating: 0, count: taps)
            for tap in inside {
                (patch + tap * channels).update(from: source + (x - margin + tap) * pixelStride, count: channels)
            }
        }
        if channels % ChannelGroup.scalarCount == 0 {
            for x in interior {
                let from = source + (x - margin) * pixelStride
                let to = target + x * patchStride
                for offset in stride(from: 0, to: taps, by: ChannelGroup.scalarCount) {
                    to.store(from.group(at: offset), offset)
                }
            }
        } else if input.isPacked {
            for tap in 0..<taps {
                for x in interior {
                    target[x * patchStride + tap] = source[(x - margin) * pixelStride + tap]
                }
            }
        } else {
            for x in interior {
                for tap in 0..<size {
                    (target + x * patchStride + tap * channels).update(
                        from: source + (x - margin + tap) * pixelStride, count: channels)
                }
            }
        }
    }

    /// Adds the patches for some rows of outputs back to the pixels that they came from: the transpose of ``gather``.
    /// Before the first row of a sample, sets all pixels of the sample to zero.
    func scatterAdd(_ patches: UnsafePointer<Float>, rows: Range<Int>, into values: UnsafeMutablePointer<Float>) {
        let taps = size * input.channels
        var source = patches
        for row in rows {
            let image = values + row / output.height * input.sampleStride
            let top = row % output.height - margin
            if top == -margin {
                image.update(repeating: 0, count: input.sampleStride)
            }
            for kernelRow in 0..<size {
                let y = top + kernelRow
                if y >= 0 && y < input.height {
                    scatterLine(source + kernelRow * taps, into: image + y * input.rowStride)
                }
            }
            source += output.width * patchStride
        }
    }

    @inline(__always)
    private func scatterLine(_ source: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>) {
        let (patchStride, pixelStride, channels) = (patchStride, input.pixelStride, input.channels)
        for x in 0..<output.width {
            let inside = clipped(x)
            let from = source + x * patchStride
            if channels % ChannelGroup.scalarCount == 0 {
                let to = target + (x - margin) * pixelStride
                for offset in stride(
                    from: inside.lowerBound * channels, to: inside.upperBound * channels, by: ChannelGroup.scalarCount)
                {
                    to.store(to.group(at: offset) + from.group(at: offset), offset)
                }
            } else {
                for tap in inside {
                    VectorKernels.add(
                        from + tap * channels, to: target + (x - margin + tap) * pixelStride, count: channels)
                }
            }
        }
    }

    /// The kernel columns that are inside the image, and not on its margin, when the kernel is at output column x.
    @inline(__always)
    private func clipped(_ x: Int) -> Range<Int> {
        max(0, margin - x)..<min(size, input.width + margin - x)
    }
}
