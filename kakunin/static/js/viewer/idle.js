// Warns before an idle viewing ends, and tells the server when somebody is there (V4).
// The server decides: several tabs share one time, so it is asked before anything is shown.

const WARNING = 120; // seconds before the end
const REPORT_EVERY = 60; // seconds between two reports of activity

const box = document.querySelector("[data-idle]");
const dialog = box?.querySelector("dialog");
const token = document.querySelector("[data-end] [name=csrfmiddlewaretoken]")?.value;
let reported = Date.now();
let timer;

async function ask(method) {
  const answer = await fetch(box.dataset.activeUrl, { method, headers: { "X-CSRFToken": token } });
  if (!answer.ok) return 0;
  return (await answer.json()).seconds;
}

function plan(seconds) {
  clearTimeout(timer);
  if (seconds <= 0) return location.reload(); // the server asks for the password
  const untilWarning = seconds - WARNING;
  timer = setTimeout(look, (untilWarning > 0 ? untilWarning : seconds) * 1000 + 500);
}

async function look() {
  try {
    const seconds = await ask("GET");
    if (seconds > 0 && seconds <= WARNING && !dialog.open) dialog.showModal();
    if (seconds > WARNING && dialog.open) dialog.close();
    plan(seconds);
  } catch {
    timer = setTimeout(look, 10_000); // the network is away for a moment
  }
}

async function stay() {
  reported = Date.now();
  try {
    plan(await ask("POST"));
    dialog.close();
  } catch {
    // The dialog stays open: pressing again is the next step.
  }
}

function noticeActivity() {
  if (dialog.open || Date.now() - reported < REPORT_EVERY * 1000) return;
  stay();
}

if (box) {
  for (const sign of ["keydown", "pointerdown", "wheel"]) addEventListener(sign, noticeActivity, { passive: true });
  box.querySelector("[data-stay]").addEventListener("click", stay);
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault(); // Escape means: go on reading
    stay();
  });
  look();
}
