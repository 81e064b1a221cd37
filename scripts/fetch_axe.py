"""Put the accessibility checker axe-core into var/axe/ for the browser tests, checked by its hash.

Its licence (MPL-2.0) and size keep it out of the repository; installers do not need it.
"""

import base64
import hashlib
import io
import shutil
import subprocess
import tarfile
import tempfile
import urllib.request
from pathlib import Path

VERSION = "4.14.1"
SHA512 = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
TARGET = Path(__file__).resolve().parent.parent / "var" / "axe" / f"axe-{VERSION}.min.js"
ADDRESS = f"https://registry.npmjs.org/axe-core/-/axe-core-{VERSION}.tgz"


def main() -> None:
    """Fetch once; a package with another hash is refused."""
    if TARGET.exists():
        return
    archive = fetch()
    if base64.b64encode(hashlib.sha512(archive).digest()).decode() != SHA512:
        raise SystemExit(f"axe-core@{VERSION} is not the package this project knows.")
    with tarfile.open(fileobj=io.BytesIO(archive)) as package:
        member = package.extractfile("package/axe.min.js")
        assert member is not None
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        TARGET.write_bytes(member.read())
    print(f"axe-core {VERSION}: {TARGET}")


def fetch() -> bytes:
    """The archive, by npm where there is one, so that its settings count."""
    if shutil.which("npm") is None:
        with urllib.request.urlopen(ADDRESS, timeout=60) as answer:
            body: bytes = answer.read()
            return body
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["npm", "pack", "--silent", f"axe-core@{VERSION}"],
            cwd=folder,
            check=True,
            capture_output=True,
        )
        return next(Path(folder).glob("axe-core-*.tgz")).read_bytes()


if __name__ == "__main__":
    main()
