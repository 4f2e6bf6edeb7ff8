package import Events
package import YAML

extension YAMLValue {
    /// An amount of US dollars such as `2.50`, read digit by digit: a binary fraction could not hold it.
    package func dollars(upTo most: NanoDollars) -> NanoDollars {
        if let amount = node?.text.flatMap({ NanoDollars(dollars: $0) }), amount <= most { return amount }
        refuse("US dollars up to \(most)", advice: "; write them like 2.50, with up to 9 decimal places")
        return .zero
    }
}
