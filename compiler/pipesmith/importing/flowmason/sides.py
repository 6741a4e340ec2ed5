"""What runs side by side: where nothing can be set, and nothing left."""

from pipesmith.importing.flowmason.dialect import Stage
from pipesmith.importing.flowmason.place import Place
from pipesmith.schema.places import MISSING

AT_ONCE = ("max_parallel", "max_concurrency", "concurrency", "batch_size")


def side_by_side(place: Place) -> bool:
    """Tell whether a stage runs beside others of its kind, or in a branch."""
    stages = place.building.structure.stages
    loops = (stages[name] for name, label in place.home if label == ("loop",))
    sides = any(label[0] == "side" for _, label in place.home)
    return sides or any(runs_parallel(each) for each in loops)


def runs_parallel(stage: Stage) -> bool:
    """Tell whether the iterations of a loop run side by side."""
    parallel = stage.setting("parallel", "is_parallel").value
    most = stage.setting(*AT_ONCE).value
    return parallel is True or (parallel is MISSING and isinstance(most, int) and most > 1)
