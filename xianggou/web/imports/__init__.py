"""The door by which offices' workbooks enter: one function for page and command line, and the wizard in front of it.

What comes in: bytes of a file, its kind, the place, who brings it. What goes out: rows written by the rooms' load
actions, or every problem with its cell and nothing written. `door.take` is the door; `known` gathers what references
are checked against, `stored` what is there already, `shapes` turns checked rows into the rows of an action.
"""
