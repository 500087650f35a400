# One image: the app, which starts its own media worker. See docker-compose.yml.

FROM node:22-slim AS pages
WORKDIR /pages
COPY client_web/package.json client_web/package-lock.json client_web/.npmrc ./
RUN npm ci
COPY client_web ./
RUN npm run build

FROM python:3.13 AS relay
WORKDIR /viop
COPY requirements/app.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/app.txt
COPY signaling signaling
RUN python -m signaling.media.compile

FROM python:3.13-slim
WORKDIR /viop
COPY requirements/app.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/app.txt
COPY server server
COPY signaling signaling
COPY --from=relay /viop/signaling/media/*.so signaling/media/
COPY --from=pages /pages/dist client_web/dist
RUN useradd --system viop && install --directory --owner viop --mode 700 var log-keys
USER viop
VOLUME /viop/log-keys
VOLUME /viop/var
ENTRYPOINT ["python", "-m", "server.cli"]
CMD ["serve"]
