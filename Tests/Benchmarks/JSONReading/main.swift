// JSONReadingBenchmark.main, because top-level code belongs to the main actor.
JSONReadingBenchmark.main()
