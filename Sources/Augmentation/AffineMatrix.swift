import Tensors

/// The map from a pixel of the changed image, (row, column), to the place in the original where its value is taken.
///
/// Source: Keras' `apply_affine_transform`. M = R·T·S·Z, with rotation R = [[c, −s, 0], [s, c, 0]], shift T, shear
/// S = [[1, −sin σ, 0], [0, cos σ, 0]] and zoom Z = diag(rows, columns), about the centre ((height − 1) / 2,
/// (width − 1) / 2). Keras 2.9 and later swap rows and columns of the whole matrix; this is the form before.
struct AffineMatrix {
    /// Factors of the row, of the column, and what is added: first for the row in the original, then for the column.
    let row: SIMD3<Double>
    let column: SIMD3<Double>

    init(_ parameters: Affine.Parameters, shape: ImageShape) {
        let angle = parameters.rotation * .pi / 180
        let shear = parameters.shear * .pi / 180
        let (sine, cosine) = (Elementary.sin(angle), Elementary.cos(angle))
        let (shearSine, shearCosine) = (Elementary.sin(shear), Elementary.cos(shear))
        // R·T moves by the rotated shift; S and Z follow on the right.
        let rows = parameters.rowShift * Double(shape.height)
        let columns = parameters.columnShift * Double(shape.width)
        let shiftRow = cosine * rows - sine * columns
        let shiftColumn = sine * rows + cosine * columns
        let (zoomRow, zoomColumn) = (parameters.rowZoom, parameters.columnZoom)
        let a = cosine * zoomRow
        let b = (-cosine * shearSine - sine * shearCosine) * zoomColumn
        let c = sine * zoomRow
        let d = (-sine * shearSine + cosine * shearCosine) * zoomColumn
        let centreRow = Double(shape.height) / 2 - 0.5
        let centreColumn = Double(shape.width) / 2 - 0.5
        row = SIMD3(a, b, shiftRow + centreRow - (a * centreRow + b * centreColumn))
        column = SIMD3(c, d, shiftColumn + centreColumn - (c * centreRow + d * centreColumn))
    }
}
