"""What helps to try pipelines out: stand-ins for services."""
