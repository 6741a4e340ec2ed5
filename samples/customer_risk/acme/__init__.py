"""Code of the Acme company that the pipeline calls."""
