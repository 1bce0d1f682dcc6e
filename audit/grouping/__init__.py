"""From what authors state to groups, batch by batch.

Each distinct value of a batch is looked at once. What a value comes to depends on it, on the plan and, for ages, on when
the post was written; never on the other posts of the batch. So it changes nothing how a dataset is cut.
"""
