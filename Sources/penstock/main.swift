// One call: what stands at the top level belongs to the main actor, and would trap on any other thread.
Penstock.main()
