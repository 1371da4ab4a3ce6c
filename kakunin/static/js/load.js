/**
 * A page of ours, asked for by a script.
 *
 * The browser itself makes a document of the answer, in which nothing runs: the pages forbid scripts to
 * make HTML of a string.
 *
 * @param {FormData} [data]
 * @param {(share: number) => void} [tellProgress]  from 0 to 1; 1 means: sent, the server is looking at it
 * @returns {Promise<XMLHttpRequest>} the answer, whatever its status; rejected when there is none. Its
 *   ``response`` is the document, or null
 */
export function load(method, address, data, tellProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.responseType = "document";
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    if (tellProgress) {
      request.upload.addEventListener("progress", (event) => {
        if (event.lengthComputable) tellProgress(event.loaded / event.total);
      });
      request.upload.addEventListener("load", () => tellProgress(1));
    }
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new Error("no answer")));
    request.addEventListener("abort", () => reject(new Error("no answer")));
    request.send(data);
  });
}
