/** The form's protection against foreign sites. */

import { load } from "../load.js";

export class LoggedOut extends Error {}

/**
 * A form protection that fits, from a fresh copy of the page: before hundreds of megabytes travel, we
 * know that the login still stands, also if it was renewed in another tab.
 */
export async function freshToken(address) {
  const answer = await load("GET", address);
  // This address redirects nobody but to the login.
  if (answer.responseURL !== address) throw new LoggedOut();
  return answer.response?.querySelector("[name=csrfmiddlewaretoken]")?.value;
}
