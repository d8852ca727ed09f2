"""The export menu: one choice of format, one download."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from knowledge.export.document import ExportDocument
from knowledge.export.files import ExportFormat, file_name, render
from knowledge.export.gather import Circumstances
from views.links import installation_address
from views.services import services


def circumstances() -> Circumstances:
    """When and where an export is made: now, at this installation's address."""
    return Circumstances(datetime.now(UTC), address=own_address())


def own_address() -> str:
    """Where readers reach this installation: the address that is set, else the one this page was opened with."""
    settings = services().settings
    return settings.app_address if settings.address else installation_address(st.context.url or "")


def show_export(
    make: Callable[[], ExportDocument],
    *,
    key: str,
    about: str = "",
    label: str = "Export",
    formats: Sequence[ExportFormat] = tuple(ExportFormat),
) -> None:
    """Draw the menu. The document is put together when a format is chosen, the file when it is downloaded.

    Args:
        make: the document to export, as it is now; called once a format is chosen, it may ask for more in the menu.
        key: of the menu, unique on the page.
        about: what is exported; for something else no format is chosen yet.
        label: of the menu.
        formats: which are offered, in this order.
    """
    with st.popover(label, icon=":material/download:", key=f"export-{key}"):
        chosen = st.radio("Format", formats, format_func=lambda one: one.label, key=f"format-{key}-{about}", index=None)
        if chosen is not None:
            document = make()
            quotations = f"{len(document.items)} quotation{'' if len(document.items) == 1 else 's'}"
            st.download_button(
                f"Download as {chosen.label} ({quotations})",
                partial(render, document, chosen),  # called when the button is pressed
                file_name=file_name(document, chosen),
                mime=chosen.media_type,
                key=f"download-{key}",
                on_click="ignore",
                type="primary",
            )
