"""The Streamlit pages: widgets in, calls out. No logic."""
