"""From a file to passages, and the intake that publishes them."""
