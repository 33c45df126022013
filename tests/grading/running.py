"""Start nbgrader's commands in a copy of the course."""

import os
import subprocess
import sysconfig
from pathlib import Path


def nbgrader(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = {name: str(root / ".settings") for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR")}
    return subprocess.run(
        [Path(sysconfig.get_path("scripts"), "nbgrader"), *arguments],
        cwd=root,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
