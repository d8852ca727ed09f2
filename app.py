"""The web app's entry: which pages there are, and the one place where the unexpected is caught."""

import streamlit as st

from views.focus import keep_focus
from views.pages import registry
from views.people import show_sign_in
from views.presses import keep_presses
from views.problems import drawn_safely
from views.services import page_is_drawn
from views.style import apply_style

st.set_page_config(page_title="Mission Partnership Assistant", page_icon="🧭", layout="wide")
apply_style()
page = st.navigation(registry())
with st.sidebar:
    show_sign_in()
drawn_safely(page.run)
keep_focus()
keep_presses()
page_is_drawn()
