"""The standard components, importable without a file."""

from pipesmith_runtime.components.data import filter_items, json_transform, schema_validate
from pipesmith_runtime.components.email import email_send
from pipesmith_runtime.components.file import file_read, file_write
from pipesmith_runtime.components.http import HttpResponse, http_request
from pipesmith_runtime.components.llm import (
    LlmCritique,
    LlmGeneration,
    LlmImprovement,
    LlmSelection,
    LlmSynthesis,
    llm_critic,
    llm_generate,
    llm_improver,
    llm_selector,
    llm_synthesizer,
)
from pipesmith_runtime.components.log import log_debug, log_error, log_info, log_warn
from pipesmith_runtime.components.sql import sql_execute, sql_query
from pipesmith_runtime.components.state import state_get, state_set

__all__ = [
    "HttpResponse",
    "LlmCritique",
    "LlmGeneration",
    "LlmImprovement",
    "LlmSelection",
    "LlmSynthesis",
    "email_send",
    "file_read",
    "file_write",
    "filter_items",
    "http_request",
    "json_transform",
    "llm_critic",
    "llm_generate",
    "llm_improver",
    "llm_selector",
    "llm_synthesizer",
    "log_debug",
    "log_error",
    "log_info",
    "log_warn",
    "schema_validate",
    "sql_execute",
    "sql_query",
    "state_get",
    "state_set",
]
