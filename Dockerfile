# One image for every part: which one a container is says its command, a make target (compose.yaml, docs/operations.md).
FROM python:3.13.7-slim-bookworm

SHELL ["/bin/bash", "-o", "pipefail", "-c"]
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends make \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 k6admin \
    && useradd --no-create-home --uid 10001 --gid 10001 k6admin

WORKDIR /srv/k6admin
# What is installed changes less often than the code.
COPY Makefile requirements.txt ./
RUN make install

COPY manage.py ./
COPY k6admin ./k6admin
COPY runs ./runs
COPY templates ./templates
COPY static ./static
# Compiled now: a container that can't be written to would compile it anew at each start.
RUN .venv/bin/python -m compileall -q k6admin runs manage.py \
    && install --directory --mode=0700 --owner=k6admin --group=k6admin var /srv/media

USER 10001:10001
ENV BIND=0.0.0.0 MEDIA_ROOT=/srv/media PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["make", "run"]
