"""One module per format: bytes in, a ``Document`` out, each run in a bounded child process."""
