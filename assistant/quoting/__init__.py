"""Answers made of sentences quoted word for word: candidates, choice, arrangement, citations."""
