"""What gunicorn is told beside its command line: `--config python:core.gunicorn`."""

from logging.config import dictConfig

from gunicorn.config import Config
from gunicorn.glogging import Logger

from core.settings.telemetry import LOGGING


class OneForm(Logger):
    """gunicorn's lines in the form of all others; those of access only with `--access-logfile`."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        dictConfig(LOGGING)


logger_class = OneForm
