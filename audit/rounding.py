"""How far published shares may be from adding up to one."""

#: Published shares are rounded. The sum of k shares rounded to a percent has a standard deviation of 0.0029·√k, so 0.02 is
#: two of them for twelve groups, and less than any group that was left out and that matters.
ROUNDING = 0.02
