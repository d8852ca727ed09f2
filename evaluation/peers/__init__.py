"""The systems that are measured side by side, one module each: their own defaults, the same embedding weights."""
