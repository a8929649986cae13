"""Problems: instances, witnesses, promises and exact oracles."""
