"""PDF.js as a page of its own: what a browser would do if it got the document."""

import shutil
import subprocess
import tempfile
from pathlib import Path

VERSION = "6.5.438"
PAGE = "pdfjs-{name}.html"

_PAGE = """<!doctype html>
<html lang="ja"><meta charset="utf-8"><title>PDF.js</title>
<style>body {{ margin: 0 }} canvas {{ width: 595px; height: 842px }}</style>
<canvas></canvas>
<script type="module">
import {{ GlobalWorkerOptions, getDocument }} from "./pdf.min.mjs";
GlobalWorkerOptions.workerSrc = "./pdf.worker.min.mjs";
const frame = () => new Promise(requestAnimationFrame);
const page = await (await getDocument({{ url: "./{name}.pdf" }}).promise).getPage(1);
const viewport = page.getViewport({{ scale: 2 }});
const canvas = document.querySelector("canvas");
canvas.width = viewport.width;
canvas.height = viewport.height;
await page.render({{ canvas, viewport }}).promise;
await frame();
await frame();
window.painted = performance.now();
</script>
</html>
"""


def prepare(folder: Path, documents: dict[str, bytes]) -> None:
    """All that the pages need, side by side; fetched with npm once a machine, never kept in the project."""
    package = _fetched()
    for file in sorted((package / "build").glob("*.min.mjs")):
        (folder / file.name).write_bytes(file.read_bytes())
    for name, content in documents.items():
        (folder / f"{name}.pdf").write_bytes(content)
        (folder / PAGE.format(name=name)).write_text(_PAGE.format(name=name))


def _fetched() -> Path:
    """The unpacked package."""
    kept = Path.home() / ".cache" / "kakunin-bench" / f"pdfjs-dist-{VERSION}"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as folder:
            command = ["npm", "pack", f"pdfjs-dist@{VERSION}", "--silent"]
            subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            [packed] = Path(folder).glob("*.tgz")
            shutil.unpack_archive(packed, folder)
            kept.parent.mkdir(parents=True, exist_ok=True)
            shutil.copytree(Path(folder) / "package", kept)
    return kept
