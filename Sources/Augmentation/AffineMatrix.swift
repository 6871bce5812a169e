import Tensors

/// The map from a pixel of the output image, (row, column), to the position in the original where its value is
/// read.
///
/// Source: Keras' `apply_affine_transform`. M = R·T·S·Z, with rotation R = [[c, −s, 0], [s, c, 0]], shift T,
/// shear S = [[1, −sin σ, 0], [0, cos σ, 0]] and zoom Z = diag(rows, columns), about the centre ((height − 1) /
/// 2, (width − 1) / 2). This is the matrix of Keras before 2.9; later releases swap its rows and columns.
struct AffineMatrix {
    /// The two rows of the matrix, with the constant part in z. The output pixel (r, c) has its position in the
    /// original in the row row.x · r + row.y · c + row.z and in the column column.x · r + column.y · c + column.z.
    let row: SIMD3<Double>
    let column: SIMD3<Double>

    init(_ parameters: Affine.Parameters, shape: ImageShape) {
        let angle = parameters.rotation * .pi / 180
        let shear = parameters.shear * .pi / 180
        let (sine, cosine) = (Elementary.sin(angle), Elementary.cos(angle))
        let (shearSine, shearCosine) = (Elementary.sin(shear), Elementary.cos(shear))
        // In the product R·T, the rotation also turns the shift. S and Z come after T in the product R·T·S·Z, so they
        // leave the shift unchanged.
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
