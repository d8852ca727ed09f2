"""The one embedding model that all systems share, as the folder that every vendor can load."""

from knowledge.encoders.packaged import packaged_model


def model_folder() -> str:
    """The folder with the weights of all-MiniLM-L6-v2, in sentence-transformers' layout."""
    return str(packaged_model().folder)
