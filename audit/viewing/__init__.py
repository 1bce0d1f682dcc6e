"""Reports served to the browser of this machine: filtered, sorted and searched on the server, without a script.

A request becomes plain values (:mod:`asked`), these choose findings and figures (:mod:`lists`), templates print what was
chosen (:mod:`pages`), and :mod:`server` lets in nobody but the browser of this machine. Nothing is read but findings.
"""
