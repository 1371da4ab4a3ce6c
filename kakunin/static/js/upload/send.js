/** Sending the form, with news on how far it is. */

export class LoggedOut extends Error {}

/**
 * A form protection that fits, from a fresh copy of the page: before hundreds of megabytes travel, we
 * know that the login still stands, also if it was renewed in another tab.
 */
export async function freshToken(address) {
  const response = await fetch(address, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  // This address redirects nobody but to the login.
  if (response.redirected) throw new LoggedOut();
  return page.querySelector("[name=csrfmiddlewaretoken]")?.value;
}

/**
 * @param {FormData} data
 * @param {(share: number) => void} tellProgress  from 0 to 1; 1 means: sent, the server is looking at it
 * @returns {Promise<XMLHttpRequest>} the answer, whatever its status; rejected when there is none
 */
export function send(address, data, tellProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) tellProgress(event.loaded / event.total);
    });
    request.upload.addEventListener("load", () => tellProgress(1));
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("no answer")));
    request.addEventListener("abort", () => reject(new Error("no answer")));
    request.send(data);
  });
}
