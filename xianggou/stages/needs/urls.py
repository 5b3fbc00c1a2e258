"""Addresses of needs: the public's two pages, voices, needs, what is late, crossed tables, published lists."""

from django.urls import path

from xianggou.stages.needs import crossed, deciding, public, views

app_name = "needs"
urlpatterns = [
    path("", views.index, name="list"),
    path("speak/", public.speak, name="speak"),
    path("follow/", public.follow, name="follow"),
    path("voices/", views.voices, name="voices"),
    path("voices/new/", views.raise_voice, name="raise"),
    path("meetings/new/", views.meeting, name="meeting"),
    path("voices/<int:voice_id>/", views.voice, name="voice"),
    path("voices/<int:voice_id>/photos/<int:photo_id>/", views.photo, name="photo"),
    path("voices/<int:voice_id>/contact/", views.contact, name="contact"),
    path("voices/<int:voice_id>/forget/", deciding.forget, name="forget"),
    path("voices/<int:voice_id>/establish/", deciding.establish, name="establish"),
    path("voices/<int:voice_id>/join/", deciding.join, name="join"),
    path("voices/<int:voice_id>/leave-out/", deciding.leave_out, name="leave_out"),
    path("voices/<int:voice_id>/part/", deciding.part, name="part"),
    path("late/", views.late, name="late"),
    path("crossed/", crossed.crossed, name="crossed"),
    path("published/", views.published, name="published"),
    path("published/<int:number>/", views.published, name="published_version"),
    path("publish/", deciding.publish, name="publish"),
    path("published/<int:number>/<str:kind>/", views.list_paper, name="list_paper"),
    path("<int:need_id>/", views.need, name="need"),
    path("<int:need_id>/answer/", deciding.answer, name="answer"),
    path("<int:need_id>/explain/", deciding.explain, name="explain"),
    path("<int:need_id>/assign/", deciding.assign, name="assign"),
    path("<int:need_id>/merge/", deciding.merge, name="merge"),
    path("<int:need_id>/unmerge/", deciding.unmerge, name="unmerge"),
    path("<int:need_id>/press/", deciding.press, name="press"),
    path("<int:need_id>/close-press/", deciding.close_press, name="close_press"),
    path("<int:need_id>/paper/<str:kind>/", views.need_paper, name="need_paper"),
]
