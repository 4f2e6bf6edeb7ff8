import EventLoops
import Metrics
import Platform
import Simulation
import Testing

/// The resolver over a lookup that answers when the test says so.
@Suite struct NameResolverTests {
    typealias Answer = Result<[PeerAddress], NameFault>

    private final class ScriptedLookup: NameLookup {
        private(set) var asked: [String] = []
        private var open: [(name: String, answer: (Answer) -> Void)] = []

        func findAddresses(of name: String, _ answer: @escaping (Answer) -> Void) {
            asked.append(name)
            open.append((name, answer))
        }

        func answer(_ name: String, _ answer: Answer) {
            let answered = open.filter { $0.name == name }
            open.removeAll { $0.name == name }
            for question in answered { question.answer(answer) }
        }
    }

    private final class World {
        let registry = Registry(loops: 1)
        let simulated: SimulatedEventLoop
        let lookup = ScriptedLookup()
        let resolver: NameResolver
        private(set) var answers: [Answer] = []

        init(_ change: (inout NameResolver.Bounds) -> Void = { _ in }) {
            var bounds = NameResolver.Bounds()
            change(&bounds)
            simulated = SimulatedEventLoop(registry: registry)
            let metrics = NameResolverMetrics(registry)
            resolver = NameResolver(on: simulated.loop, lookup, bounds: bounds, metrics: metrics)
        }

        @discardableResult func ask(_ name: String) -> NameQuestion {
            resolver.resolve(name) { self.answers.append($0) }
        }

        func count(_ outcome: String) -> Double {
            Scrape(registry).sum("penstock_name_resolutions_total", #"outcome="\#(outcome)""#)
        }
    }

    private static let first = PeerAddress.ipv4(0x0A00_0001)
    private static let second = PeerAddress.ipv6(0xFD00_0000_0000_0000, 1)

    @Test func oneLookupAnswersAllWhoAsk() {
        let world = World()
        world.ask("api.example")
        world.ask("API.example")
        world.lookup.answer("api.example", .success([Self.first, Self.second]))
        #expect(world.answers == Array(repeating: .success([Self.first, Self.second]), count: 2))
        #expect(world.lookup.asked == ["api.example"])
        #expect(world.count("found") == 2)
        #expect(world.simulated.loop.timerCount == 0)
    }

    @Test func anAnswerIsRememberedAndGivenInALaterStep() {
        let world = World()
        world.ask("api.example")
        world.lookup.answer("api.example", .success([Self.first]))
        world.ask("api.example")
        #expect(world.answers.count == 1)
        world.simulated.settle()
        #expect(world.answers.count == 2)
        #expect(world.lookup.asked.count == 1)
        #expect(world.count("cached") == 1)
        world.simulated.advance(by: .seconds(31))
        world.ask("api.example")
        #expect(world.lookup.asked.count == 2)
    }

    @Test func aFailureIsRememberedForASecond() {
        let world = World()
        world.ask("nowhere.example")
        world.lookup.answer("nowhere.example", .failure(.unknown))
        world.ask("nowhere.example")
        world.simulated.settle()
        #expect(world.answers == [.failure(.unknown), .failure(.unknown)])
        #expect(world.lookup.asked.count == 1)
        #expect(world.count("unknown") == 1)
        world.simulated.advance(by: .seconds(1))
        world.ask("nowhere.example")
        #expect(world.lookup.asked.count == 2)
    }

    @Test func nobodyWaitsBeyondTheDeadlineAndALateAnswerServesTheNext() {
        let world = World { $0.patience = .seconds(2) }
        world.ask("slow.example")
        world.simulated.advance(by: .seconds(1))
        world.ask("slow.example")
        world.simulated.advance(by: .seconds(1))
        #expect(world.answers == [.failure(.timedOut)])
        world.lookup.answer("slow.example", .success([Self.first]))
        #expect(world.answers == [.failure(.timedOut), .success([Self.first])])
        world.ask("slow.example")
        world.simulated.settle()
        #expect(world.answers.last == .success([Self.first]))
        #expect(world.lookup.asked.count == 1)
        #expect(world.count("timed_out") == 1)
        #expect(world.simulated.loop.timerCount == 0)
    }

    @Test func aWithdrawnQuestionIsNotAnswered() {
        let world = World()
        let open = world.ask("api.example")
        open.withdraw()
        #expect(world.simulated.loop.timerCount == 0)
        world.lookup.answer("api.example", .success([Self.first]))
        let cached = world.ask("api.example")
        cached.withdraw()
        world.simulated.advance(by: .seconds(10))
        #expect(world.answers == [])
    }

    @Test func lookupsThatDoNotEndAreBounded() {
        let world = World { $0.lookupsMax = 2 }
        world.ask("a.example")
        world.ask("b.example")
        world.ask("c.example")
        world.simulated.advance(by: .seconds(5))
        #expect(world.answers == [.failure(.overloaded), .failure(.timedOut), .failure(.timedOut)])
        world.ask("c.example")
        world.simulated.settle()
        #expect(world.answers.last == .failure(.overloaded))
        world.lookup.answer("a.example", .failure(.failed("no server")))
        world.ask("c.example")
        world.lookup.answer("c.example", .success([Self.second]))
        #expect(world.answers.last == .success([Self.second]))
        #expect(world.count("overloaded") == 2)
    }

    @Test func namesAreForgottenWhenThereAreTooMany() {
        let world = World { $0.namesMax = 2 }
        for name in ["a.example", "b.example", "c.example"] {
            world.ask(name)
            world.lookup.answer(name, .success([Self.first]))
            world.simulated.advance(by: .seconds(1))
        }
        world.ask("c.example")
        world.ask("b.example")
        world.simulated.settle()
        #expect(world.lookup.asked.count == 3)
        world.ask("a.example")
        #expect(world.lookup.asked.count == 4)
    }

    @Test func aNameThatLedNowhereIsAskedForAgain() {
        let world = World()
        world.ask("api.example")
        world.lookup.answer("api.example", .success([Self.first]))
        world.resolver.forget("API.example")
        world.ask("api.example")
        #expect(world.lookup.asked.count == 2)
    }
}
