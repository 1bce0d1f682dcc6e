"""``postaudit explain``: metrics, findings, readings, words and cards in plain language."""
