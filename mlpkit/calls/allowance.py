"""How long a process may take on a machine that has other things to do as well."""

import time

PATIENCE = 4  # a process that waits for a processor ends after so many times its seconds
IDLE = 0.05  # one that uses a smaller part of its time waits for nothing: it sleeps


class Allowance:
    """Seconds for a process, which count while a processor runs it, or while it sleeps.

    Where many answers are graded at once, a right one may have to wait for a processor, and that
    must cost no marks.
    """

    def __init__(self, process: int, seconds: float) -> None:
        self.seconds = seconds
        self._clock = ~process << 3 | 2  # Linux's number for the processor time of a process
        self._start = time.monotonic()

    def left(self) -> float:
        """Return the seconds that are left; nothing, or less, where all are used up."""
        passed = time.monotonic() - self._start
        used = min(time.clock_gettime(self._clock), passed)  # threads use more than passes
        if used < IDLE * passed:
            return self.seconds - passed
        return min(self.seconds - used, PATIENCE * self.seconds - passed)
