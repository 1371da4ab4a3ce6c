// Says at once that the mail can't be delivered, instead of letting the reader wait for it in vain.

import { load } from "../load.js";

const LOOK_AFTER = [4, 10, 20, 40]; // seconds since the page came

const notice = document.querySelector("#undelivered[hidden]");
if (notice) for (const seconds of LOOK_AFTER) setTimeout(look, seconds * 1000);

async function look() {
  const shown = document.querySelector("#undelivered");
  if (!shown.hidden) return;
  try {
    const fresh = (await load("GET", location.href)).response?.querySelector("#undelivered:not([hidden])");
    if (fresh) shown.replaceWith(document.adoptNode(fresh));
  } catch {
    // The network is away for a moment.
  }
}
