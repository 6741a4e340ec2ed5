"""The components of FlowMason by all their names."""

from collections.abc import Mapping

_SYNONYMS: Mapping[str, str] = {
    "logger": "log logging log_message print notify_log",
    "json_transform": "transform transformer json_transformer data_transform map jmespath",
    "filter": "filter_data data_filter array_filter",
    "schema_validate": (
        "schema_validator validate validator json_validate json_schema validate_schema "
        "data_validator schema_validation"
    ),
    "variable_set": "set_variable variables variable set set_variables var_set",
    "http_request": "http http_call rest_call api_call api_request webhook_call fetch request",
    "generator": (
        "llm llm_generator text_generator prompt completion llm_call ai_generator generate "
        "llm_generate text_generation chat chat_completion"
    ),
    "critic": "llm_critic evaluator reviewer",
    "improver": "llm_improver refiner",
    "selector": "llm_selector",
    "synthesizer": "llm_synthesizer synthesiser",
    "conditional": "if condition if_else branch",
    "router": "switch route case switch_case",
    "foreach": "for_each loop iterate each map_each iterator",
    "trycatch": "try_catch try error_boundary error_handler",
    "subpipeline": "sub_pipeline call_pipeline pipeline run_pipeline pipeline_call composition",
    "return": "early_return exit stop end",
    "parallel": "fork fan_out",
    "wait": "delay sleep pause timer",
    "email": "email_send send_email mail",
    "raise": "throw fail error raise_error",
    "abstract": "",
}

KINDS: Mapping[str, str] = {
    name: kind for kind, names in _SYNONYMS.items() for name in (kind, *names.split())
}
"""Each name in snake_case, and the name that the importer uses."""


def kind_of(name: str) -> str | None:
    """Give the component that a name means in any dialect, None for one that is not known."""
    plain = name.rpartition("/")[2].rpartition(":")[2].strip().lower()
    return KINDS.get(plain.replace("-", "_").replace(" ", "_").replace(".", "_"))


OUTPUTS: Mapping[str, frozenset[str]] = {
    "json_transform": frozenset(("result", "output", "data", "transformed")),
    "filter": frozenset(("data", "result", "results", "filtered", "items", "output")),
    "generator": frozenset(
        (
            "content",
            "generated",
            "generated_text",
            "output",
            "text",
            "result",
            "response",
            "completion",
        )
    ),
    "http_request": frozenset(("body", "data", "json", "response", "result", "output")),
    "foreach": frozenset(
        ("results", "result", "output", "items", "loop_results", "data", "directive")
    ),
    "subpipeline": frozenset(("result", "output", "results", "data")),
    "variable_set": frozenset(("value", "result", "output", "data")),
    "logger": frozenset(("passthrough", "data")),
    "critic": frozenset("feedback critique summary content output".split()),
    "improver": frozenset("improved_content improved improved_text content output".split()),
    "selector": frozenset("selected choice content best output".split()),
    "synthesizer": frozenset("synthesized synthesis content text output".split()),
    "unknown": frozenset(("result", "output", "data")),
}
"""The members of an output that are the value of its stage in the program."""
