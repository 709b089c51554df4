"""What templates need to draw a shape of the icon sheet."""

from functools import cache

from django import template
from django.template.loader import render_to_string

register = template.Library()

# Messages and banners name a tone; each tone has a shape, so that colour is never the only sign.
SHAPE_OF_TONE = {
    "good": "check",
    "success": "check",
    "bad": "cross",
    "error": "cross",
    "warn": "warning",
    "warning": "warning",
    "info": "info",
    "debug": "info",
    "neutral": "info",
}


@register.inclusion_tag("_icon.html")
def icon(name: str) -> dict[str, str]:
    """One shape of the sheet (`templates/_icons.html`), by its own name or by that of a tone."""
    return {"name": SHAPE_OF_TONE.get(name, name)}


@register.simple_tag
@cache
def icon_sheet() -> str:
    """The sheet itself: the same on every page, so drawn once in a process."""
    return render_to_string("_icons.html")
