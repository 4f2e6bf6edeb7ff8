// Registry.main, because top-level code belongs to the main actor.
RegistryBenchmark.main()
