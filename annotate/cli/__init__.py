"""The command line: reads, calls, writes. Everything else is in the library."""
