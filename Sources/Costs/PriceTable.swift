internal import Embedded
package import YAML

/// What models cost, as far as anybody has said.
///
/// Made of layers: what the operator says is asked first, then what Penstock ships with.
package struct PriceTable: Sendable {
    private let layers: [[ModelPrices]]

    init(layers: [[ModelPrices]]) {
        self.layers = layers
    }

    /// Knows no price at all.
    package static let empty = PriceTable(layers: [])

    /// The prices that are part of the program.
    package static let shipped: PriceTable = {
        let file = EmbeddedFile.prices
        do throws(YAMLFaults) {
            return try PriceTable(file: file.name, bytes: file.bytes)
        } catch {
            preconditionFailure(error.description)
        }
    }()

    /// Reads a file, or throws everything that is wrong in it.
    package init(file: String, bytes: [UInt8]) throws(YAMLFaults) {
        let layer = try YAMLDocument(file: file, bytes: bytes).decode { try PriceDecoder.decode(file: $0) }
        layers = [layer]
    }

    /// Reads a list of prices inside another file, where mistakes are recorded.
    package init(reading list: YAMLValue) {
        layers = [PriceDecoder.decode(list: list)]
    }

    /// These prices, and those of `other` for what these say nothing of.
    package func before(_ other: PriceTable) -> PriceTable {
        PriceTable(layers: layers + other.layers)
    }

    /// Everything that is known of one model.
    func prices(of key: ModelKey) -> PriceHistory {
        PriceHistory(
            layers: layers.compactMap { layer in
                var best: (fit: (Int, Int, Int), prices: ModelPrices)?
                for prices in layer {
                    guard let fit = prices.fit(key), best.map({ $0.fit < fit }) ?? true else { continue }
                    best = (fit, prices)
                }
                return best?.prices
            }
        )
    }

    /// What a model costs on a day; nil if nobody has said it.
    package func price(of key: ModelKey, on day: Day) -> Price? {
        prices(of: key).price(on: day)
    }
}

/// The prices of one model over time.
struct PriceHistory: Sendable {
    let layers: [ModelPrices]

    func price(on day: Day) -> Price? {
        for layer in layers {
            if let price = layer.price(on: day) { return price }
        }
        return nil
    }
}
