"""Filters that decide which posts go on into a training set, and whose posts they leave out.

``rules`` ask a post, ``whole`` what only all posts together can tell, ``parsing`` and ``files`` make them of what users
write; ``groups`` and ``counting`` count a batch, ``hiding`` and ``judging`` say what the counts come to, ``words`` how.
"""
