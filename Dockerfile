# `viop`: the app, its media worker and the media node are one image. `coturn`: Debian's, as the tests run it. See
# docker-compose.yml and docker-compose.one.yml. What is installed is pinned by hash (requirements/, package-lock.json).

FROM node:22.16.0-bookworm-slim AS pages
WORKDIR /pages
COPY client_web/package.json client_web/package-lock.json client_web/.npmrc ./
RUN npm ci
COPY client_web ./
RUN npm run build

FROM python:3.13.5-bookworm AS packages
WORKDIR /viop
RUN python -m venv /viop/venv
COPY requirements/app.txt requirements/
RUN venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements/app.txt
COPY signaling signaling
RUN venv/bin/python -m signaling.media.compile

FROM debian:12.11-slim AS coturn
RUN apt-get update && apt-get install --yes --no-install-recommends coturn && rm -rf /var/lib/apt/lists/*
USER turnserver

FROM python:3.13.5-slim-bookworm AS viop
WORKDIR /viop
# The number is fixed: secrets and volumes on the host belong to it (deploy/secrets.sh).
RUN useradd --system --uid 10001 viop && install --directory --owner viop --mode 700 var keys log-keys
COPY --from=packages /viop/venv venv
COPY server server
COPY signaling signaling
COPY --from=packages /viop/signaling/media/*.so signaling/media/
COPY --from=pages /pages/dist client_web/dist
RUN venv/bin/python -m compileall -q server signaling
ENV PATH=/viop/venv/bin:$PATH
USER viop
VOLUME /viop/keys
VOLUME /viop/log-keys
VOLUME /viop/var
ENTRYPOINT ["python", "-m", "server.cli"]
CMD ["serve"]
