"""Our stages and what people would otherwise use, measured in one run: `make bench`.

    corpus ── a study of 5, 50 or 500 invented papers (or a folder of real ones, ids changed)
    cases  ── what is measured: one module a stage, each with a tuple `CASES`
    run    ── every case at every scale in a process of its own: time, peak memory, growth

A module of cases holds a tuple `CASES` of `measuring.Case`. `prepare` gets the
study's folder and imports, loads models, reads what is given; `run` gets what it
returned, is timed, and says how much it did. Peers are found by name: a case whose
package is not installed is left out, and the table says so. Ratios are of
processor time, ours to the peer's, at the same scale in the same run.
"""
