# syntax=docker/dockerfile:1
#
# The server with the bundled verifier on a CPU:   docker build -t deskcheck .
# With vLLM for NVIDIA GPUs:                       docker build -t deskcheck:gpu --build-arg VARIANT=gpu .
#
# deploy/README.md says how to run it, and how these steps are checked.
ARG BASE=debian:bookworm-slim
ARG VARIANT=cpu

# Debian's package versions are those of its release: pinning them would only stop its security fixes.
# hadolint global ignore=DL3008

FROM ${BASE} AS python
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3 \
    && rm -rf /var/lib/apt/lists/*

FROM python AS build
ARG VARIANT
RUN apt-get update \
    && apt-get install --yes --no-install-recommends python3-pip \
    && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv --without-pip /opt/deskcheck
WORKDIR /source
COPY pyproject.toml README.md LICENSE ./
COPY extraction extraction
COPY models models
COPY server server
# hadolint ignore=DL3013
RUN if [ "$VARIANT" = gpu ]; then engine=',vllm'; fi \
    && pip --python /opt/deskcheck/bin/python install --no-cache-dir ".[feedback,telemetry${engine:-}]"

FROM python
ARG VARIANT
# Not to build with: Triton compiles the launchers of its kernels when vLLM starts on a GPU.
RUN if [ "$VARIANT" = gpu ]; then apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev python3-dev \
    && rm -rf /var/lib/apt/lists/*; fi
COPY --from=build /opt/deskcheck /opt/deskcheck
# Verifiers from the hub, and what vLLM compiles, are kept here: the only folder that is written to.
RUN useradd --uid 10001 --no-create-home --home-dir /cache deskcheck \
    && install --directory --owner=deskcheck --group=deskcheck /cache
VOLUME /cache
USER 10001:10001
WORKDIR /cache
ENV PATH=/opt/deskcheck/bin:$PATH \
    HOME=/cache \
    HF_HOME=/cache/huggingface \
    XDG_CACHE_HOME=/cache \
    PYTHONDONTWRITEBYTECODE=1 \
    DESKCHECK_HOST=0.0.0.0 \
    DESKCHECK_PORT=8000
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=10m --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f\"http://127.0.0.1:{os.environ['DESKCHECK_PORT']}/readyz\", timeout=4)"]
ENTRYPOINT ["deskcheck"]
CMD ["serve"]
