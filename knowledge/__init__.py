"""The library: its types, errors and settings, the catalogue, the indexes, search, references and export."""
