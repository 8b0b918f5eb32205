"""A build as named stages, each run only if something that it reads has changed, and resumed after it was killed."""

from typing import TYPE_CHECKING

from finalorder.doors import open_door

if TYPE_CHECKING:
    from finalorder.pipeline.build import (
        BuildListener,
        BuildResult,
        StagePlan,
        add_analysis,
        derive_again,
        derive_draft,
        list_outdated_stages,
        plan_build,
        run_build,
    )
    from finalorder.pipeline.stages import PLAN, STAGES, BuildOptions, Stage
else:
    __getattr__ = open_door(__name__)

__all__ = [
    "PLAN",
    "STAGES",
    "BuildListener",
    "BuildOptions",
    "BuildResult",
    "Stage",
    "StagePlan",
    "add_analysis",
    "derive_again",
    "derive_draft",
    "list_outdated_stages",
    "plan_build",
    "run_build",
]
