"""A sign of life of the background work, so that pages can say when there is none."""

from django.db import models


class Beat(models.Model):
    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
