"""Presses that count although the page moves under the mouse: the browser drops them, and people had to press twice."""

from typing import Final

import streamlit as st

# A press is a click for the browser only where the mouse goes up over what it went down on. This page moves meanwhile:
# a file has been read and its line goes, a notice comes, a part is still opening, a field is left and the page is
# drawn anew (Streamlit's issue 8725). So the button that the mouse went down on is pressed for it, unless the mouse
# itself has been moved away, which is how people change their minds. A button made anew meanwhile is found by its key.
_SCRIPT: Final = """<script>
(() => {
  if (window.missionPresses) return;
  window.missionPresses = true;
  const OURS = ".stButton button, .stFormSubmitButton button, .stDownloadButton button";
  const STILL = 6;  // pixels; a hand on a mouse trembles
  let begun = null;
  const keyOf = (button) => [...(button.closest("[data-testid=stElementContainer]")?.classList ?? [])]
    .find((name) => name.startsWith("st-key-"));
  const standingFor = ({button, key}) =>
    button.isConnected ? button : key && document.querySelector(`.${CSS.escape(key)} button`);
  addEventListener("pointerdown", (event) => {
    const button = event.isPrimary && event.button === 0 ? event.target.closest?.(OURS) : null;
    begun = button && {button, key: keyOf(button), x: event.clientX, y: event.clientY};
  }, true);
  addEventListener("pointercancel", () => { begun = null; }, true);
  addEventListener("pointerup", (event) => {
    const press = begun;
    begun = null;
    if (!press || press.button.contains(event.target)) return;  // the browser makes a click of it
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) > STILL) return;
    setTimeout(() => standingFor(press)?.click());
  }, true);
})();
</script>"""


def keep_presses() -> None:
    """Let a press count for the button it began on, also where the page moves before it ends."""
    st.html(_SCRIPT, unsafe_allow_javascript=True)
