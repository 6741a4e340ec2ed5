"""The typed IR: nodes, lowering, verification, text dump and JSON form."""
