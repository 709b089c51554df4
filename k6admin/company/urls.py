"""Below /accounts/: django-allauth takes them in with its own."""

from django.urls import path

from k6admin.company import views

urlpatterns = [
    path("company/login/", views.login, name="company_login"),
    path("company/connect/", views.connect, name="company_connect"),
    path("company/again/", views.again, name="company_again"),
    path("company/end/", views.end, name="company_end"),
    path("company/callback/", views.callback, name="company_callback"),
]
