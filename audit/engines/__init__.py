"""Where the work is done: each engine is "map a function over parts, hand back the results in order"."""
