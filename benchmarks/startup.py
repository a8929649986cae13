"""Compare the start-up of commands with importing NumPy: CPU seconds of whole processes, and memory.

Run ``python benchmarks/startup.py [rounds]``. The processes take turns, so that other work on the machine affects all
of them, and the least time over the rounds counts. Run it from an installed package or after ``python -m compileall
hardness algorithms``, so that byte-code compilation is not measured.
"""

import os
import subprocess
import sys
from math import inf

PYTHON = sys.executable
HARDNESS = [PYTHON, "-c", "from hardness.cli import main; main()"]
COMPLETION = {"_HARDNESS_COMPLETE": "complete_bash", "COMP_WORDS": "hardness so", "COMP_CWORD": "1"}
COMMANDS: dict[str, tuple[list[str], dict[str, str], float]] = {  # name: words, environment, limit
    "import numpy": ([PYTHON, "-c", "import numpy"], {}, 1.0),
    "--help": ([*HARDNESS, "--help"], {}, 1.4),
    "--version": ([*HARDNESS, "--version"], {}, 1.4),
    "completion": (HARDNESS, COMPLETION, 1.4),
    "plan": ([*HARDNESS, "plan", "--example", "example"], {}, 2.5),
    "solve": ([*HARDNESS, "solve", "--example", "example"], {}, 3.5),
}


def usage(words: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Run a process; return its CPU seconds, those of the system included, and its largest memory in bytes."""
    process = subprocess.Popen(words, env={**os.environ, **environment}, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{words} ended with status {process.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Print one line per command."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    seconds, memory = dict.fromkeys(COMMANDS, inf), dict.fromkeys(COMMANDS, 0)
    for _ in range(rounds):
        for name, (words, environment, _) in COMMANDS.items():
            taken, size = usage(words, environment)
            seconds[name], memory[name] = min(seconds[name], taken), max(memory[name], size)
    print(f"{'':<14}{'CPU ms':>8}{'x NumPy':>9}{'at most':>9}{'MiB':>6}")
    for name, (_, _, most) in COMMANDS.items():
        ratio = seconds[name] / seconds["import numpy"]
        print(f"{name:<14}{seconds[name] * 1000:>8.0f}{ratio:>9.2f}{most:>9.1f}{memory[name] / 2**20:>6.0f}")


if __name__ == "__main__":
    main()
