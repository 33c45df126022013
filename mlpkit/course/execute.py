"""Run a notebook in a kernel of its own, and keep of its outputs what stays the same."""

import os
import tempfile
from asyncio import CancelledError
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from traitlets import default

from mlpkit.course.places import CourseError

CELL_SECONDS = 180
START_SECONDS = 60


class OwnKernel(AsyncKernelManager):
    """Starts "python3" as this very interpreter, whatever kernels the user has installed."""

    @default("kernel_spec_manager")
    def _no_installed_kernels(self) -> KernelSpecManager:
        return KernelSpecManager(kernel_dirs=[])


def kernel_client(notebook: NotebookNode, folder: Path, **options: Any) -> NotebookClient:
    """Prepare to run a notebook in an empty folder; its cells receive the outputs."""
    return NotebookClient(
        notebook,
        kernel_manager_class=OwnKernel,
        kernel_name="python3",
        extra_arguments=["--log-level=ERROR"],  # ipykernel warns of TCP without encryption
        record_timing=False,
        startup_timeout=START_SECONDS,
        resources={"metadata": {"path": str(folder)}},
        **{"timeout": CELL_SECONDS} | options,
    )


def run_notebook(client: NotebookClient, folder: Path) -> None:
    """Run the client's notebook in our environment.

    Raises
    ------
    KeyboardInterrupt
        At Ctrl+C. nbclient ends the kernel then, and fails where it wants to go on with it.
    """
    try:
        client.execute(env=kernel_environment(folder))
    except (AssertionError, CancelledError) as error:
        if isinstance(error, CancelledError) or client.km is None:
            raise KeyboardInterrupt from error
        raise


def kernel_environment(folder: Path) -> dict[str, str]:
    """Give a kernel our environment, but for what would change its outputs."""
    return os.environ | {
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "OPENBLAS_NUM_THREADS": "1",  # more would add up in another order, and wait for each other
        "PYTHONHASHSEED": "0",
    }


def execute(notebook: NotebookNode, lesson: str) -> NotebookNode:
    """Run a lesson from top to bottom; return it with its outputs, kept as text.

    Raises
    ------
    CourseError
        If a cell raises, hangs, ends its kernel, or shows what a lesson must not show.
    """
    metadata = notebook.metadata.copy()
    started: list[str] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        client = kernel_client(
            notebook,
            folder,
            coalesce_streams=True,  # so that outputs don't depend on when they came
            on_cell_start=lambda cell, cell_index: started.append(cell.id),
        )
        try:
            run_notebook(client, folder)
        except CellExecutionError as error:
            raise _problem(lesson, started[-1], f"raises {error.ename}: {error.evalue}") from error
        except CellTimeoutError as error:
            reason = f"has not ended after {CELL_SECONDS} seconds"
            raise _problem(lesson, started[-1], reason) from error
        except DeadKernelError as error:
            raise _problem(lesson, started[-1], "ends the kernel") from error
    notebook.metadata = metadata  # nbclient adds the interpreter's version
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_as_text(output) for output in cell.outputs if _has_text(output)]
            _refuse_unsteady(cell, lesson)
    return notebook


def _problem(lesson: str, cell: str, reason: str) -> CourseError:
    return CourseError(f"{lesson}: the cell {cell!r} {reason}")


def _has_text(output: NotebookNode) -> bool:
    return output.output_type == "stream" or "text/plain" in output.data


def _as_text(output: NotebookNode) -> NotebookNode:
    if output.output_type != "stream":
        output.data = {"text/plain": output.data["text/plain"]}
        output.metadata = {}
    return output


def _refuse_unsteady(cell: NotebookNode, lesson: str) -> None:
    """Raise for outputs that differ from run to run, or that cost a right answer its marks."""
    for output in cell.outputs:
        text = output.text if output.output_type == "stream" else output.data["text/plain"]
        if output.get("name") == "stderr":
            raise _problem(lesson, cell.id, f"writes to stderr: {text}")
        if " at 0x" in text:
            raise _problem(lesson, cell.id, f"shows a memory address, never the same: {text}")
