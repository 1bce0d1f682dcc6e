"""What is asked of an audit: the plan, its tables, and all defaults."""

from audit.plan.plan import Group, Inference, Plan, environment

__all__ = ["Group", "Inference", "Plan", "environment"]
