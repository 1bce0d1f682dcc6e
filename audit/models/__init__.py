"""Models that read texts: of language, dialect and sentiment, and the user's own."""
