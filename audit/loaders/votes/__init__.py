"""Judgements of single annotators, in columns or in files of their own."""
