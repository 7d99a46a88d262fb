from django.db import models


class Notice(models.Model):
    title = models.CharField(max_length=100)
    body = models.TextField(blank=True, help_text="Markdown")
    published = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-published"]

    def __str__(self):
        return self.title
