"""The check of a model's sentences against the excerpts they cite."""
