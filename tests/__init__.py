"""The tests mirror kakunin/; e2e/ tells whole stories, architecture/ guards the house itself."""
