// Arrow keys turn pages, + and - change the size. Everything works without: these are links.

function follow(link) {
  if (link) location.assign(link.href);
}

function size(step) {
  const sizes = [...document.querySelectorAll("a[data-zoom]")];
  const now = sizes.findIndex((link) => link.hasAttribute("aria-current"));
  follow(sizes[now + step]);
}

const ACTIONS = {
  ArrowLeft: () => follow(document.querySelector("a[rel=prev]")),
  ArrowRight: () => follow(document.querySelector("a[rel=next]")),
  "+": () => size(1),
  "-": () => size(-1),
};

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, dialog")) return;
  const stage = event.target.closest(".viewer__stage");
  // A zoomed page is moved with the arrows.
  if (stage && stage.scrollWidth > stage.clientWidth && event.key.startsWith("Arrow")) return;
  ACTIONS[event.key]?.();
});
