"""What can be done about a skew, and what it costs.

Weights repair composition on the margins used, and nothing else. Every remedy here prints its cost in the same sentence,
and no result is called anything but weighted.
"""
