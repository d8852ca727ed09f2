"""Acting on a click: a callback runs outside the page, so what goes wrong in it is told in a passing note."""

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

from knowledge.errors import AssistantError
from views.markup import plain

_Given = ParamSpec("_Given")


def attempt(action: Callable[_Given, object], *args: _Given.args, **kwargs: _Given.kwargs) -> None:
    """Do what was clicked; when it cannot be done, tell the person why."""
    try:
        action(*args, **kwargs)
    except AssistantError as error:
        st.toast(f"{plain(error.message)} {plain(error.page_advice)}", icon=":material/error:", duration="long")
