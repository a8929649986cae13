"""Another distribution named ``algorithms`` in the same environment is noticed when ours is imported."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hardness

ROOT = Path(hardness.__file__).parents[1]


@pytest.fixture
def site(tmp_path):
    """Install this project into a folder of its own."""
    for package in ("hardness", "algorithms"):
        shutil.copytree(ROOT / package, tmp_path / "site" / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "site"


def install_other(site, files, name="algorithms"):
    """Do what pip does with a distribution that has these files."""
    for file in files:
        path = site / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("SORTED = True\n", encoding="utf-8")
    info = site / f"{name}-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", encoding="utf-8")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files), encoding="utf-8")


def run(code, *path):
    command = [sys.executable, "-P", "-c", f"import sys\nsys.path[:0] = {list(map(str, path))}\n{code}"]
    return subprocess.run(command, capture_output=True, text=True)


def error(code, *path):
    done = run(code, *path)
    assert done.returncode == 1
    last = done.stderr.rstrip().splitlines()[-1]
    assert last.startswith("ImportError: ")
    return last


@pytest.mark.parametrize("code", ["import hardness", "import hardness.codes", "from hardness.cli import main"])
def test_a_distribution_that_overwrote_ours(site, code):
    install_other(site, ["algorithms/__init__.py", "algorithms/sort/__init__.py"])
    said = error(code, site)
    assert f"Python found another one in {site}/algorithms/__init__.py" in said
    assert "also installed by: algorithms." in said
    assert "`pip uninstall algorithms` and install attention-hardness again" in said


def test_our_half_of_a_package_that_was_overwritten(site):
    install_other(site, ["algorithms/__init__.py"], "algorithms-of-somebody")
    said = error("from algorithms.attention import fast_attention", site)
    assert str(site / "algorithms" / "__init__.py") in said
    assert "`import hardness` says which" in said
    assert "also installed by: algorithms-of-somebody." in error("import hardness", site)


def test_one_that_comes_first_on_the_path(site, tmp_path):
    install_other(tmp_path / "other", ["algorithms/__init__.py"])
    assert f"{tmp_path}/other/algorithms/__init__.py" in error("import hardness", tmp_path / "other", site)


def test_one_that_was_uninstalled_and_took_our_file_with_it(site):
    (site / "algorithms" / "__init__.py").unlink()
    alone = f"sys.path = [entry for entry in sys.path if entry != {str(ROOT)!r}]\n"  # an intact one would be preferred
    said = error(f"{alone}import hardness", site)
    assert f"another one in {site}/algorithms; no other installed distribution" in said
    assert "algorithms.attention belongs to attention-hardness" in error(f"{alone}import algorithms.attention", site)


@pytest.mark.parametrize(
    ("source", "reason"),
    [(None, "ModuleNotFoundError: No module named"), ("print 1", "SyntaxError"), ("1 / 0", "Zero")],
)
def test_one_that_cannot_be_imported(site, source, reason):
    shutil.rmtree(site / "algorithms")
    if source is not None:
        install_other(site, ["algorithms/__init__.py"])
        (site / "algorithms" / "__init__.py").write_text(source, encoding="utf-8")
    alone = f"sys.path = [entry for entry in sys.path if entry != {str(ROOT)!r}]\n"
    said = error(f"{alone}import hardness", site)
    assert f"but importing it raises {reason}" in said
    assert ("also installed by: algorithms." in said) == (source is not None)


def test_packages_over_our_modules(site):
    install_other(site, ["algorithms/compiled/__init__.py", "algorithms/display/__init__.py", "algorithms/sort/a.py"])
    said = error("import hardness", site)
    for name in ("compiled", "display"):
        assert f"{site}/algorithms/{name}/__init__.py" in said
    assert "sort" not in said


def test_a_script_of_that_name_in_the_folder_of_the_user(site, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "algorithms.py").write_text("", encoding="utf-8")
    said = error("import hardness", tmp_path / "mine", site)
    assert f"{tmp_path}/mine/algorithms.py; no other installed distribution has a package of that name. Rename" in said


def test_others_beside_an_intact_package_are_no_matter(site):
    install_other(site, ["algorithms/sort/__init__.py", "algorithms/__init__.py"])
    shutil.copy(ROOT / "algorithms" / "__init__.py", site / "algorithms" / "__init__.py")  # ours was installed last
    code = "import hardness, algorithms.attention\nprint('importlib.metadata' in sys.modules, hardness.__file__)"
    done = run(code, site)
    assert done.stdout == f"False {site}/hardness/__init__.py\n"
    assert done.stderr == ""


def test_from_an_archive(site, tmp_path):
    archive = shutil.make_archive(str(tmp_path / "all"), "zip", site)
    done = run("import hardness, algorithms.attention\nprint(hardness.__file__)", archive)
    assert done.stdout == f"{archive}/hardness/__init__.py\n"
