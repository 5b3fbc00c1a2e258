"""Purchase plans of townships and their review before money is asked for (购买计划)."""
