// A form with data-once is sent once: a second click while the answer is on its way does nothing.

const LET_GO_AFTER = 10_000; // the line was cut, or the answer was a file: then it may be sent again

for (const form of document.querySelectorAll("form[data-once]")) guard(form);

function guard(form) {
  const buttons = [...form.querySelectorAll("button")];
  let timer;

  function release() {
    clearTimeout(timer);
    form.removeAttribute("aria-busy");
    for (const button of buttons) button.removeAttribute("aria-disabled");
  }

  form.addEventListener("submit", (event) => {
    if (form.hasAttribute("aria-busy")) return event.preventDefault();
    form.setAttribute("aria-busy", "true");
    // Not "disabled": the focus would be lost.
    for (const button of buttons) button.setAttribute("aria-disabled", "true");
    timer = setTimeout(release, LET_GO_AFTER);
  });
  // "Back" may bring the page as it was left.
  addEventListener("pageshow", release);
}
