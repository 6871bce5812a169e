import Datasets
import PlainText
import Plots
import Reports

extension Picture {
    /// The reliability diagram: for each range of probabilities, the share of predictions that are right, and below it
    /// the number of images. Nil if the run has no predictions.
    static func reliability(_ source: PictureSource) -> Drawing? {
        guard let classified = source.classified, classified.split.count > 0 else { return nil }
        let calibration = Calibration(
            classified.predictions.indices.map { (classified.confidences[$0], classified.isRight($0)) })
        let width = 620.0
        let error = percent(calibration.expectedCalibrationError)
        var drawing = Drawing(
            title: "Reliability", summary: "The expected calibration error is \(error).", width: width, height: 646)
        drawing.addHeading(
            details: "\(source.name): expected calibration error \(error), \(calibration.bins.count) bins, "
                + "\(TickFormat.count(classified.split.count)) validation images")
        let legend = Legend(
            [
                (.area(.colour(.blue)), "accuracy of the images with this probability"),
                (.line(.ink, dashes: [5, 4]), "perfect calibration"),
            ], width: width - 2 * Drawing.margin)
        legend.draw(in: &drawing, at: Point(Drawing.margin, Drawing.headingHeight))

        let top = Drawing.headingHeight + legend.height + 14
        let most = Double(calibration.bins.map(\.images).max() ?? 1)
        let share = { (from: Double, to: Double) in LinearScale(0...1, from: from, to: to, ticks: 5, format: .percent) }
        let countFrame = (y: top + 360 + 22, height: 110.0)
        let counts = LinearScale(
            0...max(most * 1.06, 1), from: countFrame.y + countFrame.height, to: countFrame.y, ticks: 3, isWhole: true)
        let left = Drawing.margin + 18 + max(Panel.labelWidth(of: share(1, 0)), Panel.labelWidth(of: counts))
        let right = width - Drawing.margin - 12
        let accuracy = Panel(
            Rectangle(x: left, y: top, width: right - left, height: 360), x: share(left, right),
            y: share(top + 360, top))
        let images = Panel(
            Rectangle(x: left, y: countFrame.y, width: right - left, height: countFrame.height),
            x: share(left, right), y: counts)
        for panel in [accuracy, images] { panel.drawGrid(in: &drawing, upright: true, level: true) }
        for bin in calibration.bins where bin.images > 0 {
            let note =
                "\(percent(bin.above))–\(percent(bin.upTo)): \(bin.images) images, "
                + "\(percent(bin.accuracy)) right, mean probability \(percent(bin.confidence))"
            draw(bin, to: bin.accuracy, .blue, note, in: &drawing, accuracy)
            draw(bin, to: Double(bin.images), .green, note, in: &drawing, images)
        }
        drawing.add(
            .line([Point(left, top + 360), Point(right, top)], .ink, width: 1.5, dashes: [5, 4]))
        accuracy.drawYAxis(in: &drawing, title: "accuracy")
        accuracy.drawXAxis(in: &drawing, hasLabels: false)
        images.drawYAxis(in: &drawing, title: "images")
        images.drawXAxis(in: &drawing, title: "probability of the predicted class")
        return drawing
    }

    private static func draw(
        _ bin: Calibration.Bin, to value: Double, _ colour: Colour, _ note: String, in drawing: inout Drawing,
        _ panel: Panel
    ) {
        let (left, right) = (panel.x.position(bin.above), panel.x.position(bin.upTo))
        let y = panel.y.position(value)
        drawing.add(
            .rectangle(
                Rectangle(x: left + 1, y: y, width: right - left - 2, height: panel.frame.bottom - y), .colour(colour)),
            note: note)
    }
}
