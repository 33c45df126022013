"""Run a submission's cells, whatever one of them does to the kernel."""

from typing import Any

from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute


class ExecuteToTheEnd(Execute):
    """Run every cell; one that ends the kernel, or can't be stopped, is left out.

    nbgrader's own step gives up there, and the submission gets no marks at all. Here the notebook
    is run again from the top without that cell, so that the answers before and after it count.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run the notebook, and as often again as another cell has to be left out."""
        self._left_out: set[int] = set()
        while True:
            self._running: int | None = None
            try:
                return super().preprocess(nb, resources)
            except (DeadKernelError, CellTimeoutError) as error:
                if self._running is None:  # the kernel never started: no cell's fault
                    raise
                nb.cells[self._running].outputs.append(_reason(error))
                self._left_out.add(self._running)

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run one cell, unless it is left out."""
        if index in self._left_out:
            return cell, resources
        self._running = index
        return super().preprocess_cell(cell, resources, index)

    def on_cell_executed(self, **kwargs: Any) -> None:
        """Notice `exit()` in its own cell; the kernel is gone only when the next one runs."""
        super().on_cell_executed(**kwargs)
        payloads = kwargs["execute_reply"]["content"].get("payload", [])
        if any(payload["source"] == "ask_exit" for payload in payloads):
            raise DeadKernelError("exit() was called")


def _reason(error: Exception) -> NotebookNode:
    happened = "ended the kernel" if isinstance(error, DeadKernelError) else "could not be stopped"
    reason = f"This cell {happened}. It was left out, and the other cells ran without it."
    return new_output("error", ename="LeftOut", evalue=reason, traceback=[reason])
