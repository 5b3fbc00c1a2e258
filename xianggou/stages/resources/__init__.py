"""What departments can offer each quarter without new money (资源清单): called for, sent, shown together, published.

In come the matters and classes of the needs and the catalogue; out goes the list in force, which the room where needs
and resources meet reads. Governed by resources.renewed_every, resources.no_new_burden, resources.no_named_operator.
"""
