"""The few rules that Streamlit's theme has no setting for: printing, reduced motion, focus, contrast."""

from typing import Final

import streamlit as st

_RULES: Final = """<style>
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation-duration: 1ms !important; animation-iteration-count: 1 !important;
    transition-duration: 1ms !important; scroll-behavior: auto !important; }
}
@media print {
  [data-testid=stSidebar], [data-testid=stHeader], [data-testid=stToolbar], [data-testid=stBottom],
  [data-testid=stChatInput], .stButton, .stFormSubmitButton, .stDownloadButton, [data-testid=stPopover],
  [data-testid=stFeedback] { display: none !important; }
  .stApp, .stApp :has([data-testid=stMainBlockContainer]), [data-testid=stMainBlockContainer] {
    position: static !important; display: block !important; height: auto !important; max-height: none !important;
    overflow: visible !important; padding: 0 !important; }
  [data-testid=stVerticalBlock] { break-inside: auto; }
}
[data-testid=stMarkdownContainer] { overflow-wrap: anywhere; }
[data-testid=stCaptionContainer], [data-testid=stCaptionContainer] p {
  color: #56686a !important; opacity: 1 !important; }
[data-testid=stMultiSelect] input[role=combobox] { min-width: 24px; }
[data-testid=stMarkdownContainer] th, [data-testid=stMarkdownContainer] td {
  overflow-wrap: break-word; vertical-align: top; text-align: left; }
[data-testid=stMarkdownContainer] th:first-child, [data-testid=stMarkdownContainer] td:first-child { min-width: 7rem; }
.st-key-comparison { overflow-x: auto; }
.st-key-comparison td:not(:first-child) { min-width: 8.5rem; }
[data-testid=stMainBlockContainer] { padding-top: 3.5rem; }
[data-testid=stSidebarNavLink]:focus-visible, [data-testid=stPageLink-NavLink]:focus-visible {
  outline: 3px solid currentColor !important; outline-offset: -3px; }
[data-testid=stSidebar][data-collapsed=true] { visibility: hidden; }
</style>"""


def apply_style() -> None:
    """Put the rules into the page."""
    st.html(_RULES)
