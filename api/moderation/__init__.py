"""Reports, cases, decisions and appeals: the fields of Query and Mutation."""
