"""The same application on several machines, as a Ray Serve application."""
