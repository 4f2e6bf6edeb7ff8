internal import Authentication
internal import Platform

/// `penstock keys`: makes keys, shows which there are, and calls them back, in the file that `--keys` names.
struct Keys {
    /// What is wrong with the command, in a sentence.
    private struct Mistake: Error, CustomStringConvertible {
        let description: String
    }

    private let arguments: [String]
    private let clock = SystemClock()

    private static let usage = """
        create --file FILE --owner OWNER [--tenant TENANT] [--scopes generate,read,admin,metrics] \
        [--expires 2027-01-31|90d] [--note TEXT], list --file FILE, revoke ID --file FILE
        """
    private static let flags: [String: Set<String>] = [
        "create": ["--file", "--owner", "--tenant", "--scopes", "--expires", "--note"], "list": ["--file"],
        "revoke": ["--file"],
    ]

    init(_ arguments: [String]) {
        self.arguments = arguments
    }

    /// - Returns: The exit code.
    func run() -> Int32 {
        do {
            guard let command = arguments.first, let flags = Self.flags[command] else {
                throw Mistake(description: "penstock keys does: \(Self.usage)")
            }
            let (values, rest) = try read(arguments.dropFirst(), flags)
            guard let file = values["--file"] else {
                throw Mistake(description: "\(command) needs --file FILE")
            }
            guard rest.count == (command == "revoke" ? 1 : 0) else {
                throw Mistake(description: "penstock keys does: \(Self.usage)")
            }
            switch command {
            case "create": try create(in: file, values)
            case "list": try list(file)
            default: try revoke(rest[0], in: file)
            }
            return 0
        } catch let mistake as Mistake {
            Penstock.complain(mistake.description)
            return 2
        } catch {
            Penstock.complain("\(error)")
            return 1
        }
    }

    private func read(
        _ arguments: ArraySlice<String>,
        _ flags: Set<String>
    ) throws -> (values: [String: String], rest: [String]) {
        var values: [String: String] = [:]
        var others: [String] = []
        var rest = arguments
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else {
                others.append(argument)
                continue
            }
            let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
            guard let name = parts.first, flags.contains(name) else {
                let names = flags.sorted().joined(separator: ", ")
                throw Mistake(description: "unknown argument \(argument); there are: \(names)")
            }
            guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                throw Mistake(description: "\(name) needs a value behind it")
            }
            values[name] = value
        }
        return (values, others)
    }

    // MARK: What it does

    /// The key itself is all that standard output gets, once, so that a script can take it from there.
    private func create(in file: String, _ values: [String: String]) throws {
        guard let owner = values["--owner"] else { throw Mistake(description: "create needs --owner OWNER") }
        for name in ["--owner", "--tenant", "--note"] {
            let mistake = name == "--note" ? KeyFile.mistake(in:) : KeyFile.mistake(inName:)
            if let text = values[name], let mistake = mistake(text) {
                throw Mistake(description: "\(name) \(mistake)")
            }
        }
        let scopes = try scopes(values["--scopes"] ?? Scope.generate.rawValue)
        let expires = try values["--expires"].map { try expiry($0) }
        var random = SystemRandomness()
        let key = AccessKey(random: &random)
        let caller = Caller(owner: owner, tenant: values["--tenant"], scopes: scopes, key: key.id)
        try KeyFile.add(KeyEntry(key.digest, caller, expires: expires, note: values["--note"]), to: file)
        print(key.text)
        StandardOutput.writeError(
            "This is \(owner)'s key; it is not shown again. A server believes it after SIGHUP.\n"
        )
    }

    private func list(_ file: String) throws {
        let now = clock.timestamp()
        var rows = [["ID", "OWNER", "TENANT", "SCOPES", "STATE", "NOTE"]]
        for entry in try KeyFile.read(file) {
            let scopes = Scope.allCases.filter(entry.caller.scopes.contains).map(\.rawValue)
            let state =
                if let revoked = entry.revoked {
                    "revoked \(revoked.rfc3339)"
                } else if let expires = entry.expires {
                    "\(expires <= now ? "expired" : "until") \(expires.rfc3339)"
                } else {
                    "valid"
                }
            rows.append([
                entry.id, entry.caller.owner, entry.caller.tenant ?? "-", scopes.joined(separator: ","),
                state,
                entry.note ?? "-",
            ])
        }
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        for row in rows {
            let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            print(cells.joined(separator: "  ").trimmingTrailingBlanks)
        }
    }

    private func revoke(_ id: String, in file: String) throws {
        guard let caller = try KeyFile.revoke(id, at: clock.timestamp(), in: file) else {
            return print("\(id) was revoked before")
        }
        print("\(id) of \(caller.owner) is revoked; a server stops believing it after SIGHUP")
    }

    // MARK: What it reads

    private func scopes(_ text: String) throws -> Set<Scope> {
        let names = text.split(separator: ",", omittingEmptySubsequences: false)
        return Set(
            try names.map { name in
                guard let scope = Scope(rawValue: String(name)) else {
                    let known = Scope.allCases.map(\.rawValue).joined(separator: ", ")
                    throw Mistake(description: "there is no scope \"\(name)\"; there are: \(known)")
                }
                return scope
            }
        )
    }

    /// A day or a moment, or a number of days from now.
    private func expiry(_ text: String) throws -> Timestamp {
        let now = clock.timestamp()
        let days =
            text.last == "d" ? Int64(text.dropLast()).flatMap { (1...36_500).contains($0) ? $0 : nil } : nil
        let moment =
            days.map { Timestamp(unixNanoseconds: (now.unixSeconds + $0 * 86_400) * 1_000_000_000) }
            ?? Timestamp(rfc3339: text)
        guard let moment else {
            throw Mistake(
                description:
                    "--expires \(text): write a day, 2027-01-31, a moment, 2027-01-31T12:00:00Z, or 90d"
            )
        }
        guard moment > now else { throw Mistake(description: "--expires \(text): that is over") }
        return moment
    }
}

extension String {
    fileprivate var trimmingTrailingBlanks: String {
        String(reversed().drop { $0 == " " }.reversed())
    }
}
