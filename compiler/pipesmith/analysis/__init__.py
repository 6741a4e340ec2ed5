"""What a program means: its modules, names, types and order. One pass a file; `driver.py` has the
order.
"""
