import SwiftProtobuf

extension EventRecord {
    /// An event with the settings of a run, for TensorBoard's table HPARAMS. The start of the run, `begun`, and the
    /// time of the event are in seconds since 1970.
    package static func settings(_ settings: [String: HyperParameter], begun: Double, time: Double) -> EventRecord {
        let start = WireSessionStart.with {
            $0.hparams = settings.mapValues(\.wire)
            $0.startTimeSecs = begun
        }
        return hyperParameters("session_start_info", .sessionStartInfo(start), time: time)
    }

    /// An event that says that a run is complete, for TensorBoard's table HPARAMS. The end of the run, `ended`, and the
    /// time of the event are in seconds since 1970.
    package static func success(ended: Double, time: Double) -> EventRecord {
        let end = WireSessionEnd.with {
            $0.status = .success
            $0.endTimeSecs = ended
        }
        return hyperParameters("session_end_info", .sessionEndInfo(end), time: time)
    }

    /// An event with a message for TensorBoard's HParams plugin. The message is in the metadata of a tensor that has no
    /// values.
    private static func hyperParameters(
        _ name: String, _ data: WireHyperParameterData.OneOf_Data, time: Double
    ) -> EventRecord {
        let tensor = WireTensor.with {
            $0.dtype = .dtFloat
            $0.tensorShape = .with { $0.dim = [WireTensorShape.Dimension()] }
        }
        return self.tensor(
            "_hparams_/\(name)", tensor, plugin: "hparams",
            content: encoded(WireHyperParameterData.with { $0.data = data }),
            step: 0, time: time)
    }
}

/// A setting's value, in one of the types that TensorBoard knows.
package enum HyperParameter: Hashable {
    /// A number.
    case number(Double)
    /// On or off.
    case flag(Bool)
    /// A text.
    case text(String)

    fileprivate var wire: WireSetting {
        WireSetting.with {
            switch self {
            case .number(let number): $0.numberValue = number
            case .flag(let flag): $0.boolValue = flag
            case .text(let text): $0.stringValue = text
            }
        }
    }
}
