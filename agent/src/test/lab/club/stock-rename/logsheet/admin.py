from django.contrib import admin

from logsheet.models import Flight, Glider

admin.site.register([Flight, Glider])
