"""Excerpts, answers and comparisons as files for people's own documents: one value, one writer for each format."""
