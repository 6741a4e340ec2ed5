"""Which model a stage asks, and how: settings of the stage, its `llm_settings`, the pipeline's."""

from pipesmith.importing import codes
from pipesmith.importing.flowmason.place import Place
from pipesmith.importing.ledger import Part

DEFAULT = "default"


def model_setting(place: Place, *names: str) -> Part:
    """Give a setting of the model, which may stand in `llm_settings` of stage or pipeline."""
    own = place.setting(*names)
    if own:
        return own
    for holder in (
        place.stage.field("llm_settings", "llm"),
        place.building.pipeline.field("llm_settings", "llm"),
    ):
        if found := holder.part(*names):
            return found
    return own


def model_name(place: Place) -> str:
    """Give the name of the model; what it means is said by the project file."""
    model, provider = model_setting(place, "model"), model_setting(place, "provider")
    name = model.text() or provider.text()
    provider.text()
    if name is None:
        return DEFAULT
    shown = f" of `{provider.value}`" if model and isinstance(provider.value, str) else ""
    (model or provider).note(
        codes.UNBOUND,
        f"the project file has to say which model `{name}`{shown} is",
        "a name of a model",
        f'`[models."{name}"]` in `pipesmith.toml` says it',
    )
    return name
