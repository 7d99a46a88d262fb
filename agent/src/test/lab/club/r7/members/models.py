from django.db import models


class Member(models.Model):
    name = models.CharField(max_length=100)
    email = models.EmailField(unique=True)
    joined = models.DateField(auto_now_add=True)
    phone = models.CharField(max_length=30, blank=True, db_default="")

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
