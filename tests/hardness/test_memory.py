"""How much memory there is: the least of machine, control groups of both versions, and ulimit."""

import os
import subprocess
import sys

import pytest

from hardness import memory

MiB = 2**20


def test_the_limit_is_half_of_what_is_available():
    assert memory.memory_limit() == memory.available_memory() // 2 > 0


@pytest.fixture
def system(tmp_path, monkeypatch):
    """Pretend a machine of 8 GiB: system(files) writes files below a root, and returns what is available there."""
    monkeypatch.setattr(memory, "_physical_memory", lambda: 8192 * MiB)
    monkeypatch.setattr(memory, "_address_space", lambda: None)

    def available(files):
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            data = content.replace("ROOT", str(tmp_path)) if isinstance(content, str) else content
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        return memory.available_memory(tmp_path / "self", tmp_path / "control")

    return available


MOUNT_2 = "30 23 0:26 {} ROOT/control rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n"
MOUNT_1 = "31 23 0:27 {} ROOT/memory rw - cgroup cgroup rw,{}\n"


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, 8192),
        ({"self/cgroup": "0::/\n", "control/memory.max": f"{512 * MiB}\n"}, 512),
        ({"self/cgroup": "0::/\n", "control/memory.max": "max\n"}, 8192),
        ({"self/cgroup": "0::/a/b\n", "control/a/memory.max": f"{300 * MiB}", "control/a/b/memory.max": "max"}, 300),
        ({"self/cgroup": "0::/a/b\n", "control/a/memory.max": "max", "control/a/b/memory.max": f"{200 * MiB}"}, 200),
        ({"self/cgroup": "0::/../other\n", "control/memory.max": f"{100 * MiB}"}, 100),
        # the group of somebody else
        ({"self/cgroup": "0::/a\n", "control/b/memory.max": f"{100 * MiB}"}, 8192),
        # version 1, alone or with other controllers, beside version 2 without memory
        ({"self/cgroup": "4:memory:/\n0::/\n", "control/memory/memory.limit_in_bytes": f"{256 * MiB}"}, 256),
        (
            {"self/cgroup": "4:cpu,memory:/a/b\n", "control/memory/a/memory.limit_in_bytes": f"{128 * MiB}"},
            128,
        ),
        ({"self/cgroup": "4:memory:/\n", "control/memory/memory.limit_in_bytes": f"{2**63 - 4096}"}, 8192),
        ({"self/cgroup": "4:cpu:/\n", "control/memory/memory.limit_in_bytes": f"{MiB}"}, 8192),
        # mounted elsewhere, and only from some group on
        (
            {
                "self/cgroup": "4:memory:/docker/x/y\n",
                "self/mountinfo": MOUNT_1.format("/docker", "cpu") + MOUNT_1.format("/docker", "memory"),
                "memory/x/memory.limit_in_bytes": f"{64 * MiB}",
            },
            64,
        ),
        (
            {
                "self/cgroup": "0::/docker/x\n",
                "self/mountinfo": MOUNT_2.format("/docker/x"),
                "control/memory.max": f"{32 * MiB}",
            },
            32,
        ),
        # odd content
        ({"self/cgroup": "0::/\n", "control/memory.max": "-5\n"}, 8192),
        ({"self/cgroup": "0::/\n", "control/memory.max": "0\n"}, 8192),
        ({"self/cgroup": "0::/\n", "control/memory.max": "9" * 5000}, 8192),
        ({"self/cgroup": "0::/\n", "control/memory.max": "\u0663\u0663"}, 8192),
        ({"self/cgroup": b"\xff\xfe\0::::\n\n:\n0", "self/mountinfo": b"\xff - \n - - -\n"}, 8192),
        ({"self/cgroup": "0::/a\0b\n", "control/memory.max": ""}, 8192),
        ({"self/cgroup/folder": "", "self/mountinfo/folder": ""}, 8192),
    ],
)
def test_the_least_limit_wins(system, files, expected):
    assert system(files) == expected * MiB


def test_what_the_system_does_not_say(monkeypatch, tmp_path):
    monkeypatch.delattr(os, "sysconf", raising=False)
    monkeypatch.setattr(memory, "_address_space", lambda: None)
    assert memory.available_memory(tmp_path, tmp_path) == memory._UNKNOWN
    monkeypatch.setattr(os, "sysconf", lambda name: {"SC_PHYS_PAGES": -1, "SC_PAGE_SIZE": 4096}[name], raising=False)
    assert memory.available_memory(tmp_path, tmp_path) == memory._UNKNOWN


def test_a_platform_without_resource(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert memory._address_space() is None


@pytest.mark.skipif(sys.platform == "win32", reason="there is no ulimit")
def test_ulimit_counts():
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**32, 2**32)); "
        "import importlib.util as u; from pathlib import Path; "
        f"s = u.spec_from_file_location('memory', {memory.__file__!r}); m = u.module_from_spec(s); "
        "s.loader.exec_module(m); print(m.available_memory(Path('/missing'), Path('/missing')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 2**32
