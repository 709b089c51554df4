"""The outline of the world's land behind the map of load zones: how it was made, and can be made again."""
