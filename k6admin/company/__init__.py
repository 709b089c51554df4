"""A company's own sign-in, by OpenID Connect, on top of django-allauth: one issuer, named by the operator."""
