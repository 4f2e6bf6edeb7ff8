/// The dialects that pipelines and clients may ask for.
package enum DialectName: String, CaseIterable, Sendable {
    case penstock
    case content
    case visionFramework = "vision-framework"
    case lifePlan = "life-plan"

    package var dialect: any Dialect {
        switch self {
        case .penstock: PenstockDialect()
        case .content: ContentDialect()
        case .visionFramework: VisionFrameworkDialect()
        case .lifePlan: LifePlanDialect()
        }
    }
}
