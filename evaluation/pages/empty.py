"""A Streamlit page with nothing on it: what any page's first paint is measured against."""

import streamlit as st

st.title("Empty page")
