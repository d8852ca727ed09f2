"""What the machine and the installed packages are, for the head of the report."""

import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from evaluation.results import Machine
from evaluation.systems import SYSTEMS

_ALWAYS = ("torch", "sentence-transformers", "transformers", "streamlit", "numpy", "openvino", "onnxruntime")
ABILITIES = ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16")
"""Of processors: sets of instructions that multiply a model's numbers."""


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
        abilities=_abilities(),
    )


def _processor() -> str:
    return _told("model name") or platform.processor() or "unknown"


def _abilities() -> tuple[str, ...]:
    """Two processors of one name may differ in these, and then in the speed of a model by a factor of three."""
    flags = _told("flags").split()
    return tuple(ability for ability in ABILITIES if ability in flags)


def _told(about: str) -> str:
    """What Linux tells of the first core; empty on other systems."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(about)), "")


def _version(package: str) -> str:
    try:
        return version(package).split("+")[0]
    except PackageNotFoundError:
        return "not installed"
