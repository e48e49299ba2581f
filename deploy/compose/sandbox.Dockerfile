# The pretend phone network and mailbox: imports nothing of ours, and refuses to start in production.
ARG PYTHON=python:3.12-slim

FROM ${PYTHON} AS build
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends binutils >/dev/null && rm -rf /var/lib/apt/lists/*
RUN python -m venv --without-pip /app/.venv
COPY requirements/sandbox.txt /build/
RUN pip --python /app/.venv/bin/python install --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes \
      -r /build/sandbox.txt \
 && find /app/.venv -name '*.so' -exec strip --strip-unneeded {} +
WORKDIR /app
COPY deploy/__init__.py deploy/
COPY deploy/sandbox deploy/sandbox
RUN .venv/bin/python -c "import importlib, pkgutil, deploy.sandbox as all; \
      [importlib.import_module(module.name) for module in pkgutil.walk_packages(all.__path__, all.__name__ + '.')]" \
 && .venv/bin/python -m compileall -q deploy

FROM ${PYTHON}
ENV PATH=/app/.venv/bin:$PATH PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN install -d -o 10001 -g 10001 -m 0700 /state
COPY --from=build /app /app
WORKDIR /app
USER 10001:10001
ENTRYPOINT ["python", "-m", "deploy.sandbox"]
