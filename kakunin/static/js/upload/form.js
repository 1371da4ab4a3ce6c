/**
 * A page that takes PDFs, with comfort: files are dropped and removed, progress is shown, and after an
 * error the chosen files stay. Without this script the same form works as a plain one.
 */

import { load } from "../load.js";
import { FileField } from "./file_field.js";
import { freshToken, LoggedOut } from "./token.js";

const form = document.querySelector("#upload-form");
const fields = form.querySelector("#upload-fields");
const progress = document.querySelector("#upload-progress");
const bar = progress.querySelector("progress");
const percent = progress.querySelector("[data-percent]");
const phase = progress.querySelector("[data-phase]");
const news = document.querySelector("#upload-news");
const failure = document.querySelector("#upload-failure");
const words = form.dataset;
const fileFields = [...form.querySelectorAll("[data-files]")].map(
  (field) => new FileField(field, whyNot, (text) => (news.textContent = text)),
);
let sending = false;

// The answer comes from the server either way; this one comes before anything is sent.
function whyNot(file) {
  if (!/\.(pdf|PDF)$/.test(file.name)) return words.notNamedPdf;
  if (file.size > Number(words.maxBytes)) return words.tooLarge;
  if (file.size === 0) return words.empty;
  return "";
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!sending) upload();
});

// A file dropped beside a zone would replace this page and all that was typed.
for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());

window.addEventListener("beforeunload", (event) => {
  if (sending) event.preventDefault();
});

async function upload() {
  showFailure("");
  const refused = fileFields.find((field) => field.hasProblem);
  const count = fileFields.reduce((sum, field) => sum + field.files.length, 0);
  if (refused) {
    showFailure(words.removeFirst);
    refused.focusProblem();
    return;
  }
  if (count > Number(words.maxFiles)) {
    showFailure(words.tooMany);
    return;
  }
  start();
  try {
    const token = await freshToken(form.action);
    if (token) form.elements.csrfmiddlewaretoken.value = token;
    take(await load("POST", form.action, new FormData(form), showProgress));
  } catch (problem) {
    stop();
    showFailure(problem instanceof LoggedOut ? words.loggedOut : words.noAnswer);
  }
}

function take(answer) {
  const made = answer.getResponseHeader("Location");
  stop();
  if (answer.status === 201 && made) {
    window.location.assign(made);
    return;
  }
  const page = answer.response;
  if (page?.querySelector("#upload-form")) {
    showErrors(page);
  } else {
    showFailure({ 404: words.gone, 413: words.tooMuch }[answer.status] ?? words.failed);
  }
}

/** Swap in what the server says, around the file inputs, whose choice no page could bring back. */
function showErrors(page) {
  for (const fresh of page.querySelectorAll("[data-swap]")) {
    document.getElementById(fresh.id)?.replaceWith(document.adoptNode(fresh));
  }
  for (const note of document.querySelectorAll("[data-choose-again]")) note.remove();
  for (const field of fileFields) field.takeProblems();
  document.title = page.title;
  document.querySelector(".error-summary")?.focus();
}

function start() {
  sending = true;
  fields.inert = true;
  // What was wrong the last time is being looked at anew.
  document.querySelector("#upload-summary").hidden = true;
  progress.hidden = false;
  showProgress(0);
  progress.focus();
}

function stop() {
  sending = false;
  fields.inert = false;
  progress.hidden = true;
}

function showProgress(share) {
  const sent = Math.floor(share * 100);
  percent.textContent = share < 1 ? `${sent}%` : "";
  if (share < 1) bar.value = sent;
  else bar.removeAttribute("value");
  const now = share < 1 ? words.sending : words.checking;
  if (phase.textContent !== now) phase.textContent = now; // said once, not at each percent
}

function showFailure(text) {
  failure.querySelector("[data-text]").textContent = text;
  failure.hidden = !text;
  if (text) failure.focus();
}
