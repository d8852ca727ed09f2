"""Sentences that more than one part of the assistant says, so that they are said in the same words."""

NOT_COVERED = "The library does not cover this question."
"""The one sentence for "not covered", shared by messages, prompts and tests."""
