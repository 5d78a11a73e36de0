-- By what decision electronic votes of this service bind, of assemblies that took them and were opened under one (R-M-09).
ALTER TABLE assembly ADD COLUMN electronic_basis text;
