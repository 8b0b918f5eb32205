"""A build as named stages, each run only if something that it reads has changed, and resumed after it was killed."""

from finalorder.pipeline.build import (
    BuildListener,
    BuildResult,
    StagePlan,
    add_analysis,
    derive_again,
    plan_build,
    run_build,
)
from finalorder.pipeline.stages import STAGES, BuildOptions, Stage

__all__ = [
    "STAGES",
    "BuildListener",
    "BuildOptions",
    "BuildResult",
    "Stage",
    "StagePlan",
    "add_analysis",
    "derive_again",
    "plan_build",
    "run_build",
]
