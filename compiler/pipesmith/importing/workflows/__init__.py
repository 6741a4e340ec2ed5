"""Workflows drawn as graphs, whatever system they come from: nodes, and edges between them.

A reader of a system gives nodes that say what they do (`acts`) and a flow between them; the flow is
structured, and the program is written from both.
"""
