"""What Kakunin is measured against: views that do next to nothing, in the same web server."""
