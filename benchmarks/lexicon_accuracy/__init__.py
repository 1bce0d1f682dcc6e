"""How often the lexicons find the groups that people say a post is about: precision and recall.

    make lexicon-accuracy
    cd benchmarks && python -m lexicon_accuracy [FOLDER] [--pages]

Reads labelled corpora, runs the text pass of an audit over them, and writes ``docs/lexicon-accuracy.csv`` and the
tables of ``docs/lexicons.md``. No text is written anywhere.
"""
