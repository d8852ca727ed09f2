"""The live region: tells screen readers that an answer has come. Streamlit has none of its own."""

import json
import time
from typing import Final

import streamlit as st

# The region is made once and stays in the page: one that comes and goes with its words is not read out. What was made
# earlier says nothing over what was made later: an answer that comes at once is drawn together with the word that it
# is being worked on, in whatever order. Where the focus was on a button that has gone since (a suggested question),
# it goes to the newest answer; else it stays where it is. Streamlit scrolls to the end of a long answer, and again
# when more of it is drawn; people read from the question on. So the question is held in view for a while, unless the
# person moves.
_SCRIPT: Final = """<script>
(() => {
  const words = %(words)s, key = %(key)s, made = %(made)s, toAnswer = %(to_answer)s;
  let region = document.getElementById("announcements");
  if (!region) {
    region = document.createElement("div");
    region.id = "announcements";
    region.setAttribute("role", "status");
    region.setAttribute("aria-live", "polite");
    region.style.cssText = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%%)";
    document.body.append(region);
  }
  const fromTheQuestionOn = (question) => {
    question.style.scrollMarginTop = "4.5rem";
    const ends = Date.now() + 3000;
    let moved = false;
    for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
      addEventListener(kind, () => { moved = true; }, {once: true, passive: true, capture: true});
    const hold = () => {
      if (moved || Date.now() > ends || region.dataset.key !== key) return;
      if (question.getBoundingClientRect().top < 0) question.scrollIntoView({block: "start"});
      setTimeout(hold, 100);
    };
    hold();
  };
  if (Number(region.dataset.made ?? 0) > made) return;
  region.dataset.made = made;
  if (region.dataset.key === key) return;
  region.dataset.key = key;
  region.textContent = "";
  setTimeout(() => {
    if (region.dataset.key !== key) return;
    region.textContent = words;
    const lost = !document.activeElement || document.activeElement === document.body;
    const messages = [...document.querySelectorAll("[data-testid=stChatMessage]")];
    const question = messages.at(-2), answer = messages.at(-1);
    if (toAnswer && question) fromTheQuestionOn(question);
    if (toAnswer && lost && answer) {
      answer.tabIndex = -1;
      answer.focus({preventScroll: true});
    }
  }, 150);
})();
</script>"""


# A page with a chat field is scrolled to its end by Streamlit; on a small screen the first sight would lack its title.
_FROM_THE_TOP: Final = """<script>
(() => {
  const ends = Date.now() + 3000;
  let moved = false;
  for (const kind of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(kind, () => { moved = true; }, {once: true, passive: true, capture: true});
  const hold = () => {
    if (moved || Date.now() > ends) return;
    const title = document.querySelector("[data-testid=stMainBlockContainer] h1");
    if (title && title.getBoundingClientRect().top < 0) {
      title.style.scrollMarginTop = "4.5rem";
      title.scrollIntoView({block: "start"});
    }
    setTimeout(hold, 100);
  };
  hold();
})();
</script>"""


def show_from_the_top() -> None:
    """Hold the page's title in view while the page is drawn, unless the person moves."""
    st.html(_FROM_THE_TOP, unsafe_allow_javascript=True)


def announce(words: str, *, key: str = "", to_answer: bool = False) -> None:
    """Have screen readers say words of our own (never a source's).

    Args:
        words: what to say; nothing when empty.
        key: what the words are about; the same words about the same thing are said once.
        to_answer: whether the newest answer is shown from its question on, and gets the focus where it would be lost.
    """
    if not words:
        return
    made = time.time_ns() // 1_000_000
    values = {"words": words, "key": f"{key}: {words}", "made": made, "to_answer": to_answer}
    st.html(_SCRIPT % {name: _literal(value) for name, value in values.items()}, unsafe_allow_javascript=True)


def _literal(value: object) -> str:
    return json.dumps(value).replace("<", "\\u003c")  # a string that cannot end the script
