# The pretend phone network and mailbox: imports nothing of ours, and refuses to start in production.
ARG PYTHON=python:3.12-slim
FROM ${PYTHON}
ENV PYTHONPATH=/app PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/local.txt /tmp/local.txt
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore --require-hashes -r /tmp/local.txt && rm /tmp/local.txt
COPY deploy/__init__.py deploy/__init__.py
COPY deploy/sandbox deploy/sandbox
USER 10001:10001
ENTRYPOINT ["python", "-m", "deploy.sandbox"]
