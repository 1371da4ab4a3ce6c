"""One module per mail: who gets it, and its words. The words are made at sending."""
