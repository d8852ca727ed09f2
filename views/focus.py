"""Where the keyboard is: on opening a page, in a menu that opens, and on a button that is drawn anew."""

import json
from typing import Final

import streamlit as st

# Only where a mouse tells of a real keyboard: on a phone the screen's own would come up over the page. Nobody is taken
# away from what they have gone to since; a link of the menu is how they came here.
_ON_OPENING: Final = """<script>
(() => {
  if (!matchMedia("(hover: hover) and (pointer: fine)").matches) return;
  const ends = Date.now() + 2000;
  const put = () => {
    const box = document.querySelector(%s);
    const now = document.activeElement;
    if (now && now !== document.body && now.dataset.testid !== "stSidebarNavLink") return;
    if (box) box.focus({preventScroll: true});
    else if (Date.now() < ends) setTimeout(put, 50);
  };
  put();
})();
</script>"""

# Streamlit draws a menu at the end of the page, many presses of Tab away from its button, and a button that moves with
# its row is made anew, so that the focus falls back to the page. Both are mended for who uses keys, once for all pages:
# the focus goes into a menu that opens, back to its button when it closes, and to the button that stands for a lost one
# (same key; where that cannot be pressed any more, the first one beside it).
_WITH_KEYS: Final = """<script>
(() => {
  if (window.missionFocus) return;
  window.missionFocus = true;
  const MENU = "[data-testid=stPopoverBody]";
  const PRESSABLE = "input:not([disabled]), textarea, button:not([disabled]), a[href], [tabindex='0']";
  let byKeys = false, last = null, keys = [], menu = null, opener = null, toEnter = null, lostAt = 0, timer = 0;
  addEventListener("keydown", () => { byKeys = true; }, true);
  addEventListener("pointerdown", () => { byKeys = false; }, true);
  addEventListener("focusin", (event) => {
    last = event.target;
    lostAt = 0;
    keys = [];
    for (let at = last; at && at !== document.body; at = at.parentElement)
      keys.push(...[...at.classList].filter((name) => name.startsWith("st-key-")));
  }, true);
  const nobodyHasIt = () => !document.activeElement || document.activeElement === document.body;
  const opened = (now) => {
    menu = now;
    const wanted = byKeys && last?.dataset.testid === "stPopoverButton";
    opener = toEnter = wanted ? last : null;
  };
  const closed = () => {
    if (byKeys && nobodyHasIt() && opener?.isConnected) opener.focus();
    menu = opener = toEnter = null;
  };
  const enter = () => {
    const first = menu.querySelector(PRESSABLE);
    if (!first) return;  // it is filled later
    toEnter = null;
    first.focus();
  };
  const again = () => {
    lostAt = lostAt || Date.now();
    if (Date.now() - lostAt > 3000) return;
    for (const key of keys) {
      const found = document.querySelector(`.${CSS.escape(key)}`)?.querySelector(PRESSABLE);
      if (found) return found.focus();
    }
  };
  const look = () => {
    const now = [...document.querySelectorAll(MENU)].at(-1) ?? null;
    if (now && now !== menu) opened(now);
    if (now && toEnter && document.activeElement === toEnter) enter();
    if (!now && menu) closed();
    if (!now && byKeys && nobodyHasIt() && last && (last.disabled || !last.isConnected)) again();
  };
  new MutationObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(look, 120);  // when the page has come to rest
  }).observe(document.body, {childList: true, subtree: true});
})();
</script>"""


def focus_on_opening(key: str) -> None:
    """Put the keyboard into a text box when its page is opened, so that one can type at once.

    Args:
        key: the box's own, a constant of ours.
    """
    st.html(_ON_OPENING % json.dumps(f".st-key-{key} input"), unsafe_allow_javascript=True)


def keep_focus() -> None:
    """Lead the keyboard into menus and out of them, and hold it on a button that is drawn anew."""
    st.html(_WITH_KEYS, unsafe_allow_javascript=True)
