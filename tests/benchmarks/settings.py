"""Production, with one view more: the page of JSON that the feed is compared with."""

import os
from pathlib import Path

from core.settings.production import *  # noqa: F403
from core.settings.production import RATES
from core.settings.rates import READS

ROOT_URLCONF = "tests.benchmarks.urls"
# Empty, where a deployment has run collectstatic.
STATIC_ROOT = Path(os.environ["BENCH_STATIC"])
# One client reads for many.
RATES = {**RATES, **dict.fromkeys(READS)}
