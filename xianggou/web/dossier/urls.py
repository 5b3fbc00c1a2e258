"""Address of the dossier page."""

from django.urls import path

from xianggou.web.dossier import views

app_name = "dossier"
urlpatterns = [path("<str:code>/", views.show, name="show")]
