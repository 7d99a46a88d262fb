from django import template
from django.utils.html import escape
from django.utils.safestring import mark_safe
from markdown import markdown as render

register = template.Library()


@register.filter
def markdown(text):
    return mark_safe(render(escape(text)))
