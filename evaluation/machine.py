"""What the machine and the installed packages are, for the head of the report."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from evaluation.results import Machine
from evaluation.systems import SYSTEMS

_ALWAYS = ("torch", "sentence-transformers", "transformers", "streamlit", "numpy", "openvino", "onnxruntime")


def machine() -> Machine:
    """The machine this process runs on."""
    packages = dict.fromkeys([*_ALWAYS, *(package for entry in SYSTEMS for package in entry.packages)])
    return Machine(
        processor=_processor(),
        cores=os.cpu_count() or 1,
        memory_gb=round(psutil.virtual_memory().total / 2**30),
        system=f"{platform.system()} {platform.machine()}",
        python=platform.python_version(),
        versions=tuple((package, _version(package)) for package in packages),
        load_before=os.getloadavg()[0],
    )


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if not information.exists():
        return platform.processor() or "unknown"
    lines = information.read_text("utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "unknown")


def _version(package: str) -> str:
    try:
        return version(package).split("+")[0]
    except PackageNotFoundError:
        return "not installed"
