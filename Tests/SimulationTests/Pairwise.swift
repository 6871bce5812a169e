/// The sum of some values in the order that a run keeps: neighbours pair by pair, until one is left.
func pairwise<Value>(_ values: [Value], _ add: (Value, Value) -> Value) -> Value {
    var values = values
    while values.count > 1 {
        values = stride(from: 0, to: values.count, by: 2).map {
            $0 + 1 < values.count ? add(values[$0], values[$0 + 1]) : values[$0]
        }
    }
    return values[0]
}
