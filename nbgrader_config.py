"""How nbgrader finds, releases and grades the course when it is started at this root."""

import os
import sysconfig

c = get_config()  # noqa: F821  nbgrader defines it while it reads this file

# nbgrader starts `alembic` by its bare name, which fails where `.venv/bin/nbgrader` is
# called without activating the environment.
os.environ["PATH"] = os.pathsep.join([sysconfig.get_path("scripts"), os.environ.get("PATH", "")])

# The course's matrices are small, and in a kernel BLAS threads wait for one another.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# --- release: solutions/ → lessons/ -----------------------------------------------

c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "lessons"

# nbgrader copies the other files of a source folder along: into the release, where
# they would give the solutions away, and into the folder in which submissions run.
c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "feedback", "*.py"]
c.GenerateAssignmentApp.CourseDirectory.ignore = ["*"]

# lessons/ is there already, and nbgrader would neither rebuild it nor enter it in the gradebook.
c.GenerateAssignment.force = True

c.ClearSolutions.code_stub = {"python": 'raise NotImplementedError("not solved yet")'}
c.ClearSolutions.text_stub = "*Your answer here.*"

# --- marks: submitted/ → autograded/ → feedback/, grades.csv ------------------------

# nbgrader's own steps, with ours in the places where one student's notebook could stop
# the batch, lose right answers or get marks for wrong ones (mlpkit/grading says how).
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "mlpkit.grading.AlignWithRelease",  # for DeduplicateIds
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]
c.Autograde.autograde_preprocessors = [
    "mlpkit.grading.ExecuteToTheEnd",  # for Execute
    "nbgrader.preprocessors.LimitOutput",
    "mlpkit.grading.MarkByPoints",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

c.Execute.extra_arguments = ["--log-level=ERROR"]  # ipykernel warns of TCP without encryption

# A check stops a student's function itself; this stops a student's cell.
c.Execute.timeout = 90
c.Execute.error_on_timeout = {
    "ename": "TimeOut",
    "evalue": "",
    "traceback": ["This cell ran for too long and was stopped."],
}
