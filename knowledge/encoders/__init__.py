"""What turns text into vectors: one module for each engine, and the choice between them."""
