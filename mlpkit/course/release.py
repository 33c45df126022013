"""Release the lessons with nbgrader's own converter: what its command does, without a gradebook."""

from pathlib import Path

from nbgrader.apps import GenerateAssignmentApp
from nbgrader.converters import GenerateAssignment, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from mlpkit.course.places import CourseError

CONFIG = "nbgrader_config.py"


def release(root: Path, folder: Path) -> None:
    """Turn `folder/solutions` into `folder/lessons`, as the root's configuration says.

    Raises
    ------
    CourseError
        If nbgrader can't release a notebook; it has logged why.
    """
    config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    config.merge(Config({"SaveCells": {"enabled": False}}))
    # The application is the parent, so that its own sections of the configuration count.
    app = GenerateAssignmentApp(config=config, log_level="ERROR")
    course = CourseDirectory(parent=app, root=str(folder), assignment_id="*")
    try:
        GenerateAssignment(parent=app, coursedir=course, no_database=True).start()
    except NbGraderException as error:
        raise CourseError("nbgrader can't release the lessons, for the reason above.") from error
