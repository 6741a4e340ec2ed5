"""Import of BudFlow workflows: nodes and connections."""

from pipesmith.importing.budflow.importing import import_budflow

__all__ = ["import_budflow"]
