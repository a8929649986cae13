collect_ignore = ["toy"]  # a package of its own, whose tests run where it is installed
