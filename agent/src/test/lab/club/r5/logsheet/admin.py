from django.contrib import admin

from logsheet.models import Flight, Glider, Winch

admin.site.register([Flight, Glider, Winch])
